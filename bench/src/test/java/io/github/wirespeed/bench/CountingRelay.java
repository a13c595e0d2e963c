package io.github.wirespeed.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP relay that counts what goes each way: proof that bytes were exchanged. */
final class CountingRelay implements Closeable {
  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final AtomicLong toServer = new AtomicLong();
  private final AtomicLong toClient = new AtomicLong();

  private final long most;

  CountingRelay(InetSocketAddress target) throws IOException {
    this(target, Long.MAX_VALUE);
  }

  /** Ends a connection after so many bytes from the server. */
  CountingRelay(InetSocketAddress target, long most) throws IOException {
    this.target = target;
    this.most = most;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Bytes that clients sent, handshakes included. */
  long toServer() {
    return toServer.get();
  }

  /** Bytes that the server sent, likewise. */
  long toClient() {
    return toClient.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(target.getAddress(), target.getPort());
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        daemon(() -> pump(client, server, toServer));
        daemon(() -> pump(server, client, toClient));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void pump(Socket from, Socket to, AtomicLong counted) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0 && toClient.get() < most; n = in.read(buffer)) {
        counted.addAndGet(n);
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One side is gone: so is the other.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "test-relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
