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

/**
 * The TLS handshake of one connection, in steps, up to where its {@link ServerOpening} takes over.
 * What computes for long is done by other threads. Loop thread only.
 */
final class TlsHandshake implements Accepted {
  private static final int FIRST_READ = 4 << 10;
  private static final FinalAnswer.Bytes NOTHING = new FinalAnswer.Bytes(new byte[0]);
  private static final FinalAnswer.Bytes NOT_HTTP =
      FinalAnswer.Bytes.refusal(400, "Bad Request", "this port speaks TLS: ask for https or wss");

  private final EventLoop loop;
  private final TcpTransport tcp;
  private final ServerTls how;
  private final Executor threads;
  private final Openings server;
  private final long deadline; // of System.nanoTime(), up to the opening request

  private Registration registration;
  private Timer timer;
  private OpeningWatch watch; // from the registration on
  private TlsTransport tls; // null until something came: who is silent costs no engine
  private boolean computing; // another thread does: the engine is its

  /**
   * A handshake.
   *
   * @param threads run what the engine wants computed; they refuse nothing while the loop runs
   */
  TlsHandshake(EventLoop loop, TcpTransport tcp, ServerTls how, Executor threads, Openings server) {
    this.loop = loop;
    this.tcp = tcp;
    this.how = how;
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
      return tls == null ? begin() : step();
    } catch (IOException e) {
      close(); // reset by the client: there is nobody to tell
      return true;
    }
  }

  private boolean begin() throws IOException {
    ByteBuffer first = ByteBuffer.allocate(FIRST_READ);
    int n = tcp.read(first);
    if (n > 0 && first.get(0) >= 'A' && first.get(0) <= 'Z') {
      // A method of HTTP, and no record of TLS, whose first bytes are 22 and 3.
      watch.refused(null, 400, "plain HTTP on a port that speaks TLS");
      turnAway(NOT_HTTP);
    } else if (n > 0) {
      tls = new TlsTransport(how.newEngine(), tcp, first.flip());
      step();
    } else if (n < 0) {
      close();
    }
    return n != 0;
  }

  private boolean step() throws IOException {
    Need need;
    try {
      do {
        need = tls.handshake();
      } while (need == Need.AGAIN);
    } catch (IOException e) {
      turnAway(NOTHING); // it was told why, if that could be done at once
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
          boolean failed = true;
          try {
            task.run();
            failed = false;
          } finally {
            Runnable next = failed ? this::close : this::computed;
            loop.execute(next); // a loop that has ended has closed the connection
          }
        });
  }

  @SuppressWarnings("CatchingUnchecked") // as the loop has it for turns
  private void computed() {
    computing = false;
    if (tls.isOpen()) {
      try {
        ready(0);
      } catch (Throwable t) {
        close(); // as the loop does when it gives a turn: it is nobody else's end
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

  private void turnAway(FinalAnswer.Bytes answer) {
    timer.cancel();
    watch.over();
    FinalAnswer.send(loop, registration, tcp, answer, FinalAnswer.LINGER_NANOS);
  }

  @Override
  public void stop() {
    close();
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
    if (tls == null) {
      tcp.close();
    } else {
      tls.close();
    }
  }
}
