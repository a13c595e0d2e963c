package io.github.wirespeed;

import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One connection as an actor. It has two hands, one that reads and one that writes, and each is at
 * any moment at most one thread's: the loop's, which is their home, or that of a caller who found
 * them idle. What only the home may do (timers, the selector, the end) is done in its thread.
 */
abstract sealed class Actor implements LoopHandler, StageHost permits Connection {
  /**
   * How long the end of TCP is waited for after the last frame. RFC 6455 7.1.1 has the server close
   * first; closing at once would answer bytes still under way with a reset, which may destroy our
   * Close before the peer reads it.
   */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** The same for a server, whose end of TCP is there first: the client has to see it. */
  private static final long SERVER_LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long after its last visit by a caller who waits a connection is the loop's again. */
  private static final long HOSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The same while a caller sleeps in it: looked at less and less often, up to this. */
  private static final long HOSTED_LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** What the loop has to do at a time: an object of its own, as mostly there is nothing. */
  private static final class Timers {
    private Timer hosts; // when it looks again whether callers still host; null if none do
    private long hostsNanos;
    private Timer end; // when the connection is over in any case; null while it goes on
  }

  private final Home home;
  private final WebSocketOptions options;
  private final Transport transport;
  private final Registration registration;
  private final Ending ending = new Ending();
  private final Outbound outbound;
  // Loop only, down to the blank line.
  private Timers timers; // null while there are none
  private boolean turning;
  private boolean winding;

  // Whether callers who wait read, so that the loop does not: written by any thread.
  private volatile boolean hosted;
  private boolean visited; // by a host, lately; a hint
  private volatile boolean crashed; // by a handler or completion of the user's
  private volatile boolean over; // the transport is closed
  // How it ended, for whatever is asked from then on; null until then. Written by the loop.
  private volatile FailedStage<?> ended;

  Actor(Home home, WebSocketOptions options, Transport transport, Registration registration) {
    this.home = home;
    this.options = options;
    this.transport = transport;
    this.registration = registration;
    this.outbound = new Outbound(this);
  }

  abstract Inbound inbound();

  /** What it compresses with; null where nothing is compressed. */
  abstract Deflation deflation();

  /** What the last ping that was answered took; {@link Traffic#UNKNOWN} before. Any thread. */
  abstract long lastRoundTripNanos();

  /** A pong came. By who reads. */
  abstract void pongCame(ByteBuffer payload);

  /** Bytes came. By who reads. */
  abstract void heard();

  /** A message came: whether it is kept from the application. By who reads. */
  abstract boolean keeps(Halves.Reads from);

  /** Reading goes on after a pause. By who reads. */
  abstract void readAgain();

  /** The connection is over, and the receives were told. Loop only. */
  abstract void told(ConnectionClosedException how);

  // ---- the home's part: on the loop's thread ----

  /** The first turn: for bytes that came with the handshake. */
  void start() {
    ready(SelectionKey.OP_READ);
  }

  @Override
  public boolean ready(int readyOps) {
    boolean worked = false;
    turning = true;
    try {
      if ((readyOps & SelectionKey.OP_WRITE) != 0) {
        outbound.resume();
        worked = true;
      }
      if ((readyOps & SelectionKey.OP_READ) != 0 && !hosted) {
        worked |= inbound().turn();
      }
    } finally {
      turning = false;
      outbound.flush();
    }
    watch();
    return worked;
  }

  /** Says to the selector what the loop waits for now. */
  private void watch() {
    boolean bytes = !hosted && inbound().wantsBytes() && !inbound().eof();
    registration.interest(
        (bytes ? SelectionKey.OP_READ : 0) | (outbound.blocked() ? SelectionKey.OP_WRITE : 0));
  }

  /** The loop's turn again, with whatever lies there: callers do not read any more. */
  private void comeHome() {
    if (!over) {
      ready(SelectionKey.OP_READ);
      inbound().rest();
      outbound.rest();
    }
  }

  private Timers timers() {
    if (timers == null) {
      timers = new Timers();
    }
    return timers;
  }

  private void watchHosts() {
    watch();
    if (hosted && timers().hosts == null && !over) {
      timers.hostsNanos = HOSTED_NANOS;
      timers.hosts = home.loop().schedule(HOSTED_NANOS, this::lookAfterHosts);
    }
  }

