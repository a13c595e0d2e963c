package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Variant;
import io.github.wirespeed.bench.research.BufferedClient.Reading;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Whether a reader looks before it waits. No experiment of the report. */
final class Looks {
  private static final int SMALL = 256;
  private static final int BATCHED = 512;
  private static final int BATCH = 100;

  static final Experiment EXPERIMENT =
      new Study(
          "first-look",
          "Is the socket to be read before the thread waits for it?",
          "not asked",
          "A read that finds nothing is a system call for nothing, and behind a request it nearly"
              + " always finds nothing. With cores of their own it costs CPU and no time, as the"
              + " answer is not there any sooner. On one core it is in the server's way, and a"
              + " reader that learns from its last looks and waits first gains about 2 %, which is"
              + " within the spread of forty rounds: not enough for a state more in each waiting"
              + " place (decision 28).",
          List.of(
              of("rr 256 B", SMALL, 1, variant -> variant),
              of("rr 256 B, one core", SMALL, 1, Variant::onServersCore),
              of("pipelined 512 B", BATCHED, BATCH, variant -> variant)));

  private Looks() {}

  private static Case of(String name, int bytes, int batch, UnaryOperator<Variant> where) {
    return new Case(
        name,
        Case.Unit.MICROS,
        Stream.of(
                Variant.shipped("always", "", opening(bytes, batch, Looks::always)),
                Variant.alternative(
                    "learned",
                    "after four in vain one in sixteen",
                    opening(bytes, batch, Looks::learned)),
                Variant.alternative("never", "", opening(bytes, batch, Looks::never)))
            .map(where)
            .toList());
  }

  private static Variant.Opening opening(int bytes, int batch, Supplier<Reading> reading) {
    return lab -> new BufferedClient(lab, ByteBuffer::allocateDirect, bytes, batch, reading.get());
  }

  private static Reading learned() {
    FirstLook firstLook = new FirstLook();
    Reading waiting = never();
    return (transport, into) -> {
      if (firstLook.pays()) {
        int n = transport.read(into);
        firstLook.found(n != 0);
        if (n != 0) {
          return n;
        }
      }
      return waiting.read(transport, into);
    };
  }

  private static Reading always() {
    Reading waiting = never();
    return (transport, into) -> {
      int n = transport.read(into);
      return n != 0 ? n : waiting.read(transport, into);
    };
  }

  private static Reading never() {
    return (transport, into) -> {
      int n;
      do {
        transport.awaitReadable(false, Long.MAX_VALUE);
        n = transport.read(into);
      } while (n == 0);
      return n;
    };
  }
}
