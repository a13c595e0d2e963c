package io.github.wirespeed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Done when it was made, with a failure. A connection that has ended makes one and hands it out for
 * every operation from then on: the failure tells where the connection ended, not who asked since.
 * Immutable.
 */
final class FailedStage<T> extends Stage<T> {
  private final Throwable cause;

  FailedStage(Throwable cause) {
    this.cause = cause;
  }

  @Override
  public T join() {
    throw new Stackless(cause);
  }

  @Override
  public T getNow(T absent) {
    throw new Stackless(cause);
  }

  @Override
  public T get() throws ExecutionException {
    throw new ExecutionException(cause);
  }

  @Override
  public T get(long timeout, TimeUnit unit) throws ExecutionException {
    throw new ExecutionException(cause);
  }

  @Override
  public Throwable failure() {
    return cause;
  }

  @Override
  public boolean isDone() {
    return true;
  }

  @Override
  public boolean cancel() {
    return false;
  }

  @Override
  public CompletableFuture<T> toCompletableFuture() {
    return CompletableFuture.failedFuture(cause);
  }

  /**
   * What {@code join} throws: without a stack of its own, which would cost more than all the rest.
   * Its cause has the stack trace that matters: of where the connection ended.
   */
  private static final class Stackless extends CompletionException {
    private static final long serialVersionUID = 1L;

    Stackless(Throwable cause) {
      super(cause);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it does nothing
    public Throwable fillInStackTrace() {
      return this;
    }

    /** As what it is to whoever catches it. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // its name says nothing to them
    public String toString() {
      return CompletionException.class.getName() + ": " + getMessage();
    }
  }
}
