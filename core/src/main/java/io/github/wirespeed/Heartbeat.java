package io.github.wirespeed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a {@link Keepalive} knows of one connection, and what follows from it. Whoever reads only
 * writes down when something came; a timer looks at that when something may be due, and no sooner.
 * So there is one timer for each connection, which messages do not move.
 */
abstract class Heartbeat {
  /** What a look came to. */
  enum Finding {
    /** Nothing is due before {@link #nanosToWait} is over. */
    WAIT,
    /** A ping is. */
    PING,
    /** Nothing came after a ping. */
    DEAD,
    /** No data came. */
    STALE,
    /** Nothing came, and nothing was asked. */
    IDLE
  }

  private static final VarHandle HEARD_AT;
  private static final VarHandle MESSAGE_AT;
  private static final VarHandle DATA_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEARD_AT = lookup.findVarHandle(Heartbeat.class, "heardAt", long.class);
      MESSAGE_AT = lookup.findVarHandle(Heartbeat.class, "messageAt", long.class);
      DATA_AT = lookup.findVarHandle(Heartbeat.class, "dataAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Keepalive keepalive;
  final Pings pings;
  final OwedAndAsked out = new OwedAndAsked(this);
  private final LongSupplier clock;

  // By who reads, for the timer: opaque, as a fence for each message would be dearer than a look
  // that sees one a moment late.
  private long heardAt; // bytes came

  @SuppressWarnings("UnusedVariable") // it is, by its handle
  private long messageAt; // a whole message, of whatever kind

  @SuppressWarnings("UnusedVariable")
  private long dataAt; // one that is not of the keepalive's

  // Written by who reads.
  private volatile int answered; // the number of ping messages when the last answer came
  // Written by who reads, or the timer.
  private volatile long readAgainAt; // reading went on after a pause
  private volatile int untimed; // the last ping message whose answer says nothing of the network
  private volatile boolean sawPause;
  // Written by who writes: the network took bytes again.
  private volatile long roomAt;
  // Written by the timer, for who reads.
  private volatile long askedAt; // of System.nanoTime()
  private volatile int asked;

  // By the timer only.
  private long pingAt;
  private boolean awaiting; // something, after a ping
  private long wait;

  /**
   * A heartbeat that begins now.
   *
   * @param clock in nanoseconds from anywhere: the one by which the timer is set
   */
  Heartbeat(Keepalive keepalive, Pings pings, LongSupplier clock) {
    this.keepalive = keepalive;
    this.pings = pings;
    this.clock = clock;
    long now = clock.getAsLong();
    heardAt = now;
    messageAt = now;
    dataAt = now;
    readAgainAt = now;
    roomAt = now;
    pingAt = now;
  }

  /** Has what is in {@link #out} written, by whoever can without waiting. */
  abstract void send();

  final long now() {
    return clock.getAsLong();
  }

  /** Bytes were read. By who reads. */
  final void heard() {
    HEARD_AT.setOpaque(this, now());
  }

  /** A message was read: whether it is kept from the application. By who reads. */
  final boolean keeps(MessageView message) {
    long at = heardAt;
    MESSAGE_AT.setOpaque(this, at);
    if (keepalive.isAnswer(message)) {
      int number = asked;
      if (answered != number && untimed != number) {
        pings.measured(System.nanoTime() - askedAt);
      }
      answered = number;
      return !keepalive.shown();
    } else if (keepalive.isQuestion(message)) {
      out.reply(keepalive.reply());
      send();
      return !keepalive.shown();
    }
    DATA_AT.setOpaque(this, at);
    return false;
  }

  /** Reading goes on after a pause: what is waited for may be behind what was not read. Any. */
  final void readAgain() {
    readAgainAt = now();
    untimed = asked;
    pings.paused();
  }

  /** Whether a look found reading paused since it was last asked. By who reads. */
  final boolean sawPause() {
    boolean saw = sawPause;
    if (saw) {
      sawPause = false;
    }
    return saw;
  }

  /** The network takes bytes again, so its other end is there. By who writes. */
  final void roomCame() {
    roomAt = now();
  }

  /**
   * What is due. By the timer only.
   *
   * @param paused whether this side does not read what comes: then nothing is judged
   */
  final Finding look(boolean paused) {
    long now = now();
    if (paused) {
      readAgain();
      sawPause = true;
    }
    wait = Long.MAX_VALUE;
    if (keepalive.stale() != 0) {
      long data = (long) DATA_AT.getOpaque(this);
      if (dueIn(later(data, readAgainAt), keepalive.stale(), now) <= 0 && !paused) {
        return Finding.STALE;
      }
    }
    if (keepalive.idle() != 0) {
      long heard = (long) HEARD_AT.getOpaque(this);
      if (dueIn(later(heard, readAgainAt), keepalive.idle(), now) <= 0 && !paused) {
        return Finding.IDLE;
      }
    }
    if (keepalive.interval() == 0) {
      return Finding.WAIT;
    }
    long sign = sign();
    awaiting &= pingAt - sign > 0;
    if (awaiting && !paused) {
      long from = later(pingAt, later(readAgainAt, roomAt));
      if (dueIn(from, keepalive.pongTimeout(), now) <= 0) {
        return Finding.DEAD;
      }
      // The answer may come, and then the next ping is not to wait for the time-out of this one.
      long left = keepalive.interval() - (now - pingAt);
      wait = Math.min(wait, left > 0 ? left : keepalive.interval());
      return Finding.WAIT;
    }
    long from = keepalive.periodic() ? pingAt : later(pingAt, sign);
    return dueIn(from, keepalive.interval(), now) <= 0 ? Finding.PING : Finding.WAIT;
  }

  private long dueIn(long from, long nanos, long now) {
    long left = nanos - (now - from);
    wait = Math.min(wait, left);
    return left;
  }

  /** When something came last that says that the other end lives. */
  private long sign() {
    // Where messages answer, pings and pongs may be those of something in front of the server.
    return (long) (keepalive.answeredByMessages() ? MESSAGE_AT : HEARD_AT).getOpaque(this);
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }

  /** After {@link Finding#WAIT}: how long, in nanoseconds. By the timer only. */
  final long nanosToWait() {
    return wait;
  }

  /** Sends what a ping consists of. By the timer only. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
  final void ping() {
    if (keepalive.ping() != null) {
      out.ask(keepalive.ping());
    }
    if (!keepalive.answeredByMessages()) {
      out.ping(Pings.payload(pings.next()));
    }
    pingAt = now();
    awaiting = true;
    askedAt = System.nanoTime();
    asked++; // after its time: who sees the one sees the other
    send();
  }

  /** Why the connection ends. By the timer only. */
  final KeepaliveException why(Finding finding) {
    long now = now();
    if (finding == Finding.STALE) {
      return new KeepaliveException(
          "no message in "
              + time(keepalive.stale())
              + ", last received "
              + time(now - (long) HEARD_AT.getOpaque(this))
              + " ago");
    }
    return new KeepaliveException(
        (keepalive.answeredByMessages() ? "no answer in " : "no pong in ")
            + time(keepalive.pongTimeout())
            + " after a ping, last received "
            + time(now - (long) HEARD_AT.getOpaque(this))
            + " ago");
  }

  /** "20 s", "1.5 s", "250 ms". */
  private static String time(long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    if (millis < 1000) {
      return millis + " ms";
    }
    return millis % 1000 < 100
        ? millis / 1000 + " s"
        : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
