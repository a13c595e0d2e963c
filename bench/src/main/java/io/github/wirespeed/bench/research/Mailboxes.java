package io.github.wirespeed.bench.research;

import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import java.util.ArrayList;
import java.util.List;

/** How many messages the mailbox and the inbox of a connection hold. */
final class Mailboxes {
  private static final int SHIPPED = 64;
  private static final long INBOX_BYTES = 4 << 20;

  static final Experiment EXPERIMENT =
      new Study(
          "mailbox",
          "How many messages shall a connection hold, each way, before it pushes back?",
          "64 instead of 256 +3 %, 32 slower, 1 dead-locks",
          "What is in the mailbox could not be done at once. A caller that finds the"
              + " connection free writes and reads itself (decision 10), so in request-response,"
              + " with buffered receives and in streams whose sender waits nothing ever lies"
              + " there, and its size cannot matter. In a pipeline the sends of a burst are held"
              + " back and encoded together (decision 12): with a mailbox of 1 nothing is held"
              + " back, each frame is a write of its own, and that is what this row costs. It"
              + " finishes, where the report's dead-locked: a full mailbox makes a send complete"
              + " later and never blocks the thread that would empty it. 64 is a bound on"
              + " memory, not a choice of speed.",
          List.of(
              of("rr 256 B", Workload.RR, 256),
              of("pipelined 512 B", Workload.PIPELINED, 512),
              of("buffered 512 B", Workload.BUFFERED, 512),
              of("stream up 64 KiB", Workload.UPLOAD, 64 << 10),
              of("stream down 64 KiB", Workload.DOWNLOAD, 64 << 10)));

  private Mailboxes() {}

  private static Case of(String name, Workload workload, int payload) {
    List<Variant> variants = new ArrayList<>();
    for (int capacity : new int[] {SHIPPED, 256, 32, 1}) {
      Variant.Opening opening =
          Exchanges.of(
              Client.ASYNC,
              workload,
              payload,
              WebSocketOptions.defaults().mailbox(capacity).inbox(capacity, INBOX_BYTES));
      String label = Integer.toString(capacity);
      variants.add(
          capacity == SHIPPED
              ? Variant.shipped(label, "", opening)
              : Variant.alternative(label, "", opening));
    }
    return new Case(name, Case.Unit.MICROS, variants);
  }
}
