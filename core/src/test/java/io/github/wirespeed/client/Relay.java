package io.github.wirespeed.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Listens where a test's server does not, on IPv6 or on a Unix domain socket, and passes the bytes
 * of one connection at a time on to its port.
 */
public final class Relay implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final int port;

  /** Relays to a port of 127.0.0.1. */
  public Relay(SocketAddress address, int port) throws IOException {
    this.listener =
        address instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    this.port = port;
    listener.bind(address);
    start(this::serve);
  }

  /** Where it listens. */
  public SocketAddress address() throws IOException {
    return listener.getLocalAddress();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void serve() throws IOException {
    while (listener.isOpen()) {
      try (SocketChannel near = listener.accept();
          SocketChannel far =
              SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        Thread back = start(() -> pump(far, near));
        pump(near, far);
        back.join();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private static void pump(SocketChannel from, SocketChannel to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    while (from.read(bytes.clear()) >= 0) {
      bytes.flip();
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    }
    to.shutdownOutput();
  }

  /** Something that goes on until a channel is closed. */
  private interface Work {
    void run() throws IOException;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The test is over, or its client or server has left: they have the assertions.
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
