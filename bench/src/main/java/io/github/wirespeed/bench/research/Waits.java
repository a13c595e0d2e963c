package io.github.wirespeed.bench.research;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.bench.experiment.Case;
import io.github.wirespeed.bench.experiment.Experiment;
import io.github.wirespeed.bench.experiment.Lab;
import io.github.wirespeed.bench.experiment.Trial;
import io.github.wirespeed.bench.experiment.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** How a client waits for its answer. No experiment of the report, where nobody spins. */
final class Waits {
  private static final int BYTES = 256;

  static final Experiment EXPERIMENT =
      new Study(
          "waiting",
          "What does it gain to spin for a while before the thread is put to sleep?",
          "not asked",
          "Asleep, a thread must be woken by the kernel before it sees its answer, which"
              + " takes longer than the answer did. Adaptive waiting spins for a while and"
              + " learns whether that pays (decision 2), so it is as fast as a thread that never"
              + " sleeps, without its cost in an idle connection. On a machine whose cores"
              + " others want too, spinning takes from them and from itself, and the three come"
              + " closer together, or change places. Not in the report, where nobody could spin.",
          List.of(
              new Case(
                  "rr 256 B",
                  Case.Unit.MICROS,
                  List.of(
                      Variant.shipped("adaptive", "", lab -> open(lab, WaitStrategy.adaptive())),
                      Variant.alternative(
                          "blocking", "also shipped", lab -> open(lab, WaitStrategy.blocking())),
                      Variant.alternative(
                          "spinning",
                          "also shipped",
                          lab -> open(lab, WaitStrategy.spinning()))))));

  private Waits() {}

  private static Trial open(Lab lab, WaitStrategy wait) throws IOException {
    WebSocket webSocket =
        WebSocket.connect(lab.echo(), WebSocketOptions.defaults().waitStrategy(wait));
    ByteBuffer payload = ByteBuffer.allocateDirect(BYTES);
    return new Micro(
        () -> {
          webSocket.send(payload.clear());
          if (webSocket.receiveView().payload().remaining() != BYTES) {
            throw new IOException("another message came back");
          }
        },
        webSocket);
  }
}
