package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** On which threads many connections live. */
final class Runtimes {
  /** A JDK that has them as more than a preview. */
  private static final int VIRTUAL_THREADS = 21;

  static final Experiment EXPERIMENT =
      new Study(
          "runtime",
          "On how many threads, and of which kind, shall sixteen busy connections live?",
          "a runtime of its own -3.6 %",
          "On one core the work is the same whoever does it, and every further thread"
              + " adds changes between threads. One loop reads and writes sixteen connections"
              + " without one, and several loops or a thread for each are mostly within the spread"
              + " of that: what varies is who the scheduler lets run. A pool hands each message"
              + " over, which shows. Several loops are for several cores, which"
              + " WebSocketClient.Builder.loops gives.",
          List.of(
              new Case(
                  "16 x rr 256 B",
                  Case.Unit.MICROS,
                  List.of(
                      Variant.shipped("one loop", "", lab -> new LoopConversations(lab, 1, null)),
                      Variant.alternative(
                          "two loops",
                          "on the client's one core, as all of these",
                          lab -> new LoopConversations(lab, 2, null)),
                      Variant.alternative(
                          "four loops", "", lab -> new LoopConversations(lab, 4, null)),
                      Variant.alternative(
                          "one loop, pool of two",
                          "messages handled on an executor's threads",
                          lab -> new LoopConversations(lab, 1, Executors.newFixedThreadPool(2))),
                      Variant.alternative(
                          "a thread each",
                          "blocking connections that park at once",
                          lab -> new ThreadConversations(lab, Executors.newCachedThreadPool())),
                      virtualThreads()))));

  private Runtimes() {}

  private static Variant virtualThreads() {
    String name = "a virtual thread each";
    if (Runtime.version().feature() < VIRTUAL_THREADS) {
      return Variant.absent(
          name, "JDK " + Runtime.version().feature() + " has none, they come with 21");
    }
    return Variant.alternative(
        name, "likewise", lab -> new ThreadConversations(lab, virtualExecutor()));
  }

  /** {@code Executors.newVirtualThreadPerTaskExecutor()}, which JDK 17 does not know. */
  private static ExecutorService virtualExecutor() {
    try {
      Method method = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
      return (ExecutorService) method.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no virtual threads in this JDK", e);
    }
  }
}