  private void lookAfterHosts() {
    boolean again = hosted && !over;
    if (again && visited) {
      visited = false;
      timers.hostsNanos = HOSTED_NANOS;
    } else if (again && inbound() instanceof InboundQueue queue && queue.hostParked()) {
      timers.hostsNanos = Math.min(2 * timers.hostsNanos, HOSTED_LONGEST_NANOS);
    } else {
      timers.hosts = null;
      if (timers.end == null) {
        timers = null;
      }
      hosted = false;
      comeHome();
      return;
    }
    home.loop().schedule(timers.hosts, timers.hostsNanos);
  }

  /** Nothing more is to be delivered: the end of TCP is all that is waited for. */
  private void wind() {
    if (ending.over()) {
      finish();
      return;
    }
    hosted = false;
    if (!winding) {
      winding = true;
      boolean server = halves().role() == Role.SERVER;
      endWithin(server ? SERVER_LINGER_NANOS : LINGER_NANOS);
      // RFC 6455 7.1.1: it is the server that ends TCP.
      if (server || crashed || ending.handshake().state() == CloseHandshake.State.FAILED) {
        // RFC 6455 7.1.7: nothing is expected of the peer any more, not even its Close.
        outbound.shutdown();
      }
    }
    watch();
  }

  private void endWithin(long nanos) {
    if (over) {
      return;
    }
    if (timers().end != null) {
      timers.end.cancel();
    }
    timers.end = home.loop().schedule(nanos, this::finish);
  }

  /** The end of the transport, once. */
  private void finish() {
    if (over) {
      return;
    }
    ending.ended();
    over = true;
    if (timers().end != null) {
      timers.end.cancel();
    }
    if (timers.hosts != null) {
      timers.hosts.cancel();
    }
    registration.cancel();
    transport.close();
    wakeReader();
    outbound.end();
  }

  /** All that was to be written is accounted for: everybody hears of the end. */
  private void tell(int unsent, List<PendingStage<Void>> refused) {
    ConnectionClosedException how = new ConnectionClosedException(report(unsent));
    ended = new FailedStage<>(how);
    wakeReader();
    refused.forEach(send -> send.fail(how));
    told(how);
  }

  @Override
  public void failed(Throwable cause) {
    if (cause != null) {
      ending.because(cause);
    } else {
      ending.close(); // the loop was closed by its owner
      outbound.control(Opcode.CLOSE, CloseStatus.sendable(CloseCode.GOING_AWAY, "").payload());
    }
    finish();
  }

  // ---- what the hands say: on any thread, with or without a baton ----

  Home home() {
    return home;
  }

  Ending ending() {
    return ending;
  }

  Transport transport() {
    return transport;
  }

  WebSocketOptions options() {
    return options;
  }

  Outbound outbound() {
    return outbound;
  }

  Halves halves() {
    return home.halves();
  }

  /** Whether callers are busy with it, so that halves are better not given back. */
  boolean warm() {
    return hosted && !over;
  }

  /** Whether the calling thread is the loop's, in a turn of this connection. */
  boolean inTurn() {
    return turning && home.loop().inLoop();
  }

  /** Whether it has ended, or is to end, for a reason other than what is read. */
  boolean failing() {
    return crashed || over;
  }

  /** A caller reads: the loop need not. */
  void hosted() {
    visited = true;
    if (!hosted) {
      hosted = true;
      home.execute(this::watchHosts);
    }
  }

  /** There is room for messages again. By who reads. */
  void roomAgain() {
    readAgain();
    // After the room is made: a loop that comes home meanwhile sees it, or is seen here.
    if (!hosted) {
      home.execute(this::comeHome);
    }
  }

  /** All that was sent is written: a handler is shown messages again. By who writes. */
  void caughtUp() {
    home.execute(
        () -> {
          readAgain();
          comeHome();
        });
  }

