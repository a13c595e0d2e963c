package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.loop.AdaptiveSpin;
import io.github.wirespeed.loop.Spin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Waiting on a core that somebody else wants, too. No experiment of the report. */
final class BusyCore {
  private static final int BYTES = 256;

  static final Experiment EXPERIMENT =
      new Study(
          "busy-core",
          "What does a yield cost where another thread computes on the same core, and who learns?",
          "not asked",
          "Linux gives the other thread a whole time slice for a yield, 4 ms here, while a thread"
              + " that sleeps is woken by its message and runs before the one that computes. As"
              + " long as a message found behind such a yield counted as caught, the spin never"
              + " learned, and each answer took a time slice. Now it counts as lost, by as many"
              + " wake-ups as it came late (decision 29), and the client is as fast as one that"
              + " never spins. On a core of its own nothing changes.",
          List.of(
              of("rr 256 B", opening -> opening),
              of("rr 256 B, core wanted by another thread", BusyCore::beside)));

  private BusyCore() {}

  private static Case of(String name, UnaryOperator<Variant.Opening> where) {
    return new Case(
        name,
        Case.Unit.MICROS,
        List.of(
            Variant.shipped("adaptive", "", where.apply(opening(AdaptiveSpin::new))),
            Variant.alternative(
                "patient", "what a yield found was caught", where.apply(opening(PatientSpin::new))),
            Variant.alternative(
                "blocking", "also shipped", where.apply(opening(() -> Spin.NONE)))));
  }

  private static Variant.Opening opening(Supplier<Spin> spins) {
    return lab ->
        new BufferedClient(
            lab, ByteBuffer::allocateDirect, BYTES, 1, BufferedClient.waiting(spins.get()));
  }

  /** The same with a thread of this JVM, and so of this core, that computes all the time. */
  private static Variant.Opening beside(Variant.Opening opening) {
    return lab -> new Beside(opening.open(lab));
  }

  private static final class Beside implements Trial {
    private final Trial trial;
    private final Thread other = new Thread(this::compute, "wants-the-core");
    private volatile boolean computing;

    Beside(Trial trial) {
      this.trial = trial;
      other.setDaemon(true);
      other.start();
    }

    private void compute() {
      while (!Thread.currentThread().isInterrupted()) {
        if (computing) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
    }

    /** It computes only while this trial runs: the others' are on the same core. */
    @Override
    public long run(int operations) throws IOException {
      computing = true;
      LockSupport.unpark(other);
      try {
        return trial.run(operations);
      } finally {
        computing = false;
      }
    }

    @Override
    public void close() throws IOException {
      other.interrupt();
      trial.close();
    }
  }
}
