package io.github.wirespeed.client;

import io.github.wirespeed.transport.TcpTransport;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/** From a host name to a TCP connection, on the caller's thread. */
final class Dialer {
  private Dialer() {}

  /**
   * Connects to the first address of the host that accepts; the addresses share the time.
   *
   * @param deadline of {@code System.nanoTime()}; looking the name up is the platform's and may
   *     take longer
   */
  static Transport dial(String host, int port, long deadline) throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    IOException failure = null;
    for (int i = 0; i < addresses.length; i++) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        return TcpTransport.connect(
            new InetSocketAddress(addresses[i], port), left / (addresses.length - i));
      } catch (IOException e) {
        if (e instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    throw failure != null
        ? failure
        : new SocketTimeoutException("no time left to connect to " + host + ":" + port);
  }
}
