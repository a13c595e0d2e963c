package io.github.wirespeed.bench;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * What is not shipped: each operation of a closed connection as a future that fails with an
 * exception of its own, which has a message and the stack trace of its caller.
 */
final class FailedFutureSession extends WaitingSession {
  FailedFutureSession(int payloadBytes) {
    super(Workload.ERRORS, payloadBytes);
  }

  /** As much to make as the one that the library throws, which holds two statuses more. */
  private static final class Closed extends IOException {
    private static final long serialVersionUID = 1L;

    Closed(String message) {
      super(message);
    }
  }

  @Override
  int fail(int operations) {
    int failed = 0;
    for (int i = 0; i < operations; i++) {
      CompletableFuture<Void> future =
          CompletableFuture.failedFuture(new Closed("closed by this side with 1000"));
      if (future.isCompletedExceptionally()) {
        failed++;
      }
    }
    return failed;
  }

  @Override
  void command(int messages) {}

  @Override
  void send(int count) throws IOException {
    throw new IOException("there is no connection");
  }

  @Override
  void receive(int count) throws IOException {
    throw new IOException("there is no connection");
  }

  @Override
  void acknowledged() throws IOException {
    throw new IOException("there is no connection");
  }

  @Override
  public void close() {}
}
