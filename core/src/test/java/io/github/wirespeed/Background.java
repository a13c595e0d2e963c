package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Something that runs in a thread of its own while the test goes on. */
final class Background<T> {
  private static final int GUARD_SECONDS = 10;

  private final FutureTask<T> task;
  private final Thread thread;

  private Background(Callable<T> body) {
    this.task = new FutureTask<>(body);
    this.thread = new Thread(task, "background");
    thread.setDaemon(true);
    thread.start();
  }

  /** Something that may throw. */
  interface Action {
    void run() throws Exception;
  }

  static <T> Background<T> call(Callable<T> body) {
    return new Background<>(body);
  }

  static Background<Boolean> run(Action body) {
    return new Background<>(
        () -> {
          body.run();
          return true;
        });
  }

  /** Returns when the thread waits for somebody else; fails where it ends instead. */
  Background<T> asleep() {
    long start = System.nanoTime();
    while (!isAsleep()) {
      assertThat(task.isDone()).as("ended instead of waiting").isFalse();
      assertThat(System.nanoTime() - start)
          .as("time until it waits")
          .isLessThan(TimeUnit.SECONDS.toNanos(GUARD_SECONDS));
      LockSupport.parkNanos(50_000);
    }
    return this;
  }

  boolean isDone() {
    return task.isDone();
  }

  void interrupt() {
    thread.interrupt();
  }

  boolean isInterrupted() {
    return thread.isInterrupted();
  }

  /** What it came to; waits for it, and throws what it threw. */
  T result() throws Exception {
    try {
      return task.get(GUARD_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      throw stuck(e);
    }
  }

  /** What it threw, of this type; waits for it. */
  <X extends Throwable> X failure(Class<X> type) throws InterruptedException {
    try {
      T result = task.get(GUARD_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("came to " + result + " instead of throwing " + type.getName());
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(type);
      return type.cast(e.getCause());
    } catch (TimeoutException e) {
      throw stuck(e);
    }
  }

  private AssertionError stuck(TimeoutException e) {
    AssertionError error = new AssertionError("still running after " + GUARD_SECONDS + " s", e);
    error.setStackTrace(thread.getStackTrace());
    return error;
  }

  /** Parked, and not merely at the lock of the memory transport, which nobody holds for long. */
  private boolean isAsleep() {
    Thread.State state = thread.getState();
    if (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
      return false;
    }
    boolean transport = false;
    boolean waiting = false;
    for (StackTraceElement frame : thread.getStackTrace()) {
      transport |= frame.getClassName().endsWith(".MemoryTransport");
      waiting |= frame.getMethodName().equals("awaitLocked");
    }
    return transport == waiting && thread.getState() == state;
  }
}
