package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.transport.TcpTransport;
import io.github.wirespeed.transport.TlsTransport;
import io.github.wirespeed.transport.TlsTransport.Need;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The TLS handshake of one connection, in steps, up to where its {@link ServerOpening} takes over.
 * What computes for long is done by other threads. Loop thread only.
 */
final class TlsHandshake implements Accepted {
  /** How long the end of a refused client is waited for, so that no reset destroys the alert. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final EventLoop loop;
  private final TcpTransport tcp;
  private final TlsTransport tls;
  private final Executor threads;
  private final Openings server;
  private final long deadline; // of System.nanoTime(), up to the opening request

  private Registration registration;
  private Timer timer;
  private OpeningWatch watch; // from the registration on
  private boolean computing; // another thread does: the engine is its
  private boolean refused; // nothing more is written; what comes is skipped

  /**
   * A handshake.
   *
   * @param threads run what the engine wants computed; they refuse nothing while the loop runs
   */
  TlsHandshake(EventLoop loop, TcpTransport tcp, ServerTls how, Executor threads, Openings server) {
    this.loop = loop;
    this.tcp = tcp;
    this.tls = new TlsTransport(how.newEngine(), tcp, NOTHING);
    this.threads = threads;
    this.server = server;
    this.deadline = System.nanoTime() + server.handshakeNanos();
  }

  @Override
  public void registered(Registration own) {
    registration = own;
    watch = server.sessions().opening(tcp.remoteAddress());
    timer = loop.schedule(server.handshakeNanos(), this::timeOut);
  }

  @Override
  public boolean ready(int readyOps) {
    if (computing) {
      return false;
    }
    try {
      return refused ? skip() : step();
    } catch (IOException e) {
      close(); // reset by the client: there is nobody to tell
      return true;
    }
  }

  private boolean step() throws IOException {
    Need need;
    try {
      do {
        need = tls.handshake();
      } while (need == Need.AGAIN);
    } catch (IOException e) {
      refuse();
      return true;
    }
    switch (need) {
      case TASK -> compute();
      case WRITABLE -> registration.interest(SelectionKey.OP_WRITE);
      case DONE -> done();
      default -> registration.interest(SelectionKey.OP_READ);
    }
    return true;
  }

  private void compute() {
    computing = true;
    registration.interest(0);
    Runnable task = tls.task();
    threads.execute(
        () -> {
          try {
            task.run();
          } finally {
            loop.execute(this::computed); // a loop that has ended has closed the connection
          }
        });
  }

  private void computed() {
    computing = false;
    if (tls.isOpen()) {
      try {
        ready(0);
      } catch (RuntimeException | Error e) {
        close(); // as the loop does when it gives a turn
        throw e;
      }
    }
  }

  private void done() {
    timer.cancel();
    registration.interest(SelectionKey.OP_READ);
    ServerOpening connection = server.open(loop, tls, deadline - System.nanoTime());
    registration.handler(connection);
    connection.registered(registration);
    watch.passedOn();
    // What came behind the handshake no selector tells of.
    connection.ready(SelectionKey.OP_READ);
  }

  /** The client was told why, if that could be done at once. */
  private void refuse() throws IOException {
    refused = true;
    timer.cancel();
    timer = loop.schedule(LINGER_NANOS, this::close);
    registration.interest(SelectionKey.OP_READ);
    tcp.shutdownOutput();
  }

  private boolean skip() throws IOException {
    int n = tcp.read(ByteBuffer.allocate(4 << 10));
    if (n < 0) {
      close();
    }
    return n != 0;
  }

  private void timeOut() {
    watch.timedOut();
    close();
  }

  private void close() {
    registration.cancel();
    failed(null);
  }

  @Override
  public void failed(Throwable cause) {
    timer.cancel();
    watch.over();
    tls.close();
  }
}
