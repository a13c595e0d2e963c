package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.server.EchoServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closers of both sides against everybody: each stage is done, and all hear of one end. */
@Timeout(120)
class AsyncCloseRaceTest {
  private static final int ROUNDS = 100;
  private static final long HANG_SECONDS = 30;

  private final ConcurrentHashMap<WebSocketConnection, AtomicInteger> ends =
      new ConcurrentHashMap<>();

  private void ended(WebSocketConnection connection, ConnectionClosedException how) {
    ends.computeIfAbsent(connection, c -> new AtomicInteger()).incrementAndGet();
  }

  @Test
  void closersRaceSendersReceiversAndPingers() throws Exception {
    Set<Thread> before = Leftovers.threads();
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    try (EchoServer server = EchoServer.builder().start();
        WebSocketClient client = WebSocketClient.builder().loops(2).onClosed(this::ended).build()) {
      for (int round = 0; round < ROUNDS; round++) {
        AsyncWebSocket ws = client.connectAsync(server.uri()).join();
        try {
          race(ws, random.split(), null);
        } catch (Throwable t) {
          throw new AssertionError("round " + round + " with seed " + seed, t);
        }
        assertThat(ws.closed().join().closedHere()).isTrue();
        assertThat(ws.closeCode()).isIn(1006, 4000, 4001, 4002);
      }
      assertEachEndedOnce(ROUNDS);
    }
    Leftovers.assertNoThreadsBeyond(before);
  }

  @Test
  void closersOfBothSidesRaceEachOther() throws Exception {
    Set<Thread> before = Leftovers.threads();
    int rounds = ROUNDS / 4;
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    try (WebSocketClient client =
        WebSocketClient.builder().loops(2).onClosed(this::ended).build()) {
      for (int round = 0; round < rounds; round++) {
        try (EchoServer server = EchoServer.builder().start()) {
          race(client.connectAsync(server.uri()).join(), random.split(), server);
        } catch (Throwable t) {
          throw new AssertionError("round " + round + " with seed " + seed, t);
        }
      }
      assertEachEndedOnce(rounds);
    }
    Leftovers.assertNoThreadsBeyond(before);
  }

  private void assertEachEndedOnce(int connections) throws InterruptedException {
    long start = System.nanoTime();
    // The listener is told last.
    while (ends.size() < connections
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(HANG_SECONDS)) {
      Thread.sleep(5);
    }
    assertThat(ends).hasSize(connections);
    assertThat(ends.values()).extracting(AtomicInteger::get).containsOnly(1);
  }

  private static void race(AsyncWebSocket ws, SplittableRandom random, EchoServer server)
      throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    CompletableFuture<Throwable> forEach =
        random.nextBoolean()
            ? ws.forEachAsync(message -> null)
                .toCompletableFuture()
                .handle((nothing, failure) -> failure)
            : CompletableFuture.completedFuture(null);
    List<Task<Void>> tasks = new ArrayList<>();
    tasks.add(untilRefused(start, () -> ws.send("text"), random.nextBoolean()));
    tasks.add(untilRefused(start, () -> ws.send(new byte[3000]), random.nextBoolean()));
    tasks.add(untilRefused(start, () -> ws.sendAll(List.of(new Message.Text("a"))), true));
    tasks.add(untilRefused(start, ws::receive, true));
    tasks.add(untilRefused(start, ws::receive, true));
    tasks.add(untilRefused(start, ws::ping, true));
    for (int i = 0; i < 3; i++) {
      int closer = i;
      long delay = random.nextLong(3_000_000);
      tasks.add(
          Task.run(
              () -> {
                start.await();
                LockSupport.parkNanos(delay);
                ws.close(4000 + closer, "closer " + closer).get(HANG_SECONDS, TimeUnit.SECONDS);
              }));
    }
    if (server != null) {
      long delay = random.nextLong(3_000_000);
      tasks.add(
          Task.run(
              () -> {
                start.await();
                LockSupport.parkNanos(delay);
                server.close();
              }));
    }
    start.countDown();
    Task.await(tasks);
    ConnectionClosedException end = ws.closed().get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(ws.isOpen()).isFalse();
    assertThat(ws.receive().failure()).isSameAs(end);
    forEach.get(HANG_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Asks again and again.
   *
   * @param waits whether for each before the next, else for one of many
   */
  private static Task<Void> untilRefused(
      CountDownLatch start, Supplier<Stage<?>> operation, boolean waits) {
    return Task.run(
        () -> {
          start.await();
          AtomicInteger completed = new AtomicInteger();
          int asked = 0;
          Throwable failure = null;
          Stage<?> stage;
          do {
            stage = operation.get();
            asked++;
            CompletableFuture<?> unused =
                stage.whenComplete((value, thrown) -> completed.incrementAndGet());
            if (waits || asked % 32 == 0) {
              failure = outcome(stage);
            } else {
              failure = stage.failure();
            }
          } while (failure == null);
          assertThat(failure).isInstanceOf(ConnectionClosedException.class);
          long since = System.nanoTime();
          // Those that were pending are told on the loop's thread, a moment later.
          while (completed.get() < asked
              && System.nanoTime() - since < TimeUnit.SECONDS.toNanos(HANG_SECONDS)) {
            Thread.sleep(1);
          }
          assertThat(completed).as("completions").hasValue(asked);
        });
  }

  private static Throwable outcome(Stage<?> stage) throws Exception {
    try {
      stage.get(HANG_SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
