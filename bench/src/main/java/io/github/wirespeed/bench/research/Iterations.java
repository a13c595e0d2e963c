package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.List;

/** Iterating with and without the optimistic step. */
final class Iterations {
  static final Experiment EXPERIMENT =
      new Study(
          "iteration",
          "What does a step of an iteration cost if it tries to take the message itself?",
          "optimistic __anext__ 249 x",
          "The step of an iteration is a receive that tries to take the message on the"
              + " calling thread. If it is there, no task is queued, no thread woken and nobody"
              + " waits; a step through the loop is all three. The factor is smaller than the"
              + " report's 249, since what it compares with is a thread of the same process and"
              + " not the event loop of an interpreter. Iterating costs what receive costs: the"
              + " iterator adds a field.",
          List.of(
              new Case(
                  "512 B that are there",
                  Case.Unit.MICROS,
                  List.of(
                      Variant.shipped(
                          "optimistic step",
                          "for over the connection",
                          Exchanges.of(Client.ASYNC, Workload.ITERATE, 512)),
                      Variant.alternative(
                          "through the loop",
                          "each step a task for its thread, on the same core",
                          Exchanges.of(Client.THROUGH_LOOP, Workload.ITERATE, 512)),
                      Variant.alternative(
                          "receive",
                          "no iteration, also shipped",
                          Exchanges.of(Client.ASYNC_RECEIVE, Workload.ITERATE, 512))))));

  private Iterations() {}
}
