package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.Client;
import io.github.wirespeed.bench.Workload;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;

/** Who manages memory: the JVM's collectors, and where a connection's buffers lie. */
final class Memory {
  static final Experiment EXPERIMENT =
      new Study(
          "collectors",
          "What do another collector, or buffers on the heap, do to the time of a message?",
          "mimalloc +6 %",
          "The report's allocator served every message; here a send and a view allocate"
              + " nothing, so only messages to keep can tell collectors apart, and where the"
              + " socket is part of the time they hardly do; in a buffered receive, which is all"
              + " decoding and storing, Serial, Parallel and G1 have been ahead of each other in"
              + " turn. ZGC's barriers cost a tenth where many messages are kept. Which collector"
              + " runs is the application's choice, and G1 is marked as shipped only because a JVM"
              + " takes it if nobody says otherwise. Buffers on the heap cost a copy to a direct"
              + " one in each read and write, a tenth of a round trip.",
          List.of(
              collectors("rr 256 B", Workload.RR, 256),
              collectors("pipelined 512 B", Workload.PIPELINED, 512),
              collectors("buffered 512 B", Workload.BUFFERED, 512),
              buffers("buffers, rr 256 B", 256),
              buffers("buffers, rr 64 KiB", 64 << 10)));

  private Memory() {}

  /** The async client, by messages to keep: it allocates each. */
  private static Case collectors(String name, Workload workload, int payload) {
    Variant.Opening opening = Exchanges.of(Client.ASYNC, workload, payload);
    return new Case(
        name,
        Case.Unit.MICROS,
        List.of(
            Variant.shipped("G1", "the JVM's own choice on a server", opening).with("-XX:+UseG1GC"),
            Variant.alternative("Parallel", "", opening).with("-XX:+UseParallelGC"),
            Variant.alternative("Serial", "", opening).with("-XX:+UseSerialGC"),
            Variant.alternative("ZGC", "", opening).with("-XX:+UseZGC")));
  }

  private static Case buffers(String name, int payload) {
    return new Case(
        name,
        Case.Unit.MICROS,
        List.of(
            Variant.shipped("direct", "", lab -> open(lab, ByteBuffer::allocateDirect, payload)),
            Variant.alternative(
                "heap",
                "the JDK copies to and from a direct one",
                lab -> open(lab, ByteBuffer::allocate, payload))));
  }

  private static Trial open(Lab lab, IntFunction<ByteBuffer> buffers, int payload)
      throws IOException {
    return new BufferedClient(lab, buffers, payload, 1, BufferedClient.YIELDING);
  }
}
