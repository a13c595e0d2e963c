package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.conformance.Memory;
import io.github.wirespeed.server.EchoServer;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many async connections in few loops: at once, one after the other, and cut off. */
@Timeout(120)
class ManyAsyncConnectionsTest {
  private static final long HANG_SECONDS = 60;

  /** What the JVM may have come to need besides. */
  private static final long MEMORY_SLACK = 2 << 20;

  @Test
  void aThousandConnectionsOnTwoLoopsAreEachServed() throws Exception {
    int connections = 1000;
    int echoes = 20;
    Set<Thread> before = Leftovers.threads();
    Set<String> loops = ConcurrentHashMap.newKeySet();
    try (EchoServer server = EchoServer.builder().start();
        WebSocketClient client =
            WebSocketClient.builder().loops(2).threadName("thousand").build()) {
      List<CompletableFuture<AsyncWebSocket>> open = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        open.add(client.connectAsync(server.uri()).toCompletableFuture());
      }
      List<AsyncWebSocket> all = new ArrayList<>();
      for (CompletableFuture<AsyncWebSocket> one : open) {
        all.add(one.get(HANG_SECONDS, TimeUnit.SECONDS));
      }
      List<CompletableFuture<Void>> served = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        served.add(echo(all.get(i), i, 0, echoes, loops));
      }
      for (CompletableFuture<Void> one : served) {
        one.get(HANG_SECONDS, TimeUnit.SECONDS);
      }
      assertThat(all).allMatch(AsyncWebSocket::isOpen);
      List<Stage<Void>> closing = new ArrayList<>();
      all.forEach(ws -> closing.add(ws.close()));
      for (int i = 0; i < connections; i++) {
        closing.get(i).get(HANG_SECONDS, TimeUnit.SECONDS);
        assertThat(all.get(i).closeCode()).isEqualTo(1000);
      }
    }
    assertThat(loops).contains("thousand-1", "thousand-2");
    Leftovers.assertNoThreadsBeyond(before);
  }

  private static CompletableFuture<Void> echo(
      AsyncWebSocket ws, int connection, int number, int count, Set<String> loops) {
    if (number == count) {
      return CompletableFuture.completedFuture(null);
    }
    String message = connection + "/" + number;
    return ws.send(message)
        .thenCompose(sent -> ws.receive())
        .thenCompose(
            answer -> {
              loops.add(Thread.currentThread().getName());
              assertThat(answer.text()).isEqualTo(message);
              return echo(ws, connection, number + 1, count, loops);
            });
  }

  @Test
  void tenThousandConnectionsLeaveNothingBehind() throws Exception {
    assumeTrue(Leftovers.canCountDescriptors(), "no /proc/self/fd on this system");
    try (EchoServer server = EchoServer.builder().start();
        WebSocketClient client = WebSocketClient.builder().loops(2).build()) {
      cycle(client, server.uri(), 500); // whatever the first ones load stays
      Set<Thread> threads = Leftovers.threads();
      int descriptors = Leftovers.descriptors();
      long memory = Memory.inUse();
      cycle(client, server.uri(), 10_000);
      Leftovers.assertNoDescriptorsBeyond(descriptors);
      Leftovers.assertNoThreadsBeyond(threads);
      Memory.assertGrowthBelow(MEMORY_SLACK, memory);
    }
  }

  /** Opens and closes so many connections, some at a time, every other one having been used. */
  private static void cycle(WebSocketClient client, String uri, int times) throws Exception {
    int lanes = 20;
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      done.add(cycleOne(client, uri, times / lanes));
    }
    for (CompletableFuture<Void> one : done) {
      one.get(HANG_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static CompletableFuture<Void> cycleOne(WebSocketClient client, String uri, int left) {
    if (left == 0) {
      return CompletableFuture.completedFuture(null);
    }
    return client
        .connectAsync(uri)
        .thenCompose(ws -> left % 2 == 0 ? ws.close() : useAndClose(ws))
        .thenCompose(closed -> cycleOne(client, uri, left - 1));
  }

  private static CompletableFuture<Void> useAndClose(AsyncWebSocket ws) {
    return ws.send("x")
        .thenCompose(sent -> ws.receive())
        .thenCompose(
            answer -> {
              assertThat(answer.text()).isEqualTo("x");
              return ws.close();
            });
  }

  @Test
  void attemptsThatFailOrAreCancelledLeaveNothingBehind() throws Exception {
    assumeTrue(Leftovers.canCountDescriptors(), "no /proc/self/fd on this system");
    try (EchoServer server = EchoServer.builder().start();
        WebSocketClient client = WebSocketClient.create()) {
      cycle(client, server.uri(), 20);
      Set<Thread> threads = Leftovers.threads();
      int descriptors = Leftovers.descriptors();
      String closed;
      try (EchoServer gone = EchoServer.builder().start()) {
        closed = gone.uri();
      }
      for (int i = 0; i < 300; i++) {
        Stage<AsyncWebSocket> attempt = client.connectAsync(closed);
        assertThat(catchThrowable(attempt::join)).hasCauseInstanceOf(ConnectException.class);
      }
      for (int i = 0; i < 300; i++) {
        Stage<AsyncWebSocket> attempt = client.connectAsync(server.uri());
        if (!attempt.cancel()) {
          attempt.join().close().join();
        }
      }
      Leftovers.assertNoDescriptorsBeyond(descriptors);
      Leftovers.assertNoThreadsBeyond(threads);
    }
  }

  @Test
  void aServerThatLeavesCompletesEverySendOnce() throws Exception {
    for (int round = 0; round < 10; round++) {
      EchoServer server = EchoServer.builder().start();
      try (WebSocketClient client = WebSocketClient.create()) {
        AsyncWebSocket ws = client.connectAsync(server.uri()).join();
        int sent = 0;
        AtomicInteger completed = new AtomicInteger();
        List<Integer> received = new ArrayList<>();
        Stage<Void> receiving =
            ws.forEachAsync(
                message -> {
                  received.add(Integer.valueOf(message.text()));
                  return null;
                });
        long closeAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(round);
        Stage<Void> last;
        do {
          last = ws.send(Integer.toString(sent++));
          CompletableFuture<Void> unused =
              last.whenComplete((nothing, failure) -> completed.incrementAndGet());
          if (sent % 64 == 0) {
            awaitDone(last);
          }
          if (server != null && System.nanoTime() - closeAt >= 0) {
            server.close();
            server = null;
          }
        } while (last.failure() == null);
        ConnectionClosedException end = ws.closed().get(HANG_SECONDS, TimeUnit.SECONDS);
        assertThat(end.closedHere()).isFalse();
        CompletableFuture<Throwable> how =
            receiving.toCompletableFuture().handle((nothing, failure) -> failure);
        how.get(HANG_SECONDS, TimeUnit.SECONDS);
        assertThat(received.size()).isLessThan(sent);
        for (int i = 0; i < received.size(); i++) {
          assertThat(received.get(i)).isEqualTo(i);
        }
        assertThat(completed).hasValue(sent);
      } finally {
        if (server != null) {
          server.close();
        }
      }
    }
  }

  private static void awaitDone(Stage<Void> stage) throws InterruptedException {
    try {
      stage.get();
    } catch (ExecutionException | CompletionException e) {
      assertThat(e).hasCauseInstanceOf(ConnectionClosedException.class);
    }
  }
}
