package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Memory;
import io.github.wirespeed.conformance.Task;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that do not read, and readers that are slow: somebody waits, and memory stays bounded. */
@Timeout(120)
class AsyncPressureWireTest {
  /** In bytes 64 MiB: more than the socket buffers of both ends grow to, 36 MiB on most systems. */
  private static final int MESSAGES = 64 << 10;

  private static final int SIZE = 1 << 10;
  private static final int INBOX = 16;

  /** What may be in memory beyond the inbox: buffers that grow to what the socket gives at once. */
  private static final long SLACK = 4 << 20;

  private RawServer server;
  private WebSocketClient client;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
    client = WebSocketClient.create();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private RawServer.Pair<AsyncWebSocket> open(WebSocketOptions options) throws Exception {
    return server.pair(() -> client.connectAsync(server.uri(), options).join());
  }

  // ---- a peer that does not read ----

  @Test
  void aFullMailboxRefusesAndMakesWaitAndEverythingArrivesInOrder() throws Exception {
    int mailbox = 4;
    var pair = open(WebSocketOptions.defaults().mailbox(mailbox));
    AsyncWebSocket ws = pair.client();
    int accepted = fill(ws);
    // The network takes nothing, and the mailbox no more: these wait.
    List<Stage<Void>> waiting = new ArrayList<>();
    AtomicInteger completions = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      Stage<Void> send = ws.send(numbered(accepted + i));
      CompletableFuture<Void> unused =
          send.whenComplete((nothing, failure) -> completions.incrementAndGet());
      waiting.add(send);
    }
    assertThat(waiting).noneMatch(Stage::isDone);
    assertThat(ws.trySend(new byte[1])).as("trySend into a full mailbox").isFalse();
    assertThat(waiting.get(7).cancel()).isTrue();

