package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.conformance.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that dies in mid-traffic: nothing is completed twice, and what came has no gap. */
@Timeout(120)
class KilledPeerWireTest {
  private static final int ROUNDS = 15;
  private static final int SENDERS = 3;

  /** How it dies. */
  enum Death {
    RESET,
    END_OF_TCP
  }

  /** A send and how often it was completed. */
  private record Sent(Stage<Void> stage, AtomicInteger completions) {}

  @ParameterizedTest
  @EnumSource(Death.class)
  void everySendIsCompletedOnceAndWhatWasReceivedHasNoGap(Death death) throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    try (RawServer server = new RawServer();
        WebSocketClient client = WebSocketClient.create()) {
      for (int round = 0; round < ROUNDS; round++) {
        var pair = server.pair(() -> client.connectAsync(server.uri()).join());
        try {
          kill(pair.client(), pair.peer(), death, random.split());
        } catch (Throwable t) {
          throw new AssertionError("round " + round + " with seed " + seed, t);
        }
      }
    }
  }

  private static void kill(
      AsyncWebSocket ws, RawConnection peer, Death death, SplittableRandom random)
      throws Exception {
    Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    List<Task<Void>> senders = Task.many(SENDERS, sender -> sendUntilRefused(ws, sent));
    List<String> received = new ArrayList<>();
    Stage<Void> receiving =
        ws.forEachAsync(
            message -> {
              received.add(message.text());
              return null;
            });
    Task<Integer> feed = Task.of(() -> feedUntilClosed(peer));
    Task<Void> drain = Task.run(peer::discardToEnd);
    LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(20)));
    if (death == Death.RESET) {
      peer.reset();
    } else {
      peer.close();
    }

    Task.await(senders);
    drain.result();
    ConnectionClosedException end = ws.closed().get(30, TimeUnit.SECONDS);
    assertThat(end.code()).isEqualTo(1006);
    assertThat(end.closedHere()).isFalse();
    if (death == Death.RESET) {
      assertThat(end).hasCauseInstanceOf(IOException.class);
    }
    assertThat(receiving.toCompletableFuture().handle((nothing, failure) -> failure))
        .succeedsWithin(java.time.Duration.ofSeconds(30))
        .isInstanceOf(ConnectionClosedException.class);
    assertThat(received.size()).isLessThanOrEqualTo(feed.result());
    for (int i = 0; i < received.size(); i++) {
      assertThat(received.get(i)).isEqualTo("m" + i);
    }
    for (Sent one : sent) {
      assertThat(one.stage().isDone()).as("a send is done").isTrue();
      awaitCompletion(one); // its dependent is a task of the loop's, which may come a moment later
      assertThat(one.completions()).hasValue(1);
      assertThat(one.stage().failure())
          .satisfiesAnyOf(
              failure -> assertThat(failure).isNull(),
              failure -> assertThat(failure).isInstanceOf(ConnectionClosedException.class));
    }
    assertThat(end.unsentMessages()).isLessThanOrEqualTo(sent.size());
    assertThat(ws.receive().failure()).isSameAs(end);
  }

  private static void sendUntilRefused(AsyncWebSocket ws, Queue<Sent> sent) throws Exception {
    Stage<Void> last;
    int count = 0;
    do {
      Sent one = new Sent(ws.send(new byte[1 + count++ % 3000]), new AtomicInteger());
      last = one.stage();
      CompletableFuture<Void> unused =
          last.whenComplete((nothing, failure) -> one.completions().incrementAndGet());
      sent.add(one);
      if (count % 16 == 0) {
        awaitDone(last);
      }
    } while (last.failure() == null);
  }

  private static void awaitCompletion(Sent one) {
    long start = System.nanoTime();
    while (one.completions().get() == 0
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
      LockSupport.parkNanos(100_000);
    }
  }

  private static void awaitDone(Stage<Void> stage) throws InterruptedException {
    try {
      stage.get();
    } catch (java.util.concurrent.ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(ConnectionClosedException.class);
    }
  }

  /** Sends numbered messages; returns how many it began to send. */
  private static int feedUntilClosed(RawConnection peer) {
    int next = 0;
    try {
      while (true) {
        peer.send(Bytes.text(false, "m" + next++));
      }
    } catch (IOException e) {
      return next;
    }
  }
}
