package io.github.wirespeed.loop;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A {@link Baton} has one holder at a time, and forgets nothing that was left to be done. */
public final class BatonStress {
  private BatonStress() {}

  /** Work that is left in plain fields: only the baton makes it visible. */
  private static final class Work {
    private final Baton baton = new Baton();
    private boolean one; // by the first
    private boolean other; // by the second
    // The holder's: two at once would count something twice, or lose a count.
    private boolean oneSeen;
    private boolean otherSeen;
    private int done;

    private void attend() {
      if (one && !oneSeen) {
        oneSeen = true;
        done++;
      }
      if (other && !otherSeen) {
        otherSeen = true;
        done++;
      }
    }

    private void signal() {
      if (baton.signal()) {
        leave();
      }
    }

    private void leave() {
      do {
        attend();
      } while (!baton.leave());
    }

    private void result(II_Result r) {
      r.r1 = done;
      r.r2 = baton.held() ? 1 : 0;
    }
  }

  /** Two who leave work for whoever has the baton. */
  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "All was done once, and the baton is free.")
  @Outcome(expect = FORBIDDEN, desc = "Work was forgotten or done twice, or the baton kept.")
  @State
  public static class TwoSignals {
    private final Work work = new Work();

    /** Leaves work. */
    @Actor
    public void one() {
      work.one = true;
      work.signal();
    }

    /** Leaves work as well. */
    @Actor
    public void other() {
      work.other = true;
      work.signal();
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      work.result(r);
    }
  }

  /** One who leaves work while another has the baton and looks again and again. */
  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "All was done once, and the baton is free.")
  @Outcome(expect = FORBIDDEN, desc = "Work was forgotten or done twice, or the baton kept.")
  @State
  public static class SignalToAHolderThatTakesNote {
    private final Work work = new Work();

    /** Leaves work. */
    @Actor
    public void signaller() {
      work.one = true;
      work.signal();
    }

    /** Has work of its own, and takes note of signals before it leaves. */
    @Actor
    public void holder() {
      work.other = true;
      if (work.baton.tryTake()) {
        if (work.baton.takeSignal()) {
          work.attend();
        }
        work.leave();
      } else {
        work.signal();
      }
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      work.result(r);
    }
  }

  /** Two who try to take it, and note who of them succeeded. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Whoever took it was alone.")
  @Outcome(expect = FORBIDDEN, desc = "Both had it at once, or it was kept.")
  @State
  public static class TwoTakers {
    private final Baton baton = new Baton();
    private int inside; // the holder's, so that a reader besides it would see it
    private int together;

    private void take() {
      if (baton.tryTake()) {
        together += inside;
        inside = 1;
        inside = 0;
        if (!baton.leave()) {
          together++; // nobody signals
        }
      }
    }

    /** Takes it if it can. */
    @Actor
    public void one() {
      take();
    }

    /** Likewise. */
    @Actor
    public void other() {
      take();
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      r.r1 = together;
      r.r2 = baton.held() ? 1 : 0;
    }
  }
}
