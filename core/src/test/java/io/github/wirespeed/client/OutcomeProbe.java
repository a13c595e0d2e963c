package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.Registration;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a {@link LoopOpening} told, how often, and on which thread. */
class OutcomeProbe implements LoopOpening.Outcome {
  private final AtomicInteger told = new AtomicInteger();
  // A result or a failure: a future that fails would wrap a CancellationException on newer JDKs.
  private final CompletableFuture<Object> outcome = new CompletableFuture<>();
  private volatile Thread thread;
  private volatile Registration registration;

  @Override
  public void opened(Opening.Upgraded upgraded, Registration place) {
    registration = place;
    settle();
    outcome.complete(upgraded);
  }

  @Override
  public void refused(Opening.Refused refused) {
    settle();
    outcome.complete(refused);
  }

  @Override
  public void failed(Throwable cause) {
    settle();
    outcome.complete(cause);
  }

  private void settle() {
    thread = Thread.currentThread();
    told.incrementAndGet();
  }

  /** Waits for the outcome, and throws what the opening failed with. */
  Opening.Result result() throws IOException {
    Object what;
    try {
      what = outcome.get(25, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
    if (what instanceof Opening.Result result) {
      return result;
    } else if (what instanceof IOException e) {
      throw e;
    } else if (what instanceof RuntimeException e) {
      throw e;
    }
    throw new AssertionError((Throwable) what);
  }

  /** Waits for the failure. */
  Throwable failure() throws IOException {
    try {
      throw new AssertionError("no failure: " + result());
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  int told() {
    return told.get();
  }

  Thread thread() {
    return thread;
  }

  /** The open connection's place in the loop; null if none was opened. */
  Registration registration() {
    return registration;
  }

  OutcomeProbe toldOnceOn(Thread expected) {
    assertThat(told()).as("how often the outcome was told").isEqualTo(1);
    assertThat(thread()).isSameAs(expected);
    return this;
  }
}
