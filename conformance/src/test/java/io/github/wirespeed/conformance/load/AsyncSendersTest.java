package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.CloseReport;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.server.EchoServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many senders on one async connection, and every way to receive what the server sends back. */
@Timeout(120)
class AsyncSendersTest {
  private static final int SENDERS = 16;
  private static final int EACH = 5000;
  private static final int TOTAL = SENDERS * EACH;
  private static final int FRAGMENT = 16 << 10;
  private static final long HANG_SECONDS = 60;

  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.defaults().fragmentSize(FRAGMENT);

  /** Who takes what comes back. */
  enum Receiver {
    /** One thread that waits for each. */
    THREAD,
    /** Several threads that do: each of them sees a sender's messages in order. */
    THREADS,
    /** Dependents, one after the other. */
    DEPENDENTS,
    PUBLISHER,
    HANDLER
  }

  @ParameterizedTest
  @EnumSource(Receiver.class)
  void everySendersMessagesComeBackInOrderAndUnchanged(Receiver receiver) throws Exception {
    Set<Thread> before = Leftovers.threads();
    long seed = System.nanoTime();
    try (EchoServer server = EchoServer.builder().start();
        WebSocketClient client = WebSocketClient.builder().options(OPTIONS).build()) {
      Received received = new Received();
      WebSocketConnection connection =
          receiver == Receiver.HANDLER
              ? client.connect(server.uri(), received).join()
              : client.connectAsync(server.uri()).join();
      List<Task<Void>> senders =
          Task.many(
              SENDERS, sender -> send(connection, sender, new SplittableRandom(seed + sender)));
      if (connection instanceof AsyncWebSocket ws) {
        received.from(ws, receiver);
      }
      received.awaitAll();
      Task.await(senders);
      connection.close(1000, "done").get(HANG_SECONDS, TimeUnit.SECONDS);
      assertThat(connection.closed().join().isNormal()).isTrue();
      assertThat(connection.closed().join().unsentMessages()).isZero();
      CloseReport report = connection.report();
      assertThat(report.messagesSent()).as("sent").isEqualTo(TOTAL);
      assertThat(report.messagesReceived()).as("received").isEqualTo(TOTAL);
      assertThat(report.bytesReceived()).isEqualTo(report.bytesSent()).isGreaterThan(TOTAL);
    } catch (Throwable t) {
      throw new AssertionError("with seed " + seed, t);
    }
    Leftovers.assertNoThreadsBeyond(before);
  }

  /** Sends {@link #EACH} messages by all the ways there are. */
  private static void send(WebSocketConnection connection, int sender, SplittableRandom random) {
    int number = 0;
    Stage<Void> last = null;
    while (number < EACH) {
      Message message = message(random, sender, number++);
      switch (random.nextInt(6)) {
        case 0 -> {
          List<Message> several = new ArrayList<>(List.of(message));
          while (several.size() < 5 && number < EACH) {
            several.add(message(random, sender, number++));
          }
          last = connection.sendAll(several);
        }
        case 1 -> {
          while (!trySend(connection, message)) {
            LockSupport.parkNanos(10_000);
          }
        }
        case 2 -> send(connection, message).join();
        default -> last = send(connection, message);
      }
      if (random.nextInt(20) == 0 && last != null) {
        last.join();
      }
    }
    if (last != null) {
      last.join();
    }
  }

  private static Message message(SplittableRandom random, int sender, int number) {
    int kind = random.nextInt(400);
    int size;
    if (kind == 0) {
      size = random.nextInt(64 << 10, 300 << 10);
    } else if (kind < 10) {
      size = random.nextInt(FRAGMENT - 20, 4 * FRAGMENT);
    } else {
      size = random.nextInt(kind < 40 ? 2000 : 150);
    }
    return Numbered.message(random.nextBoolean(), sender, number, size);
  }

  private static Stage<Void> send(WebSocketConnection connection, Message message) {
    return message.isText() ? connection.send(message.text()) : connection.send(message.bytes());
  }

  private static boolean trySend(WebSocketConnection connection, Message message) {
    return message.isText()
        ? connection.trySend(message.text())
        : connection.trySend(message.bytes());
  }

  /** What came back, by whichever way. */
  private static final class Received implements MessageHandler {
    private final Numbered numbered = new Numbered(SENDERS);
    private final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<Void> all = new CompletableFuture<>();

    void from(AsyncWebSocket ws, Receiver receiver) throws Exception {
      switch (receiver) {
        case THREAD -> {
          while (!all.isDone()) {
            arrived(ws.receive().join());
          }
        }
        case THREADS -> byThreads(ws);
        case DEPENDENTS ->
            ws.forEachAsync(
                message -> {
                  arrived(message);
                  return null;
                });
        default -> ws.messages().subscribe(new Subscriber());
      }
    }

    /** Their messages are disjoint, each thread's are in order, and together they are all. */
    private void byThreads(AsyncWebSocket ws) throws Exception {
      Set<Long> seen = ConcurrentHashMap.newKeySet();
      List<Task<Void>> tasks =
          Task.many(
              4,
              thread -> {
                int[] last = new int[SENDERS];
                java.util.Arrays.fill(last, -1);
                while (true) {
                  Stage<Message> stage = ws.receive();
                  Message message;
                  try {
                    message = stage.join();
                  } catch (CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(ConnectionClosedException.class);
                    return;
                  }
                  long who = Numbered.parse(message);
                  assertThat((int) who).isGreaterThan(last[(int) (who >> 32)]);
                  last[(int) (who >> 32)] = (int) who;
                  assertThat(seen.add(who)).as("new").isTrue();
                  if (seen.size() == TOTAL) {
                    ws.close(); // so that the others stop waiting
                  }
                }
              });
      Task.await(tasks);
      assertThat(seen).hasSize(TOTAL);
      all.complete(null);
    }

    void awaitAll() throws Exception {
      all.get(HANG_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onMessage(WebSocketConnection connection, io.github.wirespeed.MessageView message) {
      arrived(message.toMessage());
    }

    private void arrived(Message message) {
      try {
        numbered.arrived(message);
      } catch (Throwable t) {
        all.completeExceptionally(t);
        throw t;
      }
      if (count.incrementAndGet() == TOTAL) {
        assertThat(numbered.counts()).containsOnly(EACH);
        all.complete(null);
      }
    }

    private final class Subscriber implements Flow.Subscriber<Message> {
      private Flow.Subscription subscription;
      private int asked;

      @Override
      public void onSubscribe(Flow.Subscription one) {
        subscription = one;
        ask();
      }

      private void ask() {
        asked = 37;
        subscription.request(asked);
      }

      @Override
      public void onNext(Message message) {
        arrived(message);
        if (--asked == 0) {
          ask();
        }
      }

      @Override
      public void onError(Throwable why) {
        all.completeExceptionally(why);
      }

      @Override
      public void onComplete() {
        all.completeExceptionally(new AssertionError("completed early"));
      }
    }
  }
}
