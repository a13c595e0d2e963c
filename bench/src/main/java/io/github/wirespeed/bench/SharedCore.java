package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Request-response where client and server share a core: there a thread that spins takes the time
 * that its peer needs to answer.
 */
record SharedCore(WaitStrategy strategy, double medianMicros, double messagesPerSecond) {
  private static final int PAYLOAD = 256;
  private static final int ROUNDS = 4;
  private static final int MESSAGES = 20_000;
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(2);

  /** Blocking, then adaptive, measured in turns; this process is on the core already. */
  static List<SharedCore> measure(Pinning pinning) throws IOException {
    List<WaitStrategy> waits = List.of(WaitStrategy.blocking(), WaitStrategy.adaptive());
    List<Round> rounds = new ArrayList<>();
    List<SharedCore> measured = new ArrayList<>();
    try (ServerProcess blocking = ServerProcess.start(waits.get(0), pinning.serverTogether());
        ServerProcess adaptive = ServerProcess.start(waits.get(1), pinning.serverTogether())) {
      List<Endpoint> endpoints = List.of(blocking.endpoint(), adaptive.endpoint());
      for (Endpoint endpoint : endpoints) {
        Meter.warmUp(endpoint, Workload.RR, PAYLOAD, Client.BLOCKING, WARM_UP);
      }
      for (int number = 0; number < ROUNDS; number++) {
        for (int i = 0; i < 2; i++) {
          int which = number % 2 == 0 ? i : 1 - i;
          // The number of the round tells the two apart below.
          rounds.add(
              Meter.round(
                  endpoints.get(which), Workload.RR, PAYLOAD, Client.BLOCKING, which, MESSAGES));
        }
      }
    }
    for (int i = 0; i < 2; i++) {
      int which = i;
      List<Round> own = rounds.stream().filter(r -> r.number() == which).toList();
      Statistics medians = Statistics.of(own.stream().map(r -> r.percentileMicros(50)).toList());
      Statistics rates = Statistics.of(own.stream().map(Round::messagesPerSecond).toList());
      measured.add(new SharedCore(waits.get(i), medians.median(), rates.median()));
    }
    return measured;
  }
}
