package io.github.wirespeed.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A piece of a test that runs on a thread of its own. Its failure is thrown where its result is
 * asked for, so that none is lost.
 */
public final class Task<T> {
  /** Ends a test that hangs; nothing is measured by it. */
  private static final long HANG_SECONDS = 60;

  private final FutureTask<T> future;
  private final Thread thread;

  private Task(Callable<T> body) {
    this.future = new FutureTask<>(body);
    this.thread = new Thread(future, "test-task");
    thread.setDaemon(true);
    thread.start();
  }

  /** What a task without a result does. */
  public interface Body {
    /** Runs; what it throws fails the test. */
    void run() throws Exception;
  }

  /** Starts a task with a result. */
  public static <T> Task<T> of(Callable<T> body) {
    return new Task<>(body);
  }

  /** Starts a task without one. */
  public static Task<Void> run(Body body) {
    return new Task<>(
        () -> {
          body.run();
          return null;
        });
  }

  /** Starts the same task {@code count} times, with its number from 0. */
  public static List<Task<Void>> many(int count, Numbered body) {
    List<Task<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      tasks.add(run(() -> body.run(number)));
    }
    return tasks;
  }

  /** One of several. */
  public interface Numbered {
    /** Runs as number {@code number}. */
    void run(int number) throws Exception;
  }

  /** Waits until all are done. */
  public static void await(List<? extends Task<?>> tasks) throws Exception {
    for (Task<?> task : tasks) {
      task.result();
    }
  }

  /** Waits for the result, or throws what the task threw. */
  public T result() throws Exception {
    T result;
    try {
      result = future.get(HANG_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
    thread.join(TimeUnit.SECONDS.toMillis(HANG_SECONDS));
    return result;
  }

  /** Whether it ended, well or not. */
  public boolean done() {
    return future.isDone();
  }

  /** Its thread, to be interrupted. */
  public Thread thread() {
    return thread;
  }
}
