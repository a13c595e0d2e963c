package io.github.wirespeed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * An operation under way. Whoever will complete it {@link #claim}s it first: from then on nobody
 * can cancel it, so what it is completed with is never lost. A future is made for it only when
 * somebody asks for one.
 *
 * <p>Any thread. Its states: pending, claimed, done.
 */
non-sealed class PendingStage<T> extends Stage<T> {
  private static final Object NULL = new Object();
  private static final Object CLAIMED = new Object();

  private static final VarHandle OUTCOME;
  private static final VarHandle FUTURE;
  private static final VarHandle WAITER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OUTCOME = lookup.findVarHandle(PendingStage.class, "outcome", Object.class);
      FUTURE = lookup.findVarHandle(PendingStage.class, "future", LinkedFuture.class);
      WAITER = lookup.findVarHandle(PendingStage.class, "waiter", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final StageHost host;
  // Null, then CLAIMED, then what it came to, written by who claimed it: a Failure where it failed.
  // One field for both, as it makes a waiting receive 32 bytes.
  private volatile Object outcome;
  // Null until somebody asks for it. Who completes writes the outcome and then looks here; who asks
  // writes this and then looks at the outcome: so one of the two completes the future.
  private volatile LinkedFuture<T> future;
  // The thread that is parked for it, if any: written before it looks at the outcome.
  private volatile Thread waiter;

  private record Failure(Throwable cause) {}

  PendingStage(StageHost host) {
    this.host = host;
  }

  /** Takes the right, and the duty, to complete it; false if it was cancelled or is claimed. */
  public final boolean claim() {
    return outcome == null && OUTCOME.compareAndSet(this, null, CLAIMED);
  }

  /** Completes it. For who claimed it. */
  final void complete(T value) {
    settle(value == null ? NULL : value);
  }

  /** Fails it. For who claimed it. */
  final void fail(Throwable cause) {
    settle(new Failure(cause));
  }

  private void settle(Object what) {
    outcome = what;
    Thread waiting = waiter;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
    LinkedFuture<T> linked = future;
    if (linked != null) {
      host.dispatch(linked);
    }
  }

  @Override
  public final boolean isDone() {
    if (settled()) {
      return true;
    }
    if (future == null) {
      host.relied(); // who polls it waits for it as well
    }
    return false;
  }

  /** As {@link #isDone}, for those who do the work. */
  final boolean settled() {
    Object now = outcome;
    return now != null && now != CLAIMED;
  }

  @Override
  public final boolean cancel() {
    if (!claim()) {
      return false;
    }
    fail(new CancellationException("the operation was cancelled"));
    host.cancelled();
    return true;
  }

  /** Whether it is the reading of bytes that completes it, so that who waits may as well read. */
  boolean comesByReading() {
    return false;
  }

  @Override
  public final Throwable failure() {
    return outcome instanceof Failure failed ? failed.cause() : null;
  }

  @Override
  public final T getNow(T absent) {
    return isDone() ? join() : absent;
  }

  @Override
  public final T join() {
    if (!settled()) {
      try {
        await(StageHost.FOREVER, false);
      } catch (InterruptedException e) {
        throw new AssertionError("only an interruptible wait is interrupted", e);
      }
    }
    Throwable failed = failure();
    if (failed instanceof CancellationException cancelled) {
      throw cancelled;
    } else if (failed != null) {
      throw new CompletionException(failed);
    }
    return value();
  }

  @Override
  public final T get() throws InterruptedException, ExecutionException {
    if (!settled()) {
      await(StageHost.FOREVER, true);
    }
    return got();
  }

  @Override
  public final T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!settled()) {
      await(System.nanoTime() + Math.min(unit.toNanos(timeout), Long.MAX_VALUE >> 1), true);
      if (!settled()) {
        throw new TimeoutException("not done in " + timeout + " " + unit);
      }
    }
    return got();
  }

  private T got() throws ExecutionException {
    Throwable failed = failure();
    if (failed instanceof CancellationException cancelled) {
      throw cancelled;
    } else if (failed != null) {
      throw new ExecutionException(failed);
    }
    return value();
  }

  @SuppressWarnings("unchecked")
  private T value() {
    Object what = outcome;
    return what == NULL ? null : (T) what;
  }

  private void await(long deadline, boolean interruptibly) throws InterruptedException {
    host.await(this, deadline, interruptibly);
  }

  /**
   * Parks the calling thread until it is done, the deadline is over or the thread is interrupted.
   * Who completes it must be at work already.
   */
  final void park(long deadline) {
    if (!WAITER.compareAndSet(this, null, Thread.currentThread())) {
      // The second who waits; rare enough to be served by the future.
      parkOnFuture(deadline);
      return;
    }
    try {
      while (!settled() && !Thread.currentThread().isInterrupted()) {
        if (deadline == StageHost.FOREVER) {
          LockSupport.park(this);
          continue;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      waiter = null;
    }
  }

  private void parkOnFuture(long deadline) {
    try {
      if (deadline == StageHost.FOREVER) {
        toCompletableFuture().get();
      } else {
        toCompletableFuture().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      // The outcome says so too, or the time is up.
    }
  }

  @Override
  public final CompletableFuture<T> toCompletableFuture() {
    LinkedFuture<T> linked = future;
    if (linked == null) {
      LinkedFuture<T> made = new LinkedFuture<>(this);
      linked = FUTURE.compareAndSet(this, null, made) ? made : future;
      if (settled()) {
        linked.run();
      } else {
        host.relied();
      }
    }
    return linked;
  }

  /** The stage as a future: who completes or cancels it must have the claim as everybody else. */
  private static final class LinkedFuture<T> extends CompletableFuture<T> implements Runnable {
    private final PendingStage<T> stage;

    LinkedFuture(PendingStage<T> stage) {
      this.stage = stage;
    }

    /** The stage is done: so is this. */
    @Override
    public void run() {
      Throwable failed = stage.failure();
      if (failed == null) {
        super.complete(stage.value());
      } else {
        super.completeExceptionally(failed);
      }
    }

    @Override
    public boolean complete(T value) {
      return stage.claim() && settle(value == null ? NULL : value);
    }

    @Override
    public boolean completeExceptionally(Throwable cause) {
      return stage.claim() && settle(new Failure(cause));
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return stage.claim() && settle(new Failure(new CancellationException("cancelled")));
    }

    /** Completed by hand: on the thread that does so, as a future does. */
    private boolean settle(Object outcome) {
      stage.outcome = outcome;
      Thread waiting = stage.waiter;
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
      run();
      stage.host.cancelled();
      return true;
    }

    @Override
    public void obtrudeValue(T value) {
      throw new UnsupportedOperationException("the outcome belongs to the connection");
    }

    @Override
    public void obtrudeException(Throwable cause) {
      throw new UnsupportedOperationException("the outcome belongs to the connection");
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
