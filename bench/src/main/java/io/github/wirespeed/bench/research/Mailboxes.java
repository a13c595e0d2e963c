package io.github.wirespeed.bench.research;

import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workload;
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
          "",
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
