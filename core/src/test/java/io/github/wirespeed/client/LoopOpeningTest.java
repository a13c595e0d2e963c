package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Spin;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** The opening on an event loop with a thread of its own, and names looked up elsewhere. */
class LoopOpeningTest extends OpeningContract {
  private final EventLoop loop = new EventLoop(Spin.NONE);
  private final Thread thread = loop.start("opening-loop");
  private final ExecutorService resolver = Executors.newSingleThreadExecutor();
  private final Queue<OutcomeProbe> probes = new ConcurrentLinkedQueue<>();

  LoopOpeningTest() throws IOException {}

  @Override
  Opening.Result result(Request request, Duration timeout) throws IOException {
    OutcomeProbe probe = new OutcomeProbe();
    LoopOpening.open(loop, resolver, request, timeout, probe);
    probes.add(probe); // not if the call itself threw: then nobody is told
    return probe.result();
  }

  @AfterEach
  void everyOutcomeWasToldOnceOnTheLoopsThread() throws Exception {
    resolver.shutdown();
    assertThat(resolver.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    FutureTask<Void> turns = new FutureTask<>(() -> null);
    loop.execute(turns);
    turns.get(20, TimeUnit.SECONDS);
    for (OutcomeProbe probe : probes) {
      probe.toldOnceOn(thread);
      if (probe.registration() != null) {
        assertThat(probe.registration().interest()).isZero();
      }
    }
    loop.close();
    thread.join(20_000);
    assertThat(thread.isAlive()).isFalse();
  }
}
