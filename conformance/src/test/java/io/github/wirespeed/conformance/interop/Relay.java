package io.github.wirespeed.conformance.interop;

import io.github.wirespeed.conformance.Task;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A hop between one client and one server, at which TCP breaks as a test wants it, whatever the
 * libraries at both ends would do.
 */
final class Relay implements AutoCloseable {
  /** Ends a test that hangs; nothing is measured by it. */
  private static final long HANG_SECONDS = 60;

  private final URI target;
  private final ServerSocket listener;
  private final CompletableFuture<Side> client = new CompletableFuture<>();
  private final CompletableFuture<Side> server = new CompletableFuture<>();

  /** Waits for one client, for which it connects to {@code server}. */
  Relay(String server) throws IOException {
    this.target = URI.create(server);
    this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Task.run(this::run);
  }

  /** What the client connects to. */
  String uri() {
    return "ws://127.0.0.1:" + listener.getLocalPort() + target.getPath();
  }

  private void run() throws Exception {
    try (Socket accepted = listener.accept();
        Socket connected = new Socket(target.getHost(), target.getPort())) {
      accepted.setTcpNoDelay(true);
      connected.setTcpNoDelay(true);
      Side clientSide = new Side(accepted);
      Side serverSide = new Side(connected);
      client.complete(clientSide);
      server.complete(serverSide);
      Task<Void> down = Task.run(() -> serverSide.pumpTo(clientSide));
      clientSide.pumpTo(serverSide);
      down.result();
    } finally {
      listener.close();
    }
  }

  /** The connection with the client. */
  Side client() throws Exception {
    return client.get(HANG_SECONDS, TimeUnit.SECONDS);
  }

  /** The connection with the server. */
  Side server() throws Exception {
    return server.get(HANG_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends what is left of both connections. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (CompletableFuture<Side> side : List.of(client, server)) {
      if (side.isDone()) {
        side.join().socket.close();
      }
    }
  }

  /** One of the two connections. */
  static final class Side {
    private final Socket socket;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // Any thread writes, the pump reads.
    private volatile boolean muted;

    private final AtomicLong bytes = new AtomicLong();

    Side(Socket socket) {
      this.socket = socket;
    }

    /** What it sends from now on gets lost. */
    void mute() {
      muted = true;
    }

    /** Ends TCP towards it with a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Ends TCP towards it in the ordinary way. */
    void finish() throws IOException {
      socket.shutdownOutput();
    }

    /** How much it has sent. */
    long bytes() {
      return bytes.get();
    }

    /** Waits until it ends TCP, in whichever way. */
    void awaitEnd() throws Exception {
      ended.get(HANG_SECONDS, TimeUnit.SECONDS);
    }

    /** Passes on what it sends until it sends no more. */
    private void pumpTo(Side other) {
      byte[] buffer = new byte[64 << 10];
      try {
        InputStream in = socket.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          bytes.addAndGet(n);
          pass(buffer, n, other);
        }
        if (!muted) {
          other.finish();
        }
      } catch (IOException e) {
        other.muted = true; // there is nobody to pass anything on to
      } finally {
        ended.complete(null);
      }
    }

    private void pass(byte[] buffer, int length, Side other) {
      if (!muted) {
        try {
          other.socket.getOutputStream().write(buffer, 0, length);
        } catch (IOException e) {
          muted = true; // its end is still waited for
        }
      }
    }
  }
}
