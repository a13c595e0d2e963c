package io.github.wirespeed.loop;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * <p>{@link #execute}, {@link #close} and {@link #start} may be called by any thread; everything
 * else belongs to the thread that runs the loop.
 */
public final class EventLoop implements AutoCloseable {
  /** How many channels are hot by default. */
  public static final int HOT_CHANNELS = 4;

  private static final int HOT_TURNS = 16;
  private static final int MAIL_PER_TURN = 256;

  private final Selector selector;
  private final Spin spin;
  private final LongSupplier clock;
  private final Queue<Runnable> mail = new ConcurrentLinkedQueue<>();
  private final Consumer<SelectionKey> dispatch = this::selected;

  // Loop thread only.
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));
  private final Registration[] hot;
  private int hotTurns;
  private int connections;
  private boolean worked;

  // Written by the loop before it parks, read by whoever leaves mail after leaving it.
  private volatile boolean parked;
  private volatile boolean closed;

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
    this.hot = new Registration[hotChannels];
    this.spin = Objects.requireNonNull(spin, "spin");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.selector = Selector.open();
  }

  /**
   * Watches a channel.
   *
   * @param channel in non-blocking mode
   * @param ops of {@link SelectionKey}'s operations
   * @throws ClosedChannelException if the channel is closed
   */
  public Registration register(SelectableChannel channel, int ops, LoopHandler handler)
      throws ClosedChannelException {
    boolean connection = ops != SelectionKey.OP_ACCEPT;
    Registration registration = new Registration(this, handler, connection);
    registration.key(channel.register(selector, ops, registration));
    if (connection) {
      connections++;
    }
    return registration;
  }

  /** Runs a task on the loop's thread, soon. Any thread. Dropped once the loop is closed. */
  public void execute(Runnable task) {
    mail.add(Objects.requireNonNull(task, "task"));
    if (parked) {
      selector.wakeup();
    }
  }

  /**
   * Runs a task on the loop's thread, later.
   *
   * @param nanos from now
   */
  public Timer schedule(long nanos, Runnable task) {
    Timer timer = new Timer(clock.getAsLong() + nanos, Objects.requireNonNull(task, "task"));
    timers.add(timer);
    return timer;
  }

  /**
   * One turn of the duty cycle: mail, due timers, ready channels. Never waits.
   *
   * @return whether anything was done
   * @throws IOException if the selector fails
   */
  public boolean poll() throws IOException {
    worked = false;
    runMail();
    runTimers();
    if (!pollHot() || ++hotTurns >= HOT_TURNS) {
      hotTurns = 0;
      selector.selectNow(dispatch);
    }
    return worked;
  }

  /**
   * Runs turns until {@link #close}, waiting as the spin says while there is nothing to do. Once
   * only: a loop that has ended does nothing.
   */
  public void run() {
    if (!selector.isOpen()) {
      return;
    }
    try {
      while (!closed) {
        if (!poll()) {
          idle();
        }
      }
      end(null);
    } catch (Throwable t) {
      closed = true;
      end(t);
    }
  }

  /** Starts a daemon thread that runs the loop. */
  public Thread start(String name) {
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Ends the loop: every channel's handler is told, on the loop's thread. Idempotent. Any thread. A
   * loop that nobody runs is ended by the next call of {@link #run}.
   */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  private void idle() throws IOException {
    long start = spin.begin();
    boolean mayPark = false;
    while (!closed) {
      // Without a connection there is nobody whose message could be late: do not burn the core.
      mayPark = connections == 0 || !spin.again(start);
      if (mayPark || poll()) {
        break;
      }
    }
    if (mayPark && !closed) {
      park();
    }
    spin.end(start, mayPark);
  }

  private void park() throws IOException {
    Arrays.fill(hot, null);
    parked = true;
    try {
      // After the flag is up: mail that came before it would not have woken the selector.
      if (!mail.isEmpty()) {
        return;
      }
      Timer next = timers.peek();
      if (next == null) {
        selector.select(dispatch);
      } else {
        long nanos = next.at - clock.getAsLong();
        if (nanos > 0) {
          // Rounded up: a timer is not due early, and a select of 0 would never end.
          selector.select(dispatch, (nanos - 1) / 1_000_000 + 1);
        }
      }
    } finally {
      parked = false;
    }
  }

  private void runMail() {
    for (int i = 0; i < MAIL_PER_TURN; i++) {
      Runnable task = mail.poll();
      if (task == null) {
        return;
      }
      task.run();
      worked = true;
    }
  }

  private void runTimers() {
    Timer next = timers.peek();
    if (next == null) {
      return;
    }
    // Those that are due now, and no others: one that starts itself anew waits for the next turn.
    long now = clock.getAsLong();
    int most = timers.size();
    for (int i = 0; i < most && next != null && (next.cancelled() || next.at - now <= 0); i++) {
      timers.remove();
      if (!next.cancelled()) {
        next.run();
        worked = true;
      }
      next = timers.peek();
    }
  }

  private void selected(SelectionKey key) {
    Registration registration = (Registration) key.attachment();
    int ops = key.isValid() ? key.readyOps() : 0;
    if (ops != 0 && turn(registration, ops) && ops == SelectionKey.OP_READ) {
      heat(registration);
    }
  }

  private boolean turn(Registration registration, int ops) {
    boolean done = registration.ready(ops);
    worked |= done;
    return done;
  }

  /** Gives the hot channels a turn; false if there are none. */
  private boolean pollHot() {
    for (int i = 0; i < hot.length && hot[i] != null; i++) {
      if ((hot[i].interest() & SelectionKey.OP_READ) != 0) {
        turn(hot[i], SelectionKey.OP_READ);
      }
    }
    return hot.length > 0 && hot[0] != null;
  }

  private void heat(Registration registration) {
    for (int i = 0; i < hot.length; i++) {
      if (hot[i] == null || hot[i] == registration) {
        hot[i] = registration;
        return;
      }
    }
    if (hot.length > 0) {
      System.arraycopy(hot, 0, hot, 1, hot.length - 1);
      hot[0] = registration;
    }
  }

  /** A registration left: {@link Registration#cancel}. */
  void left(Registration registration, boolean connection) {
    if (connection) {
      connections--;
    }
    int kept = 0;
    for (Registration one : hot) {
      if (one != registration) {
        hot[kept++] = one;
      }
    }
    Arrays.fill(hot, kept, hot.length, null);
  }

  private void end(Throwable cause) {
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      ((Registration) key.attachment()).fail(cause);
    }
    try {
      selector.close();
    } catch (IOException ignored) {
      // It watched nothing any more.
    }
  }
}