    for (int i = 0; i < accepted + 20; i++) {
      if (i != accepted + 7) {
        assertThat(number(pair.peer().read(Frame.BINARY).payload())).isEqualTo(i);
      }
    }
    for (int i = 0; i < 20; i++) {
      if (i != 7) {
        waiting.get(i).get(30, TimeUnit.SECONDS);
      }
    }
    assertThat(waiting.get(7).isCancelled()).isTrue();
    // There is room again.
    ws.send(numbered(-1)).get(30, TimeUnit.SECONDS);
    assertThat(number(pair.peer().read(Frame.BINARY).payload())).isEqualTo(-1);
    assertThat(completions).hasValue(20);
  }

  @Test
  void aCloseGivesUpOnAPeerThatNeverReadsAndCountsWhatWasNotSent() throws Exception {
    var pair = open(WebSocketOptions.defaults().mailbox(4));
    AsyncWebSocket ws = pair.client();
    int accepted = fill(ws);
    Stage<Void> waiting = ws.send(numbered(accepted));
    assertThat(waiting.isDone()).isFalse();
    ws.close(1000, "", Duration.ofMillis(100)).get(30, TimeUnit.SECONDS);
    ConnectionClosedException end = ws.closed().join();
    assertThat(end.closedHere()).isTrue();
    assertThat(waiting.failure()).isInstanceOf(ConnectionClosedException.class);
    assertThat(end.unsentMessages()).isBetween(4, accepted);
  }

  /** Sends numbered messages until no more is accepted; returns how many were. */
  private static int fill(AsyncWebSocket ws) throws Exception {
    int accepted = 0;
    int refusals = 0;
    // Refused again after a moment: what the socket buffers took meanwhile made no room.
    while (refusals < 20) {
      if (ws.trySend(numbered(accepted))) {
        accepted++;
        refusals = 0;
      } else {
        refusals++;
        Thread.sleep(10);
      }
    }
    assertThat(accepted).isLessThan(MESSAGES);
    return accepted;
  }

  private static byte[] numbered(int number) {
    return ByteBuffer.allocate(SIZE).putInt(number).array();
  }

  private static int number(byte[] payload) {
    assertThat(payload).hasSize(SIZE);
    return ByteBuffer.wrap(payload).getInt();
  }

  // ---- a slow reader ----

  /** Sends numbered messages, and counts those that are on their way. */
  private record Feed(AtomicLong sent, Task<Void> task) {
    static Feed start(RawConnection peer) {
      AtomicLong sent = new AtomicLong();
      Task<Void> task =
          Task.run(
              () -> {
                for (int i = 0; i < MESSAGES; i++) {
                  peer.send(Bytes.frame(false, 0x82, numbered(i)));
                  sent.incrementAndGet();
                }
              });
      return new Feed(sent, task);
    }

    /** Waits until nothing was sent for a while, which must be before all of it was. */
    void awaitStall() throws InterruptedException {
      long before = -1;
      int same = 0;
      while (same < 20) {
        Thread.sleep(15);
        long now = sent.get();
        same = now == before ? same + 1 : 0;
        before = now;
      }
      assertThat(before).as("messages sent to who does not take them").isLessThan(MESSAGES);
    }
  }

  private static void assertBounded(long before) throws InterruptedException {
    Memory.assertGrowthBelow(INBOX * SIZE + SLACK, before);
  }

  @Test
  void aConnectionThatNobodyReceivesFromStopsThePeerAndLosesNothing() throws Exception {
    long before = Memory.inUse();
    var pair = open(WebSocketOptions.defaults().inbox(INBOX, INBOX * SIZE));
    Feed feed = Feed.start(pair.peer());
    feed.awaitStall();
    assertBounded(before);
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(number(pair.client().receive().join().bytes())).isEqualTo(i);
      if (i == MESSAGES / 8) { // what is left is still more than the buffers hold
        feed.awaitStall();
        assertBounded(before);
      }
    }
    feed.task().result();
  }

  @Test
  void aSubscriberOfLittleDemandStopsThePeerAndLosesNothing() throws Exception {
    long before = Memory.inUse();
    var pair = open(WebSocketOptions.defaults().inbox(INBOX, INBOX * SIZE));
    AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Semaphore got = new Semaphore(0);
    pair.client()
        .messages()
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription one) {
                subscription.set(one);
              }

              @Override
              public void onNext(io.github.wirespeed.Message message) {
                assertThat(number(message.bytes())).isEqualTo(next.getAndIncrement());
                got.release();
              }

              @Override
              public void onError(Throwable why) {
                failure.set(why);
                got.release(MESSAGES);
              }

              @Override
              public void onComplete() {
                onError(new AssertionError("completed"));
              }
            });
    Feed feed = Feed.start(pair.peer());
    feed.awaitStall();
    subscription.get().request(10);
    assertThat(got.tryAcquire(10, 30, TimeUnit.SECONDS)).isTrue();
    feed.awaitStall();
    assertBounded(before);
    assertThat(next).hasValue(10);
    for (int i = 10; i < MESSAGES; ) {
      int more = Math.min(1000, MESSAGES - i);
      subscription.get().request(more);
      assertThat(got.tryAcquire(more, 30, TimeUnit.SECONDS)).isTrue();
      assertThat(failure.get()).isNull();
      i += more;
      assertThat(next).hasValue(i);
    }
    feed.task().result();
  }

  @Test
  void aHandlerThatTakesItsTimeStopsThePeerAndLosesNothing() throws Exception {
    long before = Memory.inUse();
    AtomicInteger next = new AtomicInteger();
    Semaphore mayGoOn = new Semaphore(0);
    Semaphore done = new Semaphore(0);
    var pair =
        server.<WebSocketConnection>pair(
            () ->
                client
                    .connect(
                        server.uri(),
                        (connection, message) -> {
                          if (next.get() % 8192 == 10) {
                            mayGoOn.acquire();
                          }
                          assertThat(number(message.bytes())).isEqualTo(next.getAndIncrement());
                          if (next.get() == MESSAGES) {
                            done.release();
                          }
                        })
                    .join());
    Feed feed = Feed.start(pair.peer());
    feed.awaitStall();
    assertThat(next).hasValue(10);
    assertBounded(before);
    mayGoOn.release(MESSAGES);
    assertThat(done.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    feed.task().result();
    assertThat(pair.client().isOpen()).isTrue();
  }
}
