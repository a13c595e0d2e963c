package io.github.wirespeed.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/** Two transports over one loopback connection. */
record TcpPair(TcpTransport near, TcpTransport far) implements AutoCloseable {

  static final long LONG_NANOS = 20_000_000_000L;

  /** Fixed and small, so that full is full: Linux lets buffers of its own choice grow later. */
  private static final int BUFFER_BYTES = 64 * 1024;

  static TcpPair open() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      return open(listener);
    }
  }

  static TcpPair open(ServerSocketChannel listener) throws IOException {
    TcpTransport near = TcpTransport.connect(addressOf(listener), LONG_NANOS);
    near.channel().setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
    return new TcpPair(near, TcpTransport.adopt(listener.accept()));
  }

  static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open()
        .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES)
        .bind(new InetSocketAddress(loopback(), 0), 1000);
  }

  static InetSocketAddress addressOf(ServerSocketChannel listener) throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  @Override
  public void close() {
    near.close();
    far.close();
  }
}
