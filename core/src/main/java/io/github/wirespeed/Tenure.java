package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Opcode;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * One connection as its supervisor sees it: opened, made ready by the user's hook, in office, and
 * perhaps retired before it is over. Strand only.
 */
final class Tenure {
  /** Opens connections. */
  interface Opener {
    /**
     * Begins to open one.
     *
     * @throws RuntimeException if that cannot be begun
     */
    Stage<? extends Connection> open(EventLoop loop, String uri);
  }

  /** Who is told; each of them in the strand. */
  interface Owner {
    /** It is ready. */
    void ready(Tenure one);

    /** It never became ready. */
    void failed(Tenure one, Throwable why);

    /** It was ready, and is over. */
    void over(Tenure one, ConnectionClosedException how);
  }

  /**
   * What all tenures of a supervisor have in common.
   *
   * @param patience how long the hook may take
   * @param farewell how long a peer may take to answer the Close of one that retires
   */
  record Terms(
      Strand strand,
      Opener opener,
      Reconnect.OpenHook hook,
      Duration patience,
      Duration farewell,
      Owner owner) {}

  private enum State {
    OPENING,
    GREETING,
    IN_OFFICE,
    RETIRING,
    OVER
  }

  private final Terms terms;
  private final String uri;
  private final ConnectionClosedException lost;
  private State state = State.OPENING;
  private Stage<? extends Connection> opening;
  private Connection connection; // null until it is open
  private Strand.Delay limit; // of the hook, or of the farewell
  private long readyAt;

  /**
   * One that has not begun.
   *
   * @param lost how the one before ended, for the hook; null if none did
   */
  Tenure(Terms terms, String uri, ConnectionClosedException lost) {
    this.terms = terms;
    this.uri = uri;
    this.lost = lost;
  }

  void begin() {
    try {
      opening = terms.opener.open(terms.strand.loop(), uri);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    var unused = opening.whenComplete((made, why) -> terms.strand.execute(() -> opened(made, why)));
  }

  private void opened(Connection made, Throwable why) {
    if (state != State.OPENING) {
      if (made != null) {
        dismiss(made); // given up in the moment in which it came
      }
    } else if (why != null) {
      fail(why);
    } else {
      connection = made;
      state = State.GREETING;
      var unused = made.closed().thenAccept(how -> terms.strand.execute(() -> ended(how)));
      limit =
          terms.strand.after(
              terms.patience.toNanos(),
              () -> greeted(new TimeoutException("onOpen was not done within " + terms.patience)));
      greet();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever the hook throws, it is this attempt that failed
  private void greet() {
    CompletionStage<?> greeting;
    try {
      greeting = terms.hook.opened(new FreshConnection(connection, shown(), lost));
    } catch (Throwable t) {
      greeted(t);
      return;
    }
    if (greeting == null || greeting == ReadyStage.VOID) {
      greeted(null);
    } else {
      var unused = greeting.whenComplete((done, why) -> terms.strand.execute(() -> greeted(why)));
    }
  }

  private void greeted(Throwable why) {
    if (state != State.GREETING) {
      return;
    }
    limit.cancel();
    if (why != null) {
      fail(why);
      dismiss(connection);
    } else if (connection.isOpen()) {
      state = State.IN_OFFICE;
      readyAt = terms.strand.now();
      terms.owner.ready(this);
    }
    // Else it is about to end, which will tell how.
  }

  private void fail(Throwable why) {
    state = State.OVER;
    terms.owner.failed(this, RetryTable.unwrapped(why));
  }

  private void ended(ConnectionClosedException how) {
    State before = state;
    if (limit != null) {
      limit.cancel();
    }
    if (before == State.GREETING) {
      fail(how);
    } else if (before != State.OVER) {
      state = State.OVER;
      terms.owner.over(this, how);
    }
  }

  /**
   * Another one is in office: says so to the peer, behind what was accepted, and receives what that
   * still sends until it answers. A close would throw away what was not received yet.
   */
  void retire() {
    state = State.RETIRING;
    boolean unused =
        connection
            .outbound()
            .control(Opcode.CLOSE, CloseStatus.sendable(CloseCode.NORMAL, "").payload());
    limit = terms.strand.after(terms.farewell.toNanos(), this::cut);
  }

  /** The peer does not answer: ends TCP, which leaves what came to be received. */
  private void cut() {
    if (!connection.inbound().wantsBytes()) {
      limit = terms.strand.after(terms.farewell.toNanos(), this::cut); // it is us who are slow
      return;
    }
    connection.transport().close();
    connection.relied();
    boolean unused = connection.ready(SelectionKey.OP_READ);
  }

  /** Nobody wants it any more; nothing is told. */
  void abandon() {
    state = State.OVER;
    if (limit != null) {
      limit.cancel();
    }
    if (connection != null) {
      dismiss(connection);
    } else if (opening != null) {
      boolean unused = opening.cancel();
    }
  }

  /** Closed by the user, with what was not received; its end is not told. */
  Stage<Void> close(int code, String reason) {
    state = State.OVER;
    if (limit != null) {
      limit.cancel();
    }
    return connection.close(code, reason);
  }

  private static void dismiss(Connection unwanted) {
    var unused = unwanted.close(CloseCode.GOING_AWAY, "");
  }

  Connection connection() {
    return connection;
  }

  /** Where it leads, without secrets. */
  String shown() {
    return Endpoints.shown(uri);
  }

  /** How long it has been ready. */
  Duration lived() {
    return Duration.ofNanos(terms.strand.now() - readyAt);
  }
}
