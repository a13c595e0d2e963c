package io.github.wirespeed.server;

import io.github.wirespeed.loop.LoopGroup;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;

/** One address that a server listens on, by one socket or by one for each loop. Any thread. */
final class Listener {
  private final SocketAddress address; // with the port that was found where any was asked for
  private final List<ServerSocketChannel> channels;
  private final SocketFile file; // null but for Unix domain sockets
  private final List<Acceptor> acceptors = new ArrayList<>(); // before others know of it

  private Listener(SocketAddress address, List<ServerSocketChannel> channels, SocketFile file) {
    this.address = address;
    this.channels = channels;
    this.file = file;
  }

  /**
   * Binds an address; nobody is accepted yet.
   *
   * @param loops how many loops are to accept for themselves by SO_REUSEPORT; 0 if one does for all
   * @throws IOException if it cannot be bound; the message names it, and nothing stays open
   */
  static Listener bind(SocketAddress where, int backlog, int loops) throws IOException {
    // There is nothing like it for the sockets of the Unix domain.
    int sockets = where instanceof UnixDomainSocketAddress ? 0 : loops;
    List<ServerSocketChannel> channels = new ArrayList<>();
    try {
      channels.add(bound(where, backlog, sockets > 0));
      SocketAddress address = channels.get(0).getLocalAddress();
      while (channels.size() < sockets) {
        channels.add(bound(address, backlog, true)); // on the port that was found for the first
      }
      SocketFile file =
          address instanceof UnixDomainSocketAddress unix ? SocketFile.of(unix) : null;
      return new Listener(address, channels, file);
    } catch (Throwable t) {
      close(channels);
      throw t;
    }
  }

  private static ServerSocketChannel bound(SocketAddress where, int backlog, boolean shared)
      throws IOException {
    ServerSocketChannel channel =
        where instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      if (shared) {
        sharePort(channel);
      }
      channel.bind(where, backlog);
      channel.configureBlocking(false);
      return channel;
    } catch (BindException e) {
      channel.close();
      String why =
          where instanceof UnixDomainSocketAddress unix
              ? SocketFile.taken(unix).getMessage()
              : e.getMessage();
      throw (BindException)
          new BindException("cannot listen on " + where + ": " + why).initCause(e);
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot listen on " + where + ": " + e.getMessage(), e);
    } catch (UnresolvedAddressException e) {
      channel.close();
      throw new IOException("cannot listen on " + where + ": the name was not resolved", e);
    } catch (UnsupportedAddressTypeException e) {
      channel.close();
      throw new IOException("cannot listen on " + where + ": not a kind of address for that", e);
    } catch (Throwable t) {
      channel.close();
      throw t;
    }
  }

  private static void sharePort(ServerSocketChannel channel) throws IOException {
    if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
      throw new IOException("this platform has no SO_REUSEPORT");
    }
    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
  }

  /**
   * Accepts from now on. Once.
   *
   * @throws java.io.UncheckedIOException if no loop can be started
   */
  void start(LoopGroup loops, Intake intake) {
    for (ServerSocketChannel channel : channels) {
      Acceptor acceptor =
          new Acceptor(channel, channel::accept, loops, intake, channels.size() > 1);
      acceptors.add(acceptor);
      acceptor.start();
    }
  }

  SocketAddress address() {
    return address;
  }

  /** Stops listening, at once. Idempotent. */
  void close() {
    if (file != null && channels.get(0).isOpen()) {
      file.remove(); // before it is closed: until then nobody else's can be in its place
    }
    acceptors.forEach(Acceptor::close);
    close(channels);
  }

  private static void close(List<ServerSocketChannel> channels) {
    for (ServerSocketChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // The descriptor is gone whatever close(2) says.
      }
    }
  }
}
