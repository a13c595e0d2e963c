package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way to receive on one connection, in an order of chance: waiting, waiting for a while,
 * dependents, giving up, subscribing for a few. No message is lost, doubled or out of order.
 */
@Timeout(120)
class MixedReceivesWireTest {
  private static final int ROUNDS = 8;
  private static final int STEPS = 400;
  private static final long HANG_SECONDS = 30;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void noMessageIsLostDoubledOrOutOfOrder(int inbox) throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    try (RawServer server = new RawServer();
        WebSocketClient client = WebSocketClient.create()) {
      for (int round = 0; round < ROUNDS; round++) {
        SplittableRandom own = random.split();
        try (var pair =
            server.pair(
                () ->
                    client
                        .connectAsync(
                            server.uri(), WebSocketOptions.defaults().inbox(inbox, 1 << 20))
                        .join())) {
          new Driver(pair.client(), own.split()).run(pair.peer(), own.split());
        } catch (Throwable t) {
          throw new AssertionError("round " + round + " with seed " + seed, t);
        }
      }
    }
  }

  /** Sends numbered messages in bursts of chance, until the connection is gone. */
  private static void feed(RawConnection peer, SplittableRandom random) throws Exception {
    int next = 0;
    try {
      while (true) {
        int burst = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(4);
        byte[][] frames = new byte[burst][];
        for (int i = 0; i < burst; i++) {
          frames[i] = Bytes.text(false, Integer.toString(next++));
        }
        peer.send(frames);
        if (random.nextInt(3) == 0) {
          Thread.sleep(0, random.nextInt(300_000));
        }
      }
    } catch (IOException e) {
      // Everything was received that was waited for.
    }
  }

  /** One thread that receives in all ways, and so knows which message each of them has to get. */
  private static final class Driver {
    private final AsyncWebSocket ws;
    private final SplittableRandom random;
    // What is still to come, in the order in which it was asked for.
    private final Queue<Stage<Message>> asked = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<String>> dependents = new ConcurrentLinkedQueue<>();
    private int next;

    Driver(AsyncWebSocket ws, SplittableRandom random) {
      this.ws = ws;
      this.random = random;
    }

    void run(RawConnection peer, SplittableRandom bursts) throws Exception {
      Task<Void> feeder = Task.run(() -> feed(peer, bursts));
      for (int i = 0; i < STEPS; i++) {
        switch (random.nextInt(7)) {
          case 0 -> join();
          case 1 -> waitAWhile();
          case 2 -> dependent();
          case 3 -> giveUp();
          case 4 -> completeByHand();
          case 5 -> subscribe(1 + random.nextInt(20));
          default -> settle();
        }
      }
      settle();
      ws.close(1000, "", Duration.ofMillis(1)).get(HANG_SECONDS, TimeUnit.SECONDS);
      peer.close();
      feeder.result();
    }

    private void expect(String text) {
      assertThat(text).isEqualTo(Integer.toString(next++));
    }

    /** All that was asked for must be there, in order. */
    private void settle() throws Exception {
      for (Stage<Message> stage = asked.poll(); stage != null; stage = asked.poll()) {
        String text =
            random.nextBoolean()
                ? stage.join().text()
                : stage.toCompletableFuture().get(HANG_SECONDS, TimeUnit.SECONDS).text();
        expect(text);
        CompletableFuture<String> dependent = dependents.remove();
        assertThat(dependent.get(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo(text);
      }
    }

    /** Joined at once, or behind others that wait. */
    private void join() throws Exception {
      Stage<Message> stage = ws.receive();
      String text = stage.join().text();
      settle();
      expect(text);
    }

    private void waitAWhile() throws Exception {
      Stage<Message> stage = ws.receive();
      try {
        String text = stage.get(random.nextInt(200), TimeUnit.MICROSECONDS).text();
        settle();
        expect(text);
      } catch (TimeoutException e) {
        remember(stage);
      }
    }

    private void dependent() {
      remember(ws.receive());
    }

    private void remember(Stage<Message> stage) {
      asked.add(stage);
      dependents.add(stage.thenApply(Message::text));
    }

    /** One of some that wait. Where it was too late for that, its message is the next one. */
    private void giveUp() throws Exception {
      List<Stage<Message>> stages = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        stages.add(ws.receive());
      }
      Stage<Message> one = stages.get(random.nextInt(3));
      if (one.cancel()) {
        assertThat(one.isCancelled()).isTrue();
        stages.remove(one);
      }
      stages.forEach(this::remember);
    }

    /** A future that is completed by hand is given up as well. */
    private void completeByHand() {
      Stage<Message> stage = ws.receive();
      if (stage.isDone()) {
        remember(stage);
      } else if (!stage.toCompletableFuture().complete(new Message.Text("by hand"))) {
        remember(stage);
      } else {
        assertThat(stage.join().text()).isEqualTo("by hand");
      }
    }

    /** Takes so many, the first of them behind all that was asked for before, and goes. */
    private void subscribe(int count) throws Exception {
      List<String> got = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(1);
      boolean oneByOne = random.nextBoolean();
      boolean leavesDemand = random.nextBoolean();
      ws.messages()
          .subscribe(
              new Flow.Subscriber<>() {
                private Flow.Subscription subscription;

                @Override
                public void onSubscribe(Flow.Subscription one) {
                  subscription = one;
                  one.request(oneByOne ? 1 : leavesDemand ? Long.MAX_VALUE : count);
                }

                @Override
                public void onNext(Message message) {
                  got.add(message.text());
                  if (got.size() == count) {
                    subscription.cancel();
                    done.countDown();
                  } else if (oneByOne) {
                    subscription.request(1);
                  }
                }

                @Override
                public void onError(Throwable why) {
                  done.countDown();
                }

                @Override
                public void onComplete() {
                  done.countDown();
                }
              });
      assertThat(done.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
      settle();
      assertThat(got).hasSize(count);
      got.forEach(this::expect);
    }
  }
}
