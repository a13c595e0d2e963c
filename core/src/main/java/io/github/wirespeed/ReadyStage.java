package io.github.wirespeed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Done when it was made, with a value: one word beside its header. Immutable. */
final class ReadyStage<T> extends Stage<T> {
  /** A send that was accepted at once. */
  static final Stage<Void> VOID = new ReadyStage<>(null);

  private final T value;

  ReadyStage(T value) {
    this.value = value;
  }

  @Override
  public T join() {
    return value;
  }

  @Override
  public T getNow(T absent) {
    return value;
  }

  @Override
  public T get() {
    return value;
  }

  @Override
  public T get(long timeout, TimeUnit unit) {
    return value;
  }

  @Override
  public Throwable failure() {
    return null;
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
    return CompletableFuture.completedFuture(value);
  }
}