  /** A burst begins: the loop sees to its end. */
  void askLoop() {
    home.execute(this::endOfBurst);
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint: on a shared core the sender goes on first
  private void endOfBurst() {
    Thread.yield();
    outbound.resume();
  }

  /** The network takes no more: the loop waits for room. */
  void wantRoom() {
    home.run(this::watch);
  }

  void writeFailed(IOException e) {
    // Unless it is only what closing did. The end of TCP may have been read by now all the same:
    // of a reset, the first hand that touches the socket hears, and the other hears an end.
    boolean closedHere = ending.closing() || e instanceof ClosedChannelException;
    if (!closedHere && ending.handshake().received() == null) {
      ending.lost(e);
    }
    // Bytes that arrived before are still to be read; if nobody reads, the loop does.
    home.execute(this::comeHomeForTheEnd);
  }

  private void comeHomeForTheEnd() {
    hosted = false;
    comeHome();
    if (!over && timers().end == null) {
      timers.end = home.loop().schedule(LINGER_NANOS, this::endUnlessThereIsMore);
    }
  }

  /** A network that takes nothing may still give, and the receives may take their time. */
  private void endUnlessThereIsMore() {
    if (ready(SelectionKey.OP_READ) || !inbound().wantsBytes()) {
      home.loop().schedule(timers.end, LINGER_NANOS);
    } else {
      finish();
    }
  }

  /** This side closes, behind what was accepted before. Any thread. */
  void closeWith(CloseStatus status, long nanos) {
    boolean first = !ending.closing();
    ending.close();
    if (first) {
      outbound.control(Opcode.CLOSE, status.payload());
    }
    wakeReader();
    home.execute(
        () -> {
          hosted = false;
          comeHome();
          // One that has come to its end already does not last longer for being closed.
          endWithin(winding ? Math.min(nanos, LINGER_NANOS) : nanos);
        });
  }

  /** Reading has come to its end. */
  void windUp() {
    home.execute(this::wind);
  }

  /** Nothing more is written: so many accepted messages were not, nor those of some sends. */
  void outboundEnded(int unsent, List<PendingStage<Void>> refused) {
    home.run(() -> tell(unsent, refused));
  }

  /** Something of the user's failed: this connection ends by it, with 1011. Any thread. */
  void crash(Throwable cause) {
    failWith(cause, "message handler failed");
  }

  /** This side ends the connection with 1011. Any thread. */
  void failWith(Throwable cause, String reason) {
    ending.because(cause);
    crashed = true;
    outbound.owe(Opcode.CLOSE, CloseStatus.sendable(CloseCode.INTERNAL_ERROR, reason).payload());
    wakeReader();
  }

  /** Whether nothing is accepted any more: whoever was told of the end is refused from then on. */
  boolean closing() {
    return ended != null
        || ending.finished()
        || ending.handshake().state() != CloseHandshake.State.OPEN;
  }

  private void wakeReader() {
    if (inbound() instanceof InboundQueue queue) {
      queue.wake();
    } else {
      inbound().prompt();
    }
  }

  /** The failure of whatever is asked of a connection that cannot do it any more. */
  @SuppressWarnings("unchecked")
  <T> Stage<T> refused() {
    FailedStage<?> known = ended;
    return known != null ? (Stage<T>) known : new FailedStage<>(endedSoFar());
  }

  /** A new exception, for who asks before the end is final. */
  private ConnectionClosedException endedSoFar() {
    return new ConnectionClosedException(report(0));
  }

  /** How it stands, with so many messages that were accepted and will not be sent. Any thread. */
  CloseReport report(int unsent) {
    return ending.report(
        new Traffic(
            ending.ageNanos(),
            inbound().messages(),
            inbound().bytes(),
            outbound.messages(),
            outbound.bytes(),
            lastRoundTripNanos()),
        unsent);
  }

  /** Whether everybody has been told of the end. */
  boolean isOver() {
    return ended != null;
  }

  /** Why whoever still waits gets nothing. */
  Throwable endedWith() {
    FailedStage<?> known = ended;
    return known != null ? known.failure() : endedSoFar();
  }

  @Override
  public void await(PendingStage<?> stage, long deadline, boolean interruptibly)
      throws InterruptedException {
    Waiting.await(home, this, stage, deadline, interruptibly);
  }

  @Override
  public void work(PendingStage<?> stage, long deadline) {
    // A server's threads leave the reading to the loop: there are many, they wait most of the time,
    // and whoever hosts keeps a buffer meanwhile and, on a platform thread, a selector.
    if (stage.comesByReading()
        && halves().role() == Role.CLIENT
        && inbound() instanceof InboundQueue queue) {
      queue.host(stage, deadline);
    } else {
      relied();
    }
  }

  @Override
  public void relied() {
    if (hosted) {
      hosted = false;
      home.execute(this::comeHome);
    }
  }

  @Override
  public void cancelled() {
    wakeReader();
  }

  @Override
  public void dispatch(Runnable completion) {
    Executor executor = options.executor();
    if (executor == null) {
      home.run(completion);
      return;
    }
    try {
      executor.execute(completion);
    } catch (RuntimeException e) { // RejectedExecutionException, most likely
      crash(e);
      completion.run();
    }
  }
}
