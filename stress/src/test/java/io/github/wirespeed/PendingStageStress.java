package io.github.wirespeed;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A {@link PendingStage} has one outcome, and everybody who waits hears of it. */
public final class PendingStageStress {
  private static final int VALUE = 7;
  private static final int CANCELLED = -1;
  private static final int NOTHING = -2;

  private PendingStageStress() {}

  /** A host that does nothing but run completions where they come up. */
  private static final class Here implements StageHost {
    static final Here INSTANCE = new Here();

    @Override
    public void await(PendingStage<?> stage, long deadline, boolean interruptibly) {
      throw new AssertionError("nobody waits here");
    }

    @Override
    public void work(PendingStage<?> stage, long deadline) {
      throw new AssertionError("nobody waits here");
    }

    @Override
    public void relied() {}

    @Override
    public void cancelled() {}

    @Override
    public void dispatch(Runnable completion) {
      completion.run();
    }
  }

  private static PendingStage<Integer> stage() {
    return new PendingStage<>(Here.INSTANCE);
  }

  private static int complete(PendingStage<Integer> stage) {
    if (!stage.claim()) {
      return 0;
    }
    stage.complete(VALUE);
    return 1;
  }

  private static int outcome(PendingStage<Integer> stage) {
    return !stage.isDone() ? NOTHING : stage.isCancelled() ? CANCELLED : stage.join();
  }

  private static int outcome(CompletableFuture<Integer> future) {
    return !future.isDone() ? NOTHING : future.isCancelled() ? CANCELLED : future.join();
  }

  /** Who completes it against who cancels it. */
  @JCStressTest
  @Outcome(id = "1, 0, 7", expect = ACCEPTABLE, desc = "Completed.")
  @Outcome(id = "0, 1, -1", expect = ACCEPTABLE, desc = "Cancelled.")
  @Outcome(expect = FORBIDDEN, desc = "Both, neither, or not what they were told.")
  @State
  public static class CompleteAndCancel {
    private final PendingStage<Integer> stage = stage();

    /** Completes it. */
    @Actor
    public void complete(III_Result r) {
      r.r1 = PendingStageStress.complete(stage);
    }

    /** Cancels it. */
    @Actor
    public void cancel(III_Result r) {
      r.r2 = stage.cancel() ? 1 : 0;
    }

    /** What it is. */
    @Arbiter
    public void result(III_Result r) {
      r.r3 = outcome(stage);
    }
  }

  /** Who completes it against who cancels its future. */
  @JCStressTest
  @Outcome(id = "1, 0, 77", expect = ACCEPTABLE, desc = "Completed, and so is the future.")
  @Outcome(id = "0, 1, -11", expect = ACCEPTABLE, desc = "Cancelled, and so is the future.")
  @Outcome(expect = FORBIDDEN, desc = "Stage and future differ, or not what they were told.")
  @State
  public static class CompleteAndCancelOfTheFuture {
    private final PendingStage<Integer> stage = stage();

    /** Completes it. */
    @Actor
    public void complete(III_Result r) {
      r.r1 = PendingStageStress.complete(stage);
    }

    /** Cancels it. */
    @Actor
    public void cancel(III_Result r) {
      r.r2 = stage.toCompletableFuture().cancel(false) ? 1 : 0;
    }

    /** What it is, in both forms. */
    @Arbiter
    public void result(III_Result r) {
      r.r3 = 10 * outcome(stage) + outcome(stage.toCompletableFuture());
    }
  }

  /** Who completes it against who asks for its future. */
  @JCStressTest
  @Outcome(id = "7", expect = ACCEPTABLE, desc = "The future is completed.")
  @Outcome(expect = FORBIDDEN, desc = "The future never hears.")
  @State
  public static class CompleteAndFuture {
    private final PendingStage<Integer> stage = stage();
    private CompletableFuture<Integer> future;

    /** Completes it. */
    @Actor
    public void complete() {
      PendingStageStress.complete(stage);
    }

    /** Asks for its future. */
    @Actor
    public void ask() {
      future = stage.toCompletableFuture();
    }

    /** What they got. */
    @Arbiter
    public void result(I_Result r) {
      r.r1 = outcome(future);
    }
  }

  /** Two who ask for its future. */
  @JCStressTest
  @Outcome(id = "7, 7", expect = ACCEPTABLE, desc = "Both futures are completed with it.")
  @Outcome(expect = FORBIDDEN, desc = "One of them is forgotten.")
  @State
  public static class TwoFutures {
    private final PendingStage<Integer> stage = stage();
    private CompletableFuture<Integer> one;
    private CompletableFuture<Integer> other;

    /** Asks for its future. */
    @Actor
    public void one() {
      one = stage.toCompletableFuture();
    }

    /** Likewise. */
    @Actor
    public void other() {
      other = stage.toCompletableFuture();
    }

    /** Completes it. */
    @Arbiter
    public void result(II_Result r) {
      PendingStageStress.complete(stage);
      r.r1 = outcome(one);
      r.r2 = outcome(other);
    }
  }

  /** Who completes it against who parks for it. */
  @JCStressTest
  @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "Woken, or never asleep.")
  @Outcome(expect = FORBIDDEN, desc = "Nobody woke the thread that was parked.")
  @State
  public static class CompleteAndPark {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PendingStage<Integer> stage = stage();

    /** Completes it. */
    @Actor
    public void complete() {
      PendingStageStress.complete(stage);
    }

    /** Parks for it. */
    @Actor
    public void park(II_Result r) {
      long start = System.nanoTime();
      stage.park(start + LONG_NANOS);
      r.r1 = outcome(stage);
      r.r2 = System.nanoTime() - start >= LONG_NANOS ? 1 : 0;
    }
  }
}
