package io.github.wirespeed.loop;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Many channels, one thread. The duty cycle {@link #poll} is separate from the thread that runs it:
 * {@link #start} gives it a thread of its own, a test or a user's thread may call it instead.
 *
 * <p>Two ways to learn that a channel is ready. The selector knows all of them but costs a system
 * call that the bytes do not come with; so the few channels that were busy last are <i>hot</i> and
 * are read without asking. Every {@link #HOT_TURNS} turns, and before it parks, the loop asks the
 * selector, so nobody starves.
 *
 * <p>A handler that throws takes its own channel along. A task or a timer that throws an exception
 * is reported to the {@link System.Logger} {@code io.github.wirespeed.loop}, and the loop goes on.
 * An {@link Error} of theirs, or a selector that fails, is the end of this loop and of no other:
 * every handler is told, and {@link #cause} says what it was.
 *
 * <p>{@link #execute}, {@link #close}, {@link #start}, {@link #inLoop}, {@link #ended} and {@link
 * #cause} may be called by any thread; everything else belongs to the thread that runs the loop.
 */
public final class EventLoop implements AutoCloseable {
  /** How many channels are hot by default. */
  public static final int HOT_CHANNELS = 4;

  private static final int HOT_TURNS = 16;
  private static final int MAIL_PER_TURN = 256;
  private static final long FOREVER = TimerWheel.NEVER;

  private final Selector selector;
  private final Spin spin;
  private final LongSupplier clock;
  private final LoopMail mail = new LoopMail();
  private final Consumer<SelectionKey> dispatch = this::selected;

  // Loop thread only.
  private final TimerWheel timers;
  private final HotChannels hot;
  private final PolledHandlers polled = new PolledHandlers();
  private int hotTurns;
  private int connections;
  private boolean worked;
  private boolean ending;

  // The loop's thread while it runs. Others read it too, without order: nobody finds himself in it
  // who did not put himself there.
  private Thread thread;

  // Written by the loop before it parks, read by whoever leaves mail after leaving it.
  private volatile boolean parked;
  private volatile boolean closed;
  private volatile Throwable cause;

  /**
   * A loop that waits by {@code spin}.
   *
   * @throws IOException if no selector can be opened
   */
  public EventLoop(Spin spin) throws IOException {
    this(spin, HOT_CHANNELS);
  }

  /**
   * A loop that reads up to {@code hotChannels} channels without asking the selector.
   *
   * @throws IOException if no selector can be opened
   */
  public EventLoop(Spin spin, int hotChannels) throws IOException {
    this(spin, hotChannels, System::nanoTime);
  }

  /** A loop for tests: with a clock of theirs, in nanoseconds. */
  EventLoop(Spin spin, LongSupplier clock) throws IOException {
    this(spin, HOT_CHANNELS, clock);
  }

  private EventLoop(Spin spin, int hotChannels, LongSupplier clock) throws IOException {
    this.hot = new HotChannels(hotChannels);
    this.spin = Objects.requireNonNull(spin, "spin");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.timers = new TimerWheel(clock.getAsLong());
    this.selector = Selector.open();
  }

  /**
   * Watches a channel.
   *
   * @param channel in non-blocking mode
   * @param ops of {@link SelectionKey}'s operations
   * @throws ClosedChannelException if the channel is closed
   * @throws IllegalStateException if the loop ends or has ended
   */
  public Registration register(SelectableChannel channel, int ops, LoopHandler handler)
      throws ClosedChannelException {
    refuseWhenEnding();
    boolean connection = ops != SelectionKey.OP_ACCEPT;
    Registration registration = new Registration(this, handler, connection);
    registration.key(channel.register(selector, ops, registration));
    if (connection) {
      connections++;
    }
    return registration;
  }

  /**
   * Takes a handler without a channel, for what no selector can watch. As long as it has an
   * interest it is asked each turn, and the loop yields where it would park: meant for tests, and
   * for few. It starts without an interest.
   *
   * @throws IllegalStateException if the loop ends or has ended
   */
  public Registration register(LoopHandler handler) {
    refuseWhenEnding();
    Registration registration = new Registration(this, handler, false);
    polled.add(registration);
    return registration;
  }

  /** Shows each handler of a channel, which may do with it what it does in a turn. */
  public void handlers(Consumer<? super LoopHandler> each) {
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.isValid()) {
        each.accept(((Registration) key.attachment()).handler());
      }
    }
  }

  private void refuseWhenEnding() {
    if (ending) {
      throw new IllegalStateException("the loop has ended");
    }
  }

  /**
   * Runs a task on the loop's thread, soon. A task that was taken is run, whatever happens to the
   * loop: one that ends runs what is left, after it has told its handlers. Any thread; never waits.
   *
   * @return false if the loop has ended, and the task will not run
   */
  public boolean execute(Runnable task) {
    if (!mail.push(Objects.requireNonNull(task, "task"))) {
      return false;
    }
    if (parked) {
      selector.wakeup();
    }
    return true;
  }

  /**
   * Runs a task on the loop's thread, later: in the first turn at or after its time, never before
   * it. Those that are due together run in the order of their times. None runs once the loop has
   * ended.
   *
   * @param nanos from now; if not positive, in the next turn
   */
  public Timer schedule(long nanos, Runnable task) {
    Timer timer = new Timer(timers, Objects.requireNonNull(task, "task"));
    timers.set(timer, clock.getAsLong(), nanos);
    return timer;
  }

  /**
   * Sets a timer of this loop anew, whether it is still pending, ran, or was cancelled. Allocates
   * nothing.
   *
   * @param nanos from now; if not positive, in the next turn
   * @throws IllegalArgumentException if it is another loop's
   */
  public void schedule(Timer timer, long nanos) {
    if (timer.wheel != timers) {
      throw new IllegalArgumentException("the timer belongs to another loop");
    }
    timers.set(timer, clock.getAsLong(), nanos);
  }

  /** How many timers are pending. Loop thread only. */
  int timers() {
    return timers.size();
  }

  /** The clock by which timers are due, in nanoseconds from anywhere. Any thread. */
  public long nanoTime() {
    return clock.getAsLong();
  }

  /**
   * Whether the calling thread is running this loop right now: it is inside {@link #run} or {@link
   * #poll}. Any thread.
   */
  public boolean inLoop() {
    return thread == Thread.currentThread();
  }

  /**
   * One turn of the duty cycle: mail, due timers, ready channels. Never waits. A loop that was
   * closed ends in it. Throws what {@link #poll(long)} throws.
   *
   * @return whether anything was done
   */
  public boolean poll() throws IOException {
    return poll(0);
  }

  /**
   * One turn and, if there was nothing to do, waiting for something: by the spin first, then
   * parked. For a thread of the user's own, which calls it again and again.
   *
   * @param nanos how long to wait at most; not at all if not positive. A park is rounded up to the
   *     millisecond; any wait may be shorter
   * @return whether anything was done
   * @throws IOException if the selector failed; it ended the loop, as an error that is thrown does
   * @throws IllegalStateException if the loop is being run
   */
  public boolean poll(long nanos) throws IOException {
    if (ended()) {
      return false;
    }
    enter();
    try {
      if (closed) {
        end(null);
        return false;
      }
      if (turn()) {
        return true;
      }
      // Mail and timers that end a park are left to a turn.
      return nanos > 0 && (idle(nanos) || (!closed && turn()));
    } catch (Throwable t) {
      end(t);
      throw t;
    } finally {
      thread = null;
    }
  }

  /**
   * Runs turns until {@link #close}, waiting as the spin says while there is nothing to do. Once
   * only: a loop that has ended does nothing. Interrupts are put off until then.
   *
   * @throws IllegalStateException if the loop is being run already
   */
  public void run() {
    if (ended()) {
      return;
    }
    enter();
    Throwable why = null;
    boolean interrupted = false;
    try {
      while (!closed) {
        if (!turn() && !idle(FOREVER)) {
          // One that stays set would keep the selector from ever parking again.
          interrupted |= Thread.interrupted();
        }
      }
    } catch (Throwable t) {
      why = t;
    }
    end(why);
    thread = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts a daemon thread that runs the loop. */
  public Thread start(String name) {
    Thread starting = new Thread(this::run, name);
    starting.setDaemon(true);
    starting.start();
    return starting;
  }

  /**
   * Ends the loop: every handler is told, on the loop's thread. Idempotent. Any thread. A loop that
   * nobody runs is ended by the next call of {@link #run} or {@link #poll}.
   */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  /** Whether it is to end, if it has not yet. */
  boolean closed() {
    return closed;
  }

  /** Whether it has ended: its handlers were told, and {@link #execute} refuses. Any thread. */
  public boolean ended() {
    return mail.sealed();
  }

  /** What the loop died of; null while it lives and if it was closed. Any thread. */
  public Throwable cause() {
    return cause;
  }

  private void enter() {
    Thread running = thread;
    if (running != null) {
      throw new IllegalStateException("the loop is being run by " + running.getName());
    }
    thread = Thread.currentThread();
  }

  private boolean turn() throws IOException {
    worked = mail.run(MAIL_PER_TURN);
    if (timers.size() > 0) {
      worked |= timers.run(clock.getAsLong(), Tasks::run);
    }
    worked |= polled.poll();
    worked |= hot.poll();
    if (hot.isEmpty() || ++hotTurns >= HOT_TURNS) {
      hotTurns = 0;
      selector.selectNow(dispatch);
    }
    return worked;
  }

  /** Passes the time until something was done, or the selector woke up, or time is over. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint: whoever makes a polled handler ready may run
  private boolean idle(long nanos) throws IOException {
    long began = nanos == FOREVER ? 0 : clock.getAsLong();
    long start = spin.begin();
    boolean mayPark = false;
    while (!closed) {
      if (polled.interested()) {
        Thread.yield();
      } else {
        // Without a connection there is nobody whose message could be late: do not burn the core.
        mayPark = connections == 0 || !spin.again(start);
      }
      if (mayPark || turn() || (nanos != FOREVER && clock.getAsLong() - began >= nanos)) {
        break;
      }
    }
    if (mayPark && !closed) {
      park(nanos == FOREVER ? FOREVER : nanos - (clock.getAsLong() - began));
    }
    spin.end(start, mayPark);
    return worked;
  }

  private void park(long nanos) throws IOException {
    hot.clear();
    parked = true;
    try {
      // After the flag is up: mail that came before it would not have woken the selector.
      if (!mail.isEmpty()) {
        return;
      }
      long most = Math.min(nanos, timers.untilNext(clock.getAsLong()));
      if (most == FOREVER) {
        selector.select(dispatch);
      } else if (most > 0) {
        // Rounded up: a timer is not due early, and a select of 0 would never end.
        selector.select(dispatch, (most - 1) / 1_000_000 + 1);
      }
    } finally {
      parked = false;
    }
  }

  private void selected(SelectionKey key) {
    if (parked) {
      parked = false; // awake: mail that comes now is seen without a wake-up
    }
    Registration registration = (Registration) key.attachment();
    int ops = registration.readyOps();
    if (ops != 0 && registration.ready(ops)) {
      worked = true;
      if (ops == SelectionKey.OP_READ) {
        hot.add(registration);
      }
    }
  }

  /** A registration left: {@link Registration#cancel}. */
  void left(Registration registration, boolean connection) {
    if (connection) {
      connections--;
    }
    if (registration.hasChannel()) {
      hot.remove(registration);
    } else {
      polled.remove(registration);
    }
  }

  private void end(Throwable why) {
    closed = true;
    ending = true;
    cause = why;
    if (why != null) {
      Tasks.reportDeath(why);
    }
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      ((Registration) key.attachment()).fail(why);
    }
    polled.fail(why);
    mail.sealAndRunTheRest();
    try {
      selector.close();
    } catch (IOException ignored) {
      // It watched nothing any more.
    }
  }
}
