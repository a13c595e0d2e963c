package io.github.wirespeed.bench.research;

import java.util.ArrayList;
import java.util.List;

/** The mailbox against the queues of the JDK and of others. */
final class Queues {
  static final Experiment EXPERIMENT =
      new Study(
          "queues",
          "Is the mailbox as fast as the queues that could be there instead?",
          "flume -15 %",
          "",
          List.of(
              new Case(
                  "left and taken by one thread", Case.Unit.NANOS, variants(Queues::alone, false)),
              new Case(
                  "lots of 64 from another thread",
                  Case.Unit.NANOS,
                  variants(AcrossThreads::new, true))));

  private Queues() {}

  private interface Opening {
    Trial open(LetterQueue queue);
  }

  private static List<Variant> variants(Opening opening, boolean bothCores) {
    List<Variant> variants = new ArrayList<>();
    variants.add(
        Variant.shipped(
            LetterQueue.SHIPPED,
            "unbounded, allocates nothing for a letter",
            lab -> opening.open(LetterQueue.named(LetterQueue.SHIPPED))));
    variants.add(of("ArrayBlockingQueue", "of 64", opening));
    variants.add(of("LinkedBlockingQueue", "of 64", opening));
    variants.add(of("ConcurrentLinkedQueue", "unbounded", opening));
    variants.add(of("JCTools MpscArrayQueue", "of 64", opening));
    variants.add(of("JCTools MpscLinkedQueue", "unbounded", opening));
    variants.add(of("Disruptor", "many producers, 64, polled", opening));
    return bothCores ? variants.stream().map(Variant::onBothCores).toList() : variants;
  }

  private static Variant of(String name, String note, Opening opening) {
    return Variant.alternative(name, note, lab -> opening.open(LetterQueue.named(name)));
  }

  private static Trial alone(LetterQueue queue) {
    return new Micro(
        () -> {
          queue.leave(new LetterQueue.Letter());
          Sink.take(queue.take());
        },
        () -> {});
  }
}
