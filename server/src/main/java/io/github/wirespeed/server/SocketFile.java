package io.github.wirespeed.server;

import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file of a Unix domain socket that a server listens on, which nobody else removes.
 *
 * @param key the file's identity; null where the platform has none
 */
record SocketFile(Path path, Object key) {
  /** The file of a socket that was bound just now; null of an address without one. */
  static SocketFile of(UnixDomainSocketAddress address) throws IOException {
    Path path = address.getPath();
    return path.toString().isEmpty() ? null : new SocketFile(path, key(path));
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Removes the file, unless another is in its place by now. */
  void remove() {
    try {
      Object now = key(path);
      if (key == null || key.equals(now)) {
        Files.delete(path);
      }
    } catch (NoSuchFileException ignored) {
      // Somebody tidied up before us.
    } catch (IOException e) {
      System.getLogger("io.github.wirespeed.server")
          .log(System.Logger.Level.WARNING, "the socket file " + path + " stays: " + e, e);
    }
  }

  /** Why an address cannot be bound whose file exists already. */
  static BindException taken(UnixDomainSocketAddress address) {
    Path path = address.getPath();
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
        return new BindException(path + " exists and is not a socket");
      }
    } catch (IOException e) {
      return new BindException(path + " cannot be looked at: " + e);
    }
    try (SocketChannel there = SocketChannel.open(address)) {
      return new BindException(
          there.isOpen() ? path + " is in use: a server listens there" : path + " is in use");
    } catch (IOException e) {
      return new BindException(
          path + " was left behind by a server that has ended: remove it to listen there");
    }
  }
}
