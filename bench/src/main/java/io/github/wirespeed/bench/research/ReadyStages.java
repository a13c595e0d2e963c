package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a result is wrapped in that is there already. */
final class ReadyStages {
  private static final Object VALUE = new Object();

  static final Experiment EXPERIMENT =
      new Study(
          "ready",
          "What does the stage of a result cost that is there already?",
          "ReadyFuture +22 % over a real future",
          "A stage that is done when it is made is one word and its class: no state to"
              + " compare, no stack of dependents, no null to encode. A completedFuture does the"
              + " same work in a larger object, so the two differ by little more than a"
              + " nanosecond, of an operation that takes a hundred. What counts is the third"
              + " row: a result that another thread has to complete costs two changes of"
              + " threads, thousands of times the object. The library's gain is that it needs no"
              + " other thread, and decision 11 says what the stage of its own is for beyond"
              + " speed.",
          List.of(
              new Case(
                  "make, ask, join",
                  Case.Unit.NANOS,
                  List.of(
                      Variant.shipped(
                          "ready stage",
                          "the library's is not public: one of the same making",
                          Micro.of(() -> joined(new Ready<>(VALUE)))),
                      Variant.alternative(
                          "completedFuture",
                          "",
                          Micro.of(() -> joined(CompletableFuture.completedFuture(VALUE)))),
                      Variant.alternative(
                          "completed by the loop",
                          "a task for its thread, on the same core",
                          ReadyStages::throughLoop))),
              new Case(
                  "receive 512 B that is there",
                  Case.Unit.MICROS,
                  List.of(
                      Variant.shipped(
                          "ready stage", "", Exchanges.of(Client.ASYNC, Workload.BUFFERED, 512)),
                      Variant.alternative(
                          "completed by the loop",
                          "",
                          Exchanges.of(Client.THROUGH_LOOP, Workload.BUFFERED, 512))))));

  private ReadyStages() {}

  /** As the library's: one word beside its header. */
  private abstract static class Stage<T> {
    abstract boolean isDone();

    abstract T join();
  }

  private static final class Ready<T> extends Stage<T> {
    private final T value;

    Ready(T value) {
      this.value = value;
    }

    @Override
    boolean isDone() {
      return true;
    }

    @Override
    T join() {
      return value;
    }
  }

  private static void joined(Stage<Object> stage) {
    Sink.keep(stage);
    if (stage.isDone()) {
      Sink.take(stage.join());
    }
  }

  private static void joined(CompletableFuture<Object> future) {
    Sink.keep(future);
    if (future.isDone()) {
      Sink.take(future.join());
    }
  }

  private static Trial throughLoop(Lab lab) throws IOException {
    WatchingLoop loop = new WatchingLoop(lab.waitStrategy());
    return new Micro(
        () -> {
          CompletableFuture<Object> future = new CompletableFuture<>();
          loop.execute(() -> future.complete(VALUE));
          Sink.take(future.join());
        },
        loop);
  }
}
