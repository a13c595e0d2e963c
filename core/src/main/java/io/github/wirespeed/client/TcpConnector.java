package io.github.wirespeed.client;

import io.github.wirespeed.transport.TcpConnecting;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;

/** What a {@link Dial} connects with: real sockets. */
record TcpConnector(SocketSettings sockets) implements Dial.Connector<TcpConnecting, TcpTransport> {
  @Override
  public TcpConnecting start(SocketAddress address) throws IOException {
    return TcpConnecting.start(address, sockets);
  }

  @Override
  public TcpTransport finish(TcpConnecting connecting) throws IOException {
    return connecting.finishConnect();
  }

  @Override
  public SocketTimeoutException timedOut(TcpConnecting connecting, long nanos) {
    return connecting.timedOut(nanos);
  }

  @Override
  public void close(TcpConnecting connecting) {
    connecting.close();
  }
}
