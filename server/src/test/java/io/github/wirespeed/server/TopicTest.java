package io.github.wirespeed.server;

import static io.github.wirespeed.server.TopicServer.done;
import static io.github.wirespeed.server.TopicServer.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publications reach whoever is subscribed, in order, and nobody else. */
@Timeout(120)
class TopicTest {
  private final Others others = new Others();
  private TopicServer server;
  private WebSocketClient client;
  private Topic topic;

  /** A backplane that writes down what it is told. */
  private static final class Others implements Backplane {
    private final List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
    private volatile CompletionStage<Void> answer = CompletableFuture.completedStage(null);
    private volatile Arrivals arrivals;

    @Override
    public void start(Arrivals where) {
      arrivals = where;
    }

    @Override
    public CompletionStage<Void> publish(Publication publication) {
      return answer;
    }

    @Override
    public void wanted(String name) {
      told.add("wanted " + name);
    }

    @Override
    public void unwanted(String name) {
      told.add("unwanted " + name);
    }

    @Override
    public void close() {
      told.add("closed");
    }
  }

  @BeforeEach
  void open() throws Exception {
    server = new TopicServer(others);
    client = WebSocketClient.create();
    topic = server.topic("t");
  }

  @AfterEach
  void end() {
    client.close();
    server.close();
  }

  private AsyncWebSocket connect() {
    return client.connectAsync(server.server.uri() + "/").join();
  }

  private AsyncWebSocket subscriber(SlowConsumer slow) throws Exception {
    AsyncWebSocket ws = connect();
    topic.subscribe(server.connection(), slow);
    return ws;
  }

  private static String text(AsyncWebSocket ws) throws Exception {
    return ws.receive().get(20, java.util.concurrent.TimeUnit.SECONDS).text();
  }

  @Test
  void everySubscriberGetsEverythingThatIsPublishedAfterItSubscribed() throws Exception {
    done(topic.publish("nobody hears"));
    AsyncWebSocket one = subscriber(SlowConsumer.block(10));
    done(topic.publish("first"));
    AsyncWebSocket two = subscriber(SlowConsumer.block(10));
    done(topic.publish(new Message.Text("second")));
    done(topic.publish("key", new Message.Binary(new byte[] {1, 2})));

    assertThat(text(one)).isEqualTo("first");
    assertThat(text(one)).isEqualTo("second");
    assertThat(one.receive().join().bytes()).containsExactly(1, 2);
    assertThat(text(two)).isEqualTo("second");
    assertThat(topic.statistics()).isEqualTo(new TopicStatistics(2, 0, 4, 0, 5, 0));
  }

  @Test
  void whatIsPublishedWhenASubscribeReturnsIsNeverMissed() throws Exception {
    AsyncWebSocket busy = subscriber(SlowConsumer.dropOldest(1));
    AtomicInteger stop = new AtomicInteger();
    Thread noise =
        new Thread(
            () -> {
              while (stop.get() == 0) {
                topic.publish("noise").toCompletableFuture().join();
              }
            });
    noise.start();
    try {
      for (int i = 0; i < 20; i++) {
        AsyncWebSocket ws = connect();
        Subscription subscription =
            topic.subscribe(server.connection(), SlowConsumer.block(100_000));
        done(topic.publish("mark"));
        while (!text(ws).equals("mark")) {
          // Noise.
        }
        subscription.cancel();
        ws.close().join();
      }
    } finally {
      stop.set(1);
      noise.join();
    }
    assertThat(busy.isOpen()).isTrue();
  }

