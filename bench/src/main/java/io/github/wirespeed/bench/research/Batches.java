package io.github.wirespeed.bench.research;

import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.List;

/** A batch against the same sends one by one. */
final class Batches {
  private static final int BYTES = 512;

  static final Experiment EXPERIMENT =
      new Study(
          "batch",
          "What is gained by handing over a hundred messages at once?",
          "batch API -53 %",
          "A write is a system call of microseconds, encoding 512 bytes is a twentieth of one. So a"
              + " hundred frames in a few writes beat a hundred writes by ten times, whoever asks"
              + " for it. Single sends come within a fifth of the batch, because those of a burst"
              + " are held back and encoded together without being asked (decision 12): sendAll is"
              + " there for those who want nothing in between. The report's batch was slower"
              + " because its actor waited for each frame.",
          List.of(
              new Case(
                  "pipelined 512 B",
                  Case.Unit.MICROS,
                  List.of(
                      Variant.shipped(
                          "sendAll",
                          "one gathering write",
                          Exchanges.of(Client.ASYNC_BATCH, Workload.PIPELINED, BYTES)),
                      Variant.alternative(
                          "single sends",
                          "also shipped: those of a burst wait for each other",
                          Exchanges.of(Client.ASYNC, Workload.PIPELINED, BYTES)),
                      Variant.alternative(
                          "each written",
                          "single sends with a mailbox of 1",
                          Exchanges.of(
                              Client.ASYNC,
                              Workload.PIPELINED,
                              BYTES,
                              WebSocketOptions.defaults().mailbox(1))),
                      Variant.alternative(
                          "blocking, each written",
                          "also shipped: WebSocket.send",
                          Exchanges.of(Client.BLOCKING, Workload.PIPELINED, BYTES))))));

  private Batches() {}
}
