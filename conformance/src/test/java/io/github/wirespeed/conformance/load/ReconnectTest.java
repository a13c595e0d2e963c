package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Gap;
import io.github.wirespeed.GapException;
import io.github.wirespeed.Message;
import io.github.wirespeed.NotConnectedException;
import io.github.wirespeed.Reconnect;
import io.github.wirespeed.ReconnectEvent;
import io.github.wirespeed.ReconnectingConnection;
import io.github.wirespeed.ReconnectingWebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.server.EchoServer;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** Connections that are kept up, over sockets: their server goes and comes back. */
@Timeout(60)
class ReconnectTest {
  private static final int CLIENTS = 1000;
  private static final int BUCKETS = 10;
  private static final long HANG_SECONDS = 30;

  private WebSocketClient client;
  private EchoServer server;

  @BeforeEach
  void start() throws Exception {
    client = WebSocketClient.create();
    server = EchoServer.builder().start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** Another server in the same place. */
  private void restart() throws Exception {
    InetSocketAddress where = server.address();
    server.close();
    server.await();
    server = EchoServer.builder().address(where).start();
  }

  private static String next(ReconnectingWebSocket feed) throws Exception {
    return feed.receive().get(HANG_SECONDS, TimeUnit.SECONDS).text();
  }

  @Test
  void aFeedGoesOnBehindARestartAndSubscribesAgain() throws Exception {
    LinkedBlockingQueue<Gap> gaps = new LinkedBlockingQueue<>();
    ReconnectingWebSocket feed =
        client.reconnecting(
            server.uri(),
            Reconnect.defaults().onOpen(fresh -> fresh.send("subscribe")).onGap(gaps::add));
    assertThat(next(feed)).isEqualTo("subscribe");
    feed.send("1").get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(next(feed)).isEqualTo("1");

    restart();

    assertThat(next(feed)).isEqualTo("subscribe");
    Gap gap = gaps.poll(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(gap.lost().closedHere()).isFalse();
    assertThat(feed.lastGap()).contains(gap);
    assertThat(feed.gaps()).isEqualTo(1);
    feed.send("2").get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(next(feed)).isEqualTo("2");
    assertThat(feed.close().get(HANG_SECONDS, TimeUnit.SECONDS)).isNull();
    assertThat(feed.state()).isEqualTo(ReconnectingConnection.State.CLOSED);
  }

  @Test
  void aThreadThatIteratesSeesTheGapAndGoesOn() throws Exception {
    ReconnectingWebSocket feed =
        client.reconnecting(
            server.uri(), Reconnect.defaults().failAtGap().onOpen(fresh -> fresh.send("hello")));
    Iterator<Message> messages = feed.iterator();
    assertThat(messages.next().text()).isEqualTo("hello");
    LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              for (int i = 0; i < 2; i++) {
                try {
                  seen.add(messages.next().text());
                } catch (UncheckedIOException e) {
                  seen.add(e.getCause());
                }
              }
            });
    reader.start();
    restart();

    assertThat(seen.poll(HANG_SECONDS, TimeUnit.SECONDS)).isInstanceOf(GapException.class);
    assertThat(seen.poll(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
    reader.join(TimeUnit.SECONDS.toMillis(HANG_SECONDS));
    assertThat(reader.isAlive()).isFalse();
  }

  @Test
  void whatIsSentDuringTheGapArrivesInItsOrder() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    ReconnectingWebSocket feed =
        client.reconnecting(
            server.uri(),
            Reconnect.defaults()
                .holdSends(100, 1 << 20)
                .onEvent(
                    event -> {
                      if (event instanceof ReconnectEvent.Lost) {
                        lost.countDown();
                      }
                    }));
    feed.opened().get(HANG_SECONDS, TimeUnit.SECONDS);
    InetSocketAddress where = server.address();
    server.close();
    server.await();
    assertThat(lost.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(feed.trySend("message " + i)).isTrue();
    }
    assertThat(feed.trySend("one too many")).isFalse();
    server = EchoServer.builder().address(where).start();

    for (int i = 0; i < 100; i++) {
      assertThat(next(feed)).isEqualTo("message " + i);
    }
  }

  @Test
  void aHandlerGetsTheMessagesOfEachConnection() throws Exception {
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    ReconnectingConnection feed =
        client.reconnecting(
            server.uri(),
            WebSocketOptions.defaults(),
            Reconnect.defaults().onOpen(fresh -> fresh.send("subscribe")),
            (connection, message) -> seen.add(message.text()));
    assertThat(seen.poll(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo("subscribe");
    restart();
    assertThat(seen.poll(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo("subscribe");
    feed.close().get(HANG_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void rotationLosesNoMessageAndLeavesNoGap() throws Exception {
    AtomicInteger rotated = new AtomicInteger();
    ReconnectingWebSocket feed =
        client.reconnecting(
            server.uri(),
            Reconnect.defaults()
                .rotateAfter(Duration.ofMillis(50))
                .onEvent(
                    event -> {
                      if (event instanceof ReconnectEvent.Opened opened && opened.rotated()) {
                        rotated.incrementAndGet();
                      }
                    }));
    feed.opened().get(HANG_SECONDS, TimeUnit.SECONDS);
    int sent = 0;
    while (rotated.get() < 5) {
      feed.send("message " + sent).get(HANG_SECONDS, TimeUnit.SECONDS);
      assertThat(next(feed)).isEqualTo("message " + sent++);
    }

    assertThat(feed.gaps()).isZero();
    feed.close().get(HANG_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aStreamThatIsRotatedAllTheTimeArrivesOnceAndInOrder(TestReporter reporter) throws Exception {
    int most = 5_000;
    AtomicInteger rotated = new AtomicInteger();
    AtomicInteger unsent = new AtomicInteger();
    ReconnectingWebSocket feed =
        client.reconnecting(
            server.uri(),
            Reconnect.defaults()
                .rotateAfter(Duration.ofMillis(20))
                .onEvent(
                    event -> {
                      if (event instanceof ReconnectEvent.Retired retired) {
                        unsent.addAndGet(retired.how().unsentMessages());
                        rotated.incrementAndGet();
                      }
                    }));
    feed.opened().get(HANG_SECONDS, TimeUnit.SECONDS);
    Semaphore underWay = new Semaphore(500);
    CountDownLatch sent = new CountDownLatch(1);
    Thread sender =
        new Thread(
            () -> {
              for (int i = 0; i < most || rotated.get() < 3; i++) {
                underWay.acquireUninterruptibly(); // or there would be megabytes to drain
                feed.send("message " + i).join();
              }
              feed.send("the end").join();
              sent.countDown();
            });
    sender.start();
    int last = -1;
    int missing = 0;
    for (String text = next(feed); !text.equals("the end"); text = next(feed)) {
      int number = Integer.parseInt(text.substring("message ".length()));
      assertThat(number).isGreaterThan(last);
      missing += number - last - 1;
      underWay.release(number - last);
      last = number;
    }

    assertThat(sent.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
    reporter.publishEntry(
        "messages, rotations, missing, unsent",
        last + 1 + ", " + rotated + ", " + missing + ", " + unsent);
    assertThat(missing).as("what the old connections counted").isLessThanOrEqualTo(unsent.get());
    assertThat(feed.gaps()).isZero();
    feed.close().get(HANG_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aServerThatIsGoneForGoodIsGivenUpAndTheReasonSaid() throws Exception {
    ReconnectingWebSocket feed =
        client.reconnecting(server.uri(), Reconnect.defaults().maxAttempts(2));
    feed.opened().get(HANG_SECONDS, TimeUnit.SECONDS);
    server.close();
    server.await();

    NotConnectedException how = feed.closed().get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(how).hasMessageContaining("given up after").hasCauseInstanceOf(Exception.class);
    assertThat(how.closedHere()).isFalse();
    try {
      feed.receive().get(HANG_SECONDS, TimeUnit.SECONDS);
      assertThat(false).as("received").isTrue();
    } catch (ExecutionException e) {
      assertThat(e).hasCause(how);
    }
  }

  /** The spread of what a thousand clients plan and do when their server restarts. */
  @Test
  void aThousandClientsComeBackSpread(TestReporter reporter) throws Exception {
    AtomicIntegerArray planned = new AtomicIntegerArray(BUCKETS + 1); // the last: later
    AtomicIntegerArray ready = new AtomicIntegerArray(BUCKETS + 1);
    AtomicInteger failed = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(CLIENTS);
    CountDownLatch again = new CountDownLatch(CLIENTS);
    List<ReconnectingWebSocket> feeds = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      long[] lostAt = new long[1];
      Reconnect policy =
          Reconnect.defaults()
              .resetAfter(Duration.ofNanos(1)) // each of them has held, however slow the machine
              .onEvent(
                  event -> {
                    if (event instanceof ReconnectEvent.Lost) {
                      lostAt[0] = System.nanoTime();
                    } else if (event instanceof ReconnectEvent.Waiting waiting
                        && waiting.attempt() == 1) {
                      long bucket = waiting.delay().toMillis() / 10;
                      planned.incrementAndGet((int) Math.min(bucket, BUCKETS));
                    } else if (event instanceof ReconnectEvent.AttemptFailed) {
                      failed.incrementAndGet();
                    } else if (event instanceof ReconnectEvent.Opened && lostAt[0] != 0) {
                      long bucket = (System.nanoTime() - lostAt[0]) / 100_000_000;
                      ready.incrementAndGet((int) Math.min(bucket, BUCKETS));
                      again.countDown();
                    } else if (event instanceof ReconnectEvent.Opened) {
                      open.countDown();
                    }
                  });
      feeds.add(client.reconnecting(server.uri(), policy));
    }
    assertThat(open.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
    restart();
    assertThat(again.await(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();

    reporter.publishEntry("first attempts planned per 10 ms", planned.toString());
    reporter.publishEntry("ready again per 100 ms, then later", ready.toString());
    reporter.publishEntry("attempts that failed", failed.toString());
    int all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += planned.get(i);
      assertThat(planned.get(i)).as("bucket %s", i).isPositive();
    }
    assertThat(all).isGreaterThanOrEqualTo(CLIENTS);
    assertThat(planned.get(BUCKETS)).as("first attempts after 100 ms").isZero();
    assertThat(feeds).allMatch(feed -> feed.gaps() >= 1);
  }
}
