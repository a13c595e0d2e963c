package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A loop for the tests of other packages: they step it, and turn its clock. */
public final class SteppedLoop implements AutoCloseable {
  private static final int MOST_TURNS = 60;
  private static final int QUIET_TURNS = 3;
  private static final long GUARD_MILLIS = 20_000;

  private final AtomicLong now = new AtomicLong(1_000_000_007L);
  private final EventLoop loop;
  private Thread thread; // null while the test steps it

  /** A loop that nobody runs yet. */
  public SteppedLoop() throws IOException {
    this.loop = new EventLoop(Spin.NONE, now::get);
  }

  /** The loop itself. */
  public EventLoop loop() {
    return loop;
  }

  /** How many timers are pending. */
  public int timers() {
    return loop.timers();
  }

  /** One turn; whether anything was done. */
  public boolean turn() throws IOException {
    return loop.poll();
  }

  /**
   * Turns until a few of them did nothing; a bounded number, as a connection that waits for room
   * asks for it in each.
   */
  public void settle() throws IOException {
    int quiet = 0;
    for (int i = 0; i < MOST_TURNS && quiet < QUIET_TURNS; i++) {
      quiet = loop.poll() ? 0 : quiet + 1;
    }
  }

  /** So much later, and settled again. */
  public void advance(Duration time) throws IOException {
    now.addAndGet(time.toNanos());
    settle();
  }

  /** So much later, for a loop that has a thread. */
  public void later(Duration time) {
    now.addAndGet(time.toNanos());
    loop.execute(() -> {}); // it looks at its clock
  }

  /** Gives the loop a thread of its own: the test does not step it any more. */
  public void start() {
    thread = loop.start("stepped-loop");
  }

  /** Runs a task in a turn of the loop. */
  public void inLoop(Runnable task) throws IOException {
    assertThat(loop.execute(task)).as("the loop takes tasks").isTrue();
    loop.poll();
  }

  /** Ends the loop as its owner does. */
  @Override
  public void close() {
    loop.close();
    if (thread == null) {
      loop.run(); // which does nothing but end it
      return;
    }
    try {
      thread.join(GUARD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(thread.isAlive()).as("the loop still runs").isFalse();
  }
}
