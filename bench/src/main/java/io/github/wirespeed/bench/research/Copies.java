package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.ArrayList;
import java.util.List;

/** A view of a message against a copy to keep, by size. */
final class Copies {
  /** What is larger does not lie in the socket as a whole, so it is received as a stream. */
  private static final int LARGEST_BURST = 16 << 10;

  static final Experiment EXPERIMENT =
      new Study(
          "zero-copy",
          "What does the copy cost that makes a message one to keep?",
          "an analysis without a measurement",
          "A view is decoded where the bytes were read, and costs nothing more. A message"
              + " to keep costs an array, which the JVM fills with zeros, and a copy: twice the"
              + " time where the message is small and there already, as then decoding is nearly"
              + " all there is. At 64 KiB of a stream the read of the socket hides it; at 1 MiB the"
              + " array and the copy leave the cache, and cost as much as the read.",
          cases());

  private Copies() {}

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20}) {
      Workload workload = size <= LARGEST_BURST ? Workload.BUFFERED : Workload.DOWNLOAD;
      cases.add(
          new Case(
              workload == Workload.BUFFERED
                  ? Payload.show(size) + " that is there"
                  : Payload.show(size) + " of a stream",
              Case.Unit.MICROS,
              List.of(
                  Variant.shipped(
                      "view", "receiveView", Exchanges.of(Client.BLOCKING, workload, size)),
                  Variant.alternative(
                      "owned copy",
                      "receive, also shipped",
                      Exchanges.of(Client.BLOCKING_RECEIVE, workload, size)))));
    }
    return List.copyOf(cases);
  }
}
