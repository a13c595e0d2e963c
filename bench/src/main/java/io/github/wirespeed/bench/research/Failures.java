package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Operations on a connection that is closed. */
final class Failures {
  @SuppressWarnings("StaticAssignmentOfThrowable") // it is never thrown by itself
  private static final IOException CAUSE = new IOException("closed by this side with 1000");

  static final Experiment EXPERIMENT =
      new Study(
          "errors",
          "What does an operation cost that can only fail?",
          "ReadyFuture for errors 50 x",
          "A failed operation of a closed connection is one stage for all of them, made"
              + " when the connection ended. A future that fails with a new exception pays for"
              + " the stack trace; with one exception for all it costs nanoseconds, and that row"
              + " says where the gain is: the exception's by far, and then that ours makes no"
              + " object at all. Ours looks at the connection first, and theirs has none to look"
              + " at.",
          List.of(
              new Case(
                  "send and receive when closed",
                  Case.Unit.NANOS,
                  List.of(
                      Variant.shipped(
                          "failed stage",
                          "one for all operations of a connection",
                          Exchanges.of(Client.ASYNC, Workload.ERRORS, 256)),
                      Variant.alternative(
                          "failedFuture, new exception",
                          "nothing but the future: no connection is asked",
                          Exchanges.of(Client.FAILED_FUTURE, Workload.ERRORS, 256)),
                      Variant.alternative(
                          "failedFuture, one exception",
                          "likewise",
                          Micro.of(Failures::failed))))));

  private Failures() {}

  private static void failed() {
    CompletableFuture<Void> future = CompletableFuture.failedFuture(CAUSE);
    Sink.keep(future);
    Sink.take(future.isCompletedExceptionally());
  }
}
