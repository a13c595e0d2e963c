package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Request-response where client and server share a core: there a thread that spins takes the time
 * that its peer needs to answer.
 */
record SharedCore(WaitStrategy strategy, double medianMicros, double messagesPerSecond) {
  private static final int ROUNDS = 4;

  /** Blocking, then adaptive, measured in turns; this process is on the core already. */
  static List<SharedCore> measure(Pinning pinning) throws IOException {
    List<WaitStrategy> waits = List.of(WaitStrategy.blocking(), WaitStrategy.adaptive());
    List<SharedCore> measured = new ArrayList<>();
    List<List<Round>> rounds;
    try (ServerProcess blocking = ServerProcess.start(waits.get(0), pinning.serverTogether());
        ServerProcess adaptive = ServerProcess.start(waits.get(1), pinning.serverTogether())) {
      rounds = InTurns.measure(blocking, adaptive, ROUNDS);
    }
    for (int i = 0; i < 2; i++) {
      List<Round> own = rounds.get(i);
      Statistics medians = Statistics.of(own.stream().map(r -> r.percentileMicros(50)).toList());
      Statistics rates = Statistics.of(own.stream().map(Round::messagesPerSecond).toList());
      measured.add(new SharedCore(waits.get(i), medians.median(), rates.median()));
    }
    return measured;
  }
}