  @Test
  void eachPublisherIsHeardInOrderByAll() throws Exception {
    int publishers = 8;
    int each = 50;
    List<AtomicReference<String>> wrong = new ArrayList<>();
    List<AtomicInteger> heard = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      AtomicReference<String> bad = new AtomicReference<>();
      AtomicInteger count = new AtomicInteger();
      int[] next = new int[publishers];
      wrong.add(bad);
      heard.add(count);
      MessageHandler handler =
          (connection, message) -> {
            String text = message.text();
            int publisher = text.charAt(0) - '0';
            if (next[publisher]++ != Integer.parseInt(text.substring(2))) {
              bad.set(text);
            }
            count.incrementAndGet();
          };
      client.connect(server.server.uri() + "/", handler).join();
      topic.subscribe(server.connection(), SlowConsumer.block(16));
    }
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < publishers; p++) {
      String name = p + " ";
      Thread thread =
          new Thread(
              () -> {
                ArrayDeque<CompletionStage<Void>> under = new ArrayDeque<>();
                for (int i = 0; i < each; i++) {
                  under.add(topic.publish(name + i));
                  if (under.size() == 20) {
                    under.remove().toCompletableFuture().join();
                  }
                }
                under.forEach(stage -> stage.toCompletableFuture().join());
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    for (int i = 0; i < heard.size(); i++) {
      AtomicInteger count = heard.get(i);
      until(() -> count.get() == publishers * each);
      assertThat(wrong.get(i)).hasNullValue();
    }
    assertThat(topic.statistics().delivered()).isEqualTo(200L * publishers * each);
  }

  @Test
  void slowOnesCostTheOthersNothing() throws Exception {
    List<RawClient> slow = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      slow.add(server.client());
      topic.subscribe(server.connection(), SlowConsumer.block(1000));
    }
    AsyncWebSocket fast = subscriber(SlowConsumer.block(1));
    int count = 300;
    for (int i = 0; i < count; i++) {
      done(topic.publish(i + TopicServer.PADDING));
      assertThat(text(fast)).startsWith(i + ":");
    }
    for (RawClient one : slow) {
      for (int i = 0; i < count; i++) {
        assertThat(TopicServer.number(one)).isEqualTo(Integer.toString(i));
      }
      one.close();
    }
    assertThat(topic.statistics().dropped()).isZero();
    until(() -> topic.subscribers() == 1);
  }

  @Test
  void subscribersThatEndWhileOthersArePublishedToAreNotMissed() throws Exception {
    List<AsyncWebSocket> stay = new ArrayList<>();
    List<AsyncWebSocket> go = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      stay.add(subscriber(SlowConsumer.block(1000)));
      go.add(subscriber(SlowConsumer.block(1)));
    }
    int count = 200;
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stages.add(topic.publish("m" + i));
      if (i % 10 == 5) {
        go.get(i / 10).close();
      }
    }
    for (CompletionStage<Void> stage : stages) {
      done(stage);
    }
    for (AsyncWebSocket ws : stay) {
      for (int i = 0; i < count; i++) {
        assertThat(text(ws)).isEqualTo("m" + i);
      }
    }
    until(() -> topic.subscribers() == 20);
    assertThat(topic.statistics().underWay()).isZero();
  }

  @Test
  void whatIsPublishedInsideOfAHandlerGoesToAllOfThem() throws Exception {
    List<AsyncWebSocket> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(subscriber(SlowConsumer.block(1)));
    }
    for (int round = 0; round < 50; round++) {
      for (AsyncWebSocket one : all) {
        one.send("t"); // its handler publishes
      }
    }
    for (AsyncWebSocket one : all) {
      for (int i = 0; i < 200; i++) {
        assertThat(text(one)).isEqualTo("said in t");
      }
    }
  }

  @Test
  void aPublicationCannotBeWaitedForInALoop() throws Exception {
    AsyncWebSocket ws = connect();
    WebSocketConnection connection = server.connection();
    topic.subscribe(connection);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    topic
        .publish("first")
        .thenRun(
            () -> {
              try {
                topic.publish("second").toCompletableFuture().join();
                thrown.complete(null);
              } catch (IllegalStateException e) {
                thrown.complete(e);
              }
            });
    Throwable seen = thrown.get(20, java.util.concurrent.TimeUnit.SECONDS);

    // Where the first was done before its dependent came, that ran here, and may wait.
    if (seen != null) {
      assertThat(seen).hasMessageContaining("cannot be waited for by a loop");
    }
    assertThat(text(ws)).isEqualTo("first");
    assertThat(text(ws)).isEqualTo("second");
  }

  @Test
  void aConnectionIsSubscribedToATopicOnce() throws Exception {
    AsyncWebSocket ws = connect();
    WebSocketConnection connection = server.connection();
    Subscription first = topic.subscribe(connection, SlowConsumer.block(3));

    assertThat(topic.subscribe(connection)).isSameAs(first);
    done(topic.publish("once"));
    first.cancel();
    first.cancel();
    assertThat(topic.subscribers()).isZero();
    done(topic.publish("not for it"));
    assertThat(topic.subscribe(connection)).isNotSameAs(first);
    done(topic.publish("again"));
    assertThat(text(ws)).isEqualTo("once");
    assertThat(text(ws)).isEqualTo("again");
  }

  @Test
  void whoIsOverIsNotSubscribed() throws Exception {
    AsyncWebSocket ws = connect();
    WebSocketConnection connection = server.connection();
    ws.close().join();
    connection.closed().join();
    topic.subscribe(connection);

    assertThat(topic.subscribers()).isZero();
    done(topic.publish("nobody hears"));
    assertThat(server.server.topics().subscribers()).isZero();
  }

  @Test
  void aConnectionOfSomebodyElseIsRefused() {
    AsyncWebSocket ws = connect();

    assertThatThrownBy(() -> topic.subscribe(ws))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a connection of this server");
    assertThatThrownBy(() -> topic.publish("a\uD800")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theBackplaneHearsOfTheFirstAndOfTheLast() throws Exception {
    AsyncWebSocket one = subscriber(SlowConsumer.block(1));
    AsyncWebSocket two = subscriber(SlowConsumer.block(1));
    assertThat(others.told).containsExactly("wanted t");
    one.close().join();
    until(() -> topic.subscribers() == 1);
    two.close().join();
    until(() -> others.told.size() == 2);
    subscriber(SlowConsumer.block(1));

    assertThat(others.told).containsExactly("wanted t", "unwanted t", "wanted t");
  }

  @Test
  void whatTheBackplaneBringsIsDeliveredAndWhatItRefusesIsSaid() throws Exception {
    AsyncWebSocket ws = subscriber(SlowConsumer.block(1));
    others.arrivals.arrived(new Publication("t", null, new Message.Text("from afar")));
    others.arrivals.arrived(new Publication("unknown", null, new Message.Text("for nobody")));
    others.answer = CompletableFuture.failedStage(new IllegalStateException("made by hand"));

    assertThatThrownBy(() -> done(topic.publish("here")))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("made by hand");
    assertThat(text(ws)).isEqualTo("from afar");
    assertThat(text(ws)).isEqualTo("here");
  }

  @Test
  void theBackplaneIsWaitedFor() throws Exception {
    CompletableFuture<Void> later = new CompletableFuture<>();
    others.answer = later;
    AsyncWebSocket ws = subscriber(SlowConsumer.block(1));
    CompletionStage<Void> stage = topic.publish("here");
    assertThat(text(ws)).isEqualTo("here");
    assertThat(stage.toCompletableFuture().isDone()).isFalse();
    later.complete(null);

    done(stage);
  }

  @Test
  void aServerThatIsClosedLeavesNoStagePending() throws Exception {
    subscriber(SlowConsumer.block(1));
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      stages.add(topic.publish("m" + i));
    }
    server.close();
    stages.add(topic.publish("after the end"));
    for (CompletionStage<Void> stage : stages) {
      done(stage);
    }
    assertThat(topic.subscribers()).isZero();
  }

  @Test
  void manySubscriptionsThatCameAndWentLeaveNothing() throws Exception {
    subscriber(SlowConsumer.block(1)); // whose loop hears of nothing else
    connect();
    WebSocketConnection connection = server.connection();
    WeakReference<Subscription> first = new WeakReference<>(topic.subscribe(connection));
    first.get().cancel();
    for (int i = 0; i < 100_000; i++) {
      topic.subscribe(connection).cancel();
    }
    assertThat(topic.subscribers()).isEqualTo(1);
    assertThat(server.server.topics().subscribers()).isEqualTo(1);
    collected(() -> first.get() == null);
    for (int i = 0; i < 1000; i++) {
      server.topic("room " + i).subscribe(connection).cancel();
    }
    collected(() -> server.server.topics().size() == 1);
    assertThat(topic.name()).isEqualTo("t");
  }

  private static void collected(BooleanSupplier gone) throws InterruptedException {
    until(
        () -> {
          System.gc();
          return gone.getAsBoolean();
        });
  }

  @Test
  void handlersMayHaveTheTopicsBeforeTheServerIsStartedAndUseThemFromThenOn() throws Exception {
    ServerBuilder builder = WebSocketServer.builder();
    Topic early = builder.topics().topic("early");
    assertThatThrownBy(() -> early.publish("too early"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was not started");
    assertThat(early.statistics().published()).isZero();
    try (WebSocketServer started =
            builder
                .route(
                    "/",
                    new MessageHandler() {
                      @Override
                      public void onOpen(WebSocketConnection connection) {
                        early.subscribe(connection);
                        early.publish("hello");
                      }

                      @Override
                      public void onMessage(WebSocketConnection connection, MessageView message) {}
                    })
                .start();
        RawClient client = new RawClient((InetSocketAddress) started.addresses().get(0))) {
      assertThat(started.topics()).isSameAs(builder.topics());
      client.open();
      assertThat(client.frame()).isEqualTo("TEXT hello");
      assertThatThrownBy(builder::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("started before");
    }
  }
}
