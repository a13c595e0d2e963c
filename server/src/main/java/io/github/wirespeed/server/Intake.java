package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopGroup;
import io.github.wirespeed.transport.TcpTransport;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * What becomes of accepted sockets, whichever listener they come from: each is counted and given to
 * a loop, or turned away. Any thread.
 */
final class Intake {
  /** Most clients that are told that they are too many; a flood of them is only closed. */
  private static final int MOST_TOLD = 64;

  private final LoopGroup loops;
  private final ConnectionLimits limits;
  private final Sessions sessions;
  private final Connections connections;
  private final FinalAnswer.Bytes tooMany; // null where clients do not understand it, over TLS
  private final ConnectionLimits told = new ConnectionLimits(MOST_TOLD, Integer.MAX_VALUE);
  private volatile boolean stopped;

  /** Makes the handler of a new connection. */
  interface Connections {
    /** The handler, in the thread of its loop; what it throws closes the connection. */
    Accepted open(EventLoop loop, TcpTransport transport) throws IOException;
  }

  /**
   * An intake.
   *
   * @param plain whether clients speak HTTP at once, and not TLS
   */
  Intake(
      LoopGroup loops,
      ConnectionLimits limits,
      Sessions sessions,
      boolean plain,
      Connections connections) {
    this.loops = loops;
    this.limits = limits;
    this.sessions = sessions;
    this.connections = connections;
    this.tooMany =
        plain
            ? FinalAnswer.Bytes.refusal(503, "Service Unavailable", "too many connections")
            : null;
  }

  /** Nothing is taken any more: what is under way is closed as it comes. */
  void stop() {
    stopped = true;
  }

  /**
   * Takes a socket, which is this one's to close from now on.
   *
   * @param acceptor the loop of the calling thread
   * @param stays whether the connection is to live there
   */
  void take(EventLoop acceptor, SocketChannel accepted, boolean stays) {
    ConnectionLimits.Place place;
    SocketAddress remote;
    try {
      remote = accepted.getRemoteAddress();
      place = limits.take(remote);
    } catch (IOException e) {
      close(accepted);
      return;
    }
    if (place == null) {
      sessions.turnedAway(remote, 503, "too many connections");
      turnAway(acceptor, accepted);
      return;
    }
    EventLoop home = stays ? acceptor : next(acceptor);
    if (home == acceptor) {
      open(acceptor, accepted, place);
    } else if (!home.execute(() -> open(home, accepted, place))) {
      close(accepted); // the loop ended just now
      place.run();
    }
  }

  private EventLoop next(EventLoop otherwise) {
    try {
      return loops.next();
    } catch (RuntimeException | OutOfMemoryError e) {
      return otherwise; // the server stops, or there is no descriptor or thread for one more loop
    }
  }

  @SuppressWarnings("CatchingUnchecked") // a connection that cannot begin ends nobody else's loop
  private void open(EventLoop home, SocketChannel accepted, ConnectionLimits.Place place) {
    try {
      if (stopped) {
        close(accepted);
        place.run();
        return;
      }
      TcpTransport transport = TcpTransport.adopt(accepted, place);
      Accepted connection = connections.open(home, transport);
      connection.registered(home.register(accepted, SelectionKey.OP_READ, connection));
    } catch (Throwable t) {
      close(accepted); // it was reset before we came to it, most likely
      place.run();
    }
  }

  private void turnAway(EventLoop loop, SocketChannel accepted) {
    ConnectionLimits.Place place = tooMany == null || stopped ? null : told.take(null);
    if (place == null) {
      close(accepted);
      return;
    }
    try {
      TcpTransport tcp = TcpTransport.adopt(accepted, place);
      FinalAnswer.send(loop, tcp, tooMany, FinalAnswer.LINGER_NANOS);
    } catch (IOException | RuntimeException e) {
      close(accepted);
      place.run();
    }
  }

  private static void close(Closeable what) {
    try {
      what.close();
    } catch (IOException ignored) {
      // It held nothing that could be lost.
    }
  }
}
