package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How a send looks whether the connection is still open. */
final class States {
  static final Experiment EXPERIMENT =
      new Study(
          "state",
          "What guards the state that every send looks at, and a close changes once?",
          "parking_lot RwLock -5.6 %",
          "The state of a connection changes once in its life and is looked at by every"
              + " send. On this kind of processor a volatile read is a plain load, and an"
              + " acquire read is the same instruction: nothing weaker is worth its subtlety. A"
              + " lock that readers share is two atomic additions on one word, which two cores"
              + " then fight for; the optimistic stamp is two loads and a fence; a monitor is"
              + " taken and given back. None of them protects anything more here: the state is"
              + " one word.",
          List.of(
              new Case("one thread", Case.Unit.NANOS, variants(false)),
              new Case("two threads look", Case.Unit.NANOS, variants(true))));

  private States() {}

  private static List<Variant> variants(boolean contended) {
    List<Variant> variants = new ArrayList<>();
    variants.add(Variant.shipped("volatile", "", opening(Guard.Volatile::new, contended)));
    add(variants, "VarHandle, acquire", Guard.Acquire::new, contended);
    add(variants, "ReentrantReadWriteLock", Guard.ReadWrite::new, contended);
    add(variants, "StampedLock, optimistic", Guard.Stamped::new, contended);
    add(variants, "synchronized", Guard.Monitor::new, contended);
    return contended ? variants.stream().map(Variant::onBothCores).toList() : variants;
  }

  private static void add(
      List<Variant> variants, String name, Supplier<Guard> guard, boolean contended) {
    variants.add(Variant.alternative(name, "", opening(guard, contended)));
  }

  private static Variant.Opening opening(Supplier<Guard> made, boolean contended) {
    return lab -> {
      Guard guard = made.get();
      Micro.Operation look = () -> Sink.take(guard.isOpen());
      return contended ? new TwoThreads(look) : new Micro(look, () -> {});
    };
  }
}
