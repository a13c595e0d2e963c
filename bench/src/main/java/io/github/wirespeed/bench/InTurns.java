package io.github.wirespeed.bench;

import io.github.wirespeed.bench.process.Compilers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Small request-response against two servers in turns, so that noise meets both alike. */
final class InTurns {
  private static final int PAYLOAD = 256;
  private static final int MESSAGES = 20_000;
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(2);

  private InTurns() {}

  /** The rounds against each server, in the order of the servers. */
  static List<List<Round>> measure(ServerProcess first, ServerProcess second, int rounds)
      throws IOException {
    List<Endpoint> endpoints = List.of(first.endpoint(), second.endpoint());
    Compilers compilers = Compilers.ofThisAnd(first.pid(), second.pid());
    for (Endpoint endpoint : endpoints) {
      Meter.warmUp(endpoint, Workload.RR, PAYLOAD, Client.BLOCKING, compilers, WARM_UP);
    }
    List<List<Round>> measured = List.of(new ArrayList<>(), new ArrayList<>());
    for (int number = 0; number < rounds; number++) {
      for (int i = 0; i < 2; i++) {
        int which = number % 2 == 0 ? i : 1 - i;
        measured
            .get(which)
            .add(
                Meter.round(
                    endpoints.get(which), Workload.RR, PAYLOAD, Client.BLOCKING, number, MESSAGES));
      }
    }
    return measured;
  }
}
