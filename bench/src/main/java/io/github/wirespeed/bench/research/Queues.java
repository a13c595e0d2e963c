package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.ArrayList;
import java.util.List;

/** The mailbox against the queues of the JDK and of others. */
final class Queues {
  static final Experiment EXPERIMENT =
      new Study(
          "queues",
          "Is the mailbox as fast as the queues that could be there instead?",
          "flume -15 %",
          "Left and taken by one thread, the mailbox is a compare-and-set to push and an"
              + " exchange to take all. JCTools' queues need less (a poll of theirs writes no"
              + " shared word), those of the JDK take locks or allocate nodes, and the"
              + " Disruptor's claims and gates are for threads that wait in it. Across two"
              + " threads most of the time is the change from one to the other, which all of"
              + " them have, and what is left says how often the two met on one word: most are"
              + " within a factor of two. What decided is not in the table (decision 14): two"
              + " mailboxes for each of tens of thousands of connections, empty nearly always,"
              + " three words each, allocating nothing for a letter, and sealed by one exchange."
              + " No queue here can be sealed without a lock or a flag beside it.",
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
