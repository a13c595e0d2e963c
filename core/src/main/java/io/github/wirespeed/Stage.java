package io.github.wirespeed;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an operation of an async connection comes to: a {@link java.util.concurrent.CompletionStage}
 * that can be waited for, and by {@link #toCompletableFuture} a {@link CompletableFuture}.
 *
 * <p>An operation that can finish at once gives a stage that is done already and costs next to
 * nothing: no allocation for a send, 16 bytes for a received message, none for a failure.
 *
 * <p><b>Waiting.</b> {@link #join} and {@link #get} lend the calling thread to the connection:
 * while it waits for a message or a pong it reads the socket itself, so no other thread has to be
 * woken. They refuse to wait on the connection's own loop thread, where they would wait for ever.
 *
 * <p><b>Dependents</b> ({@code thenApply} and the like, which return plain {@code
 * CompletableFuture}s) run on the loop's thread, or on {@link WebSocketOptions#executor} if one was
 * given; on the calling thread where the stage is done already. What they throw ends up in the
 * dependent future, never in the loop.
 *
 * <p>Cancelling a waiting receive loses no message: the next receive gets it. Any thread.
 *
 * @param <T> what it completes with
 */
public abstract sealed class Stage<T> extends ComposableStage<T>
    permits ReadyStage, FailedStage, PendingStage {
  Stage() {}

  /**
   * Waits until it is done, interrupted or not (the interrupt status is kept).
   *
   * @throws CompletionException with the cause if it failed
   * @throws CancellationException if it was cancelled
   * @throws IllegalStateException if it is not done and this is the thread that would complete it
   */
  public abstract T join();

  /**
   * The outcome if it is there, else {@code absent}; never waits.
   *
   * @throws CompletionException with the cause if it failed
   */
  public abstract T getNow(T absent);

  /** Why it failed; null if it did not, or not yet. */
  public abstract Throwable failure();

  /** Whether it is done by having failed, cancelled included. */
  public boolean isCompletedExceptionally() {
    return failure() != null;
  }

  /**
   * Waits until it is done.
   *
   * @throws ExecutionException with the cause if it failed
   * @throws InterruptedException if the thread is interrupted; nothing is lost
   * @throws IllegalStateException as {@link #join}
   */
  public abstract T get() throws InterruptedException, ExecutionException;

  /**
   * Waits until it is done, or the time is up.
   *
   * @throws TimeoutException if the time is up; the operation goes on
   */
  public abstract T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException;

  /** Whether it is done, well or not. */
  public abstract boolean isDone();

  /** Gives up an operation that has not happened yet; false if it has, or is about to. */
  public abstract boolean cancel();

  /** Whether it was cancelled. */
  public boolean isCancelled() {
    return failure() instanceof CancellationException;
  }

  /** The stage as a future; completing or cancelling it does so to the stage. */
  @Override
  public abstract CompletableFuture<T> toCompletableFuture();
}
