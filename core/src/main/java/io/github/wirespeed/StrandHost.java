package io.github.wirespeed;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Completes stages that outlive a connection: in the loop of a strand. Any thread. */
class StrandHost implements StageHost {
  final Strand strand;
  private final Executor executor; // null where dependents run in the loop

  StrandHost(Strand strand, Executor executor) {
    this.strand = strand;
    this.executor = executor;
  }

  @Override
  public final void await(PendingStage<?> stage, long deadline, boolean interruptibly)
      throws InterruptedException {
    Waiting.await(home(), this, stage, deadline, interruptibly);
  }

  private Home home() {
    return new Home(strand.loop(), null, null, null);
  }

  @Override
  public void work(PendingStage<?> stage, long deadline) {
    // The loop is at work in any case.
  }

  @Override
  public void relied() {
    // Likewise.
  }

  @Override
  public void cancelled() {
    // Whoever comes to it finds it settled.
  }

  @Override
  public final void dispatch(Runnable completion) {
    if (executor == null) {
      home().run(completion);
      return;
    }
    try {
      executor.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run(); // whoever waits for it must not wait for ever
    }
  }
}
