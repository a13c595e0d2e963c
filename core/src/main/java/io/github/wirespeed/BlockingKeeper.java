package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopGroup;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;

/**
 * The keepalive of a blocking connection: its {@link Heartbeat} on the one thread that all of them
 * share. That thread pings, judges, and reads ahead where nobody receives, so that the peer's pings
 * are answered and our pongs are seen. It never waits for the network, nor for whoever is at work
 * on a connection: it only tries.
 *
 * <p>Who receives does the reading, as without it. A selector that watched too would wake up for
 * every message, so it watches only after nobody has received for a while.
 */
final class BlockingKeeper extends Heartbeat implements LoopHandler {
  /** How soon it looks again whether anybody still receives: first, and at most. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** For a thread that reads and may have been stopped with the whole process. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How long the end of TCP is waited for after the last frame, as a receiver does. */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  // Started by the first connection that is kept alive; the thread stays, asleep.
  private static final LoopGroup SHARED = new LoopGroup(1, () -> Spin.NONE, "wirespeed-keepalive");

  private final EventLoop loop;
  private final Transport transport;
  private final CountedEnding ending;

  // Set before the start.
  private Sender sender;
  private Receiver receiver;
  private WeakReference<WebSocket> owner;

  // Hints, written by whoever takes the turn: somebody received lately; a view is looked at.
  private boolean visited;
  private boolean lent;

  // Loop only.
  private Registration registration; // null where there is no channel to be watched
  private Timer timer;
  private long lookNanos = LOOK_NANOS;
  private boolean watching; // the selector tells of bytes
  private boolean suspect; // found dead once already, while somebody read
  private boolean ended; // the last frame came, or was sent: the end of TCP is all that is left
  private boolean stopped;

  BlockingKeeper(
      Keepalive keepalive, Pings pings, Transport transport, CountedEnding ending, EventLoop loop) {
    super(keepalive, pings, loop::nanoTime);
    this.loop = loop;
    this.transport = transport;
    this.ending = ending;
  }

  /**
   * The loop of all of them, started when first asked for.
   *
   * @throws java.io.UncheckedIOException if no selector can be opened
   */
  static EventLoop sharedLoop() {
    return SHARED.next();
  }

  /** Begins. */
  void start(WebSocket of, Sender writer, Receiver reader) {
    owner = new WeakReference<>(of);
    sender = writer;
    receiver = reader;
    loop.execute(this::begin);
  }

  private void begin() {
    try {
      if (transport.channel() != null) {
        registration = loop.register(transport.channel(), 0, this);
      }
      look(false);
      timer = loop.schedule(Math.min(nanosToWait(), LOOK_NANOS), this::run);
    } catch (ClosedChannelException e) {
      stopped = true;
    }
  }

  /** The connection is over, or closing: it is forgotten here. Any thread. */
  void stop() {
    loop.execute(this::forget);
  }

  private void forget() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
    if (registration != null) {
      registration.cancel();
    }
  }

  // ---- by whoever holds, or takes, the turn ----

  /** Somebody receives. */
  void visited() {
    visited = true;
    lent = false;
    if (sawPause()) {
      readAgain();
    }
  }

  /** Somebody is shown a message, and keeps the turn while he looks at it. */
  void lent() {
    lent = true;
  }

  /** Whether a message is not for the application. */
  @SuppressWarnings("CatchingUnchecked") // whatever the user's test throws ends this connection
  boolean hides(MessageView message) throws IOException {
    try {
      return keeps(message);
    } catch (Throwable t) {
      ending.because(t);
      owe("message handler failed");
      receiver.over();
      throw ending.exception();
    }
  }

  private void owe(String reason) {
    sender.owe(Opcode.CLOSE, CloseStatus.sendable(CloseCode.INTERNAL_ERROR, reason).payload());
  }

  // ---- the keeper's part: on the loop's thread ----

  @Override
  void send() {
    sender.settle();
  }

  /** Bytes are there, and nobody received lately. */
  @Override
  public boolean ready(int readyOps) {
    if (stopped || ended) {
      watch(false);
    } else if (ending.untouched()) {
      took(receiver.readAhead());
    } else {
      forget();
    }
    return true;
  }

  private void took(ReadAhead.Step step) {
    switch (step) {
      case DRY -> watch(true);
      case MORE -> {
        watch(true);
        loop.execute(() -> ready(SelectionKey.OP_READ)); // after the others' turn
      }
      case ENDED -> end();
      default -> {
        // Somebody receives now, or should: no use to be woken by what he reads.
        watch(false);
        loop.schedule(timer, Math.min(nanosToWait(), LOOK_NANOS));
      }
    }
  }

  private void watch(boolean now) {
    watching = now && registration != null;
    if (registration != null) {
      registration.interest(watching ? SelectionKey.OP_READ : 0);
    }
  }

  private void run() {
    try {
      if (!stopped) {
        look();
      }
    } catch (Throwable t) { // out of memory, most likely: it ends this connection only
      failed(t);
      throw t;
    }
  }

  /** Something may be due. */
  private void look() {
    if (ended) {
      if (!ending.closing()) {
        receiver.giveUp();
      }
      forget();
      return;
    } else if (!ending.untouched() || forgotten()) {
      forget();
      return;
    }
    readIfNobodyDoes();
    if (stopped || ended || !ending.untouched()) {
      return;
    }
    Finding finding = look(paused());
    if (finding == Finding.DEAD || finding == Finding.STALE) {
      took(receiver.readAhead());
      if (ended || !ending.untouched()) {
        return;
      }
      finding = look(paused());
    }
    switch (finding) {
      case PING -> {
        ping();
        look(paused()); // for when the next thing is due
        again(nanosToLook());
      }
      case WAIT -> again(nanosToLook());
      default -> judge(finding);
    }
  }

  private void readIfNobodyDoes() {
    if (sender.leftover()) {
      sender.settle(); // nobody else comes by
    }
    boolean came = visited;
    visited = false;
    if (came || (receiver.held() && !lent)) {
      watch(false);
      lookNanos = Math.min(2 * lookNanos, LONGEST_LOOK_NANOS);
    } else if (!watching) {
      lookNanos = LOOK_NANOS;
      took(receiver.readAhead());
    }
  }

  /** Whether what comes cannot be read until the application has received more. */
  private boolean paused() {
    return receiver.full() || (lent && receiver.held());
  }

  /** Until something is due; no longer than until it is to be seen whether anybody receives. */
  private long nanosToLook() {
    boolean mayWait = watching && !sender.leftover();
    return mayWait ? nanosToWait() : Math.min(nanosToWait(), lookNanos);
  }

  private void again(long nanos) {
    suspect = false;
    loop.schedule(timer, nanos);
  }

  private void judge(Finding finding) {
    if (receiver.held() && !suspect) {
      suspect = true;
      loop.schedule(timer, GRACE_NANOS);
      return;
    }
    ending.because(why(finding));
    owe("keepalive time-out");
    sender.shutdown();
    end();
  }

  /** Nothing is waited for but the end of TCP, and that for a moment. */
  private void end() {
    if (ending.over() || ending.closing()) {
      forget(); // who closes waits for the end itself
      return;
    }
    ended = true;
    watch(false);
    loop.schedule(timer, LINGER_NANOS);
  }

  /** Whether nobody can ever use it again, who did not close it. */
  private boolean forgotten() {
    // Who is inside of a call may have let go of it already.
    return owner.refersTo(null) && !receiver.held() && !sender.busy();
  }

  @Override
  public void failed(Throwable cause) {
    forget();
    if (cause != null) {
      ending.because(cause);
      receiver.giveUp();
    }
  }
}
