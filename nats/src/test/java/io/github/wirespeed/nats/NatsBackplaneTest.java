package io.github.wirespeed.nats;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.Message;
import io.github.wirespeed.server.BackplaneException;
import io.github.wirespeed.server.Publication;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backplanes against a real broker that does what it should. */
class NatsBackplaneTest {
  @TempDir Path directory;

  private final List<NatsBackplane> opened = new ArrayList<>();
  private Broker broker;

  @BeforeEach
  void startTheBroker() throws Exception {
    broker = Broker.start(directory);
  }

  @AfterEach
  void closeAll() {
    opened.forEach(NatsBackplane::close);
    if (broker != null) {
      broker.close();
    }
  }

  private NatsBackplane open(Inbox inbox, String... topics) throws Exception {
    return open(NatsBackplane.builder(), inbox, topics);
  }

  private NatsBackplane open(NatsBackplaneBuilder builder, Inbox inbox, String... topics)
      throws Exception {
    NatsBackplane backplane = builder.server(broker.uri()).connect();
    opened.add(backplane);
    backplane.start(inbox);
    for (String topic : topics) {
      backplane.wanted(topic);
    }
    join(backplane.settled());
    return backplane;
  }

  static void join(CompletionStage<Void> stage) throws Exception {
    stage.toCompletableFuture().get(20, SECONDS);
  }

  static BackplaneException failure(CompletionStage<Void> stage) throws Exception {
    try {
      join(stage);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(BackplaneException.class);
      return (BackplaneException) e.getCause();
    }
    throw new AssertionError("it did not fail");
  }

  static Publication text(String topic, String text) {
    return new Publication(topic, null, new Message.Text(text));
  }

  @Test
  void aPublicationReachesTheOthersAndNotTheOneItComesFrom() throws Exception {
    Inbox first = new Inbox();
    Inbox second = new Inbox();
    Inbox third = new Inbox();
    NatsBackplane publisher = open(first, "t");
    open(second, "t");
    NatsBackplane last = open(third, "t");

    join(publisher.publish(text("t", "one")));
    join(last.publish(text("t", "two")));

    assertThat(second.texts(2)).containsExactly("one", "two");
    assertThat(third.texts(1)).containsExactly("one");
    assertThat(first.texts(1)).containsExactly("two"); // its own would have come before
    assertThat(first.isEmpty() && second.isEmpty() && third.isEmpty()).isTrue();
    assertThat(publisher.statistics().published()).isEqualTo(1);
    assertThat(publisher.statistics().confirmed()).isEqualTo(1);
    assertThat(publisher.statistics().arrived()).isEqualTo(1);
  }

  @Test
  void textAndBinaryAndKeyAndTopicArriveAsTheyWere() throws Exception {
    List<Publication> all =
        List.of(
            new Publication("quotes", "EUR.USD", new Message.Text("1.0875 \u20ac")),
            new Publication("a.*.> b\r\n\u00e4\ud800", "", new Message.Binary(new byte[] {0, -1})),
            new Publication("", null, new Message.Text("")),
            new Publication("$SYS.x", "\u0000", new Message.Binary(new byte[0])));
    Inbox inbox = new Inbox();
    open(inbox, all.stream().map(Publication::topic).toArray(String[]::new));
    NatsBackplane publisher = open(new Inbox());
    for (Publication publication : all) {
      join(publisher.publish(publication));
    }
    for (Publication publication : all) {
      assertThat(inbox.next()).isEqualTo(publication);
    }
  }

  @Test
  void onlyWhatIsWantedArrives() throws Exception {
    Inbox inbox = new Inbox();
    NatsBackplane subscriber = open(inbox, "a", "b");
    NatsBackplane publisher = open(new Inbox());
    join(publisher.publish(text("c", "nobody")));
    join(publisher.publish(text("a", "1")));
    assertThat(inbox.next()).isEqualTo(text("a", "1"));

    subscriber.unwanted("a");
    subscriber.wanted("b"); // said twice is said once
    join(subscriber.settled());
    join(publisher.publish(text("a", "2")));
    join(publisher.publish(text("b", "3")));
    assertThat(inbox.next()).isEqualTo(text("b", "3"));

    subscriber.wanted("a");
    join(subscriber.settled());
    join(publisher.publish(text("b", "4")));
    join(publisher.publish(text("a", "5")));
    assertThat(inbox.texts(2)).containsExactly("4", "5");
    assertThat(subscriber.statistics().topics()).isEqualTo(2);
  }

  @Test
  void theOrderOfAPublisherIsKeptOverAllTopics() throws Exception {
    Inbox inbox = new Inbox();
    open(inbox, "a", "b", "c");
    NatsBackplane publisher = open(new Inbox());
    int count = 10_000;
    CompletableFuture<?>[] stages = new CompletableFuture<?>[count];
    for (int i = 0; i < count; i++) {
      String topic = List.of("a", "b", "c").get(i % 3);
      stages[i] = publisher.publish(text(topic, Integer.toString(i))).toCompletableFuture();
    }
    CompletableFuture.allOf(stages).get(20, SECONDS);
    assertThat(inbox.texts(count))
        .isEqualTo(IntStream.range(0, count).mapToObj(Integer::toString).toList());
    assertThat(publisher.statistics().confirmed()).isEqualTo(count);
  }

  @Test
  void differentPrefixesAreDifferentServers() throws Exception {
    Inbox inbox = new Inbox();
    open(NatsBackplane.builder().prefix("one"), inbox, "t");
    NatsBackplane other = open(NatsBackplane.builder().prefix("two"), new Inbox());
    NatsBackplane same = open(NatsBackplane.builder().prefix("one"), new Inbox());
    join(other.publish(text("t", "x")));
    join(same.publish(text("t", "y")));
    assertThat(inbox.texts(1)).containsExactly("y");
  }

  @Test
  void aPayloadOfTheLargestSizeArrivesAndOneMoreByteFailsNamingBoth() throws Exception {
    broker.close();
    broker = Broker.start(directory, "max_payload: 1000\n");
    Inbox inbox = new Inbox();
    open(inbox, "t");
    NatsBackplane publisher = open(new Inbox());
    join(publisher.publish(text("t", "x".repeat(991))));
    BackplaneException failure = failure(publisher.publish(text("t", "x".repeat(992))));
    assertThat(failure).hasMessageContaining("1001 bytes").hasMessageContaining("at most 1000");
    assertThat(failure.mayHaveArrived()).isFalse();
    join(publisher.publish(text("t", "behind")));
    assertThat(inbox.texts(2).get(1)).isEqualTo("behind");
    assertThat(publisher.statistics().failed()).isEqualTo(1);
  }

  @Test
  void whatCannotBeSaidToTheBrokerFails() throws Exception {
    Inbox inbox = new Inbox();
    NatsBackplane backplane = open(inbox, "x".repeat(5000), "t");
    assertThat(failure(backplane.publish(text("x".repeat(5000), "y"))))
        .hasMessageContaining("5000 characters");
    assertThat(failure(backplane.publish(text("t", "\ud800")))).hasMessageContaining("character 0");
    assertThat(backplane.statistics().topics()).isEqualTo(1);
  }

  @Test
  void anInterruptedThreadPublishesAndSubscribesAllTheSame() throws Exception {
    Inbox inbox = new Inbox();
    NatsBackplane subscriber = open(inbox);
    NatsBackplane publisher = open(new Inbox());
    Thread.currentThread().interrupt();
    subscriber.wanted("t");
    CompletionStage<Void> settled = subscriber.settled();
    assertThat(Thread.interrupted()).isTrue();
    join(settled);
    Thread.currentThread().interrupt();
    CompletionStage<Void> published = publisher.publish(text("t", "x"));
    assertThat(Thread.interrupted()).isTrue();
    join(published);
    assertThat(inbox.texts(1)).containsExactly("x");
  }

  @Test
  void whatOthersPutThereIsDroppedAndCountedAndNothingElseStops() throws Exception {
    Inbox inbox = new Inbox();
    NatsBackplane subscriber = open(inbox, "t");
    NatsBackplane publisher = open(new Inbox());
    Connection stranger = Nats.connect(broker.uri());
    try {
      stranger.publish("wirespeed.t", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      stranger.flush(Duration.ofSeconds(10));
    } finally {
      stranger.close();
    }
    join(publisher.publish(text("t", "x")));
    assertThat(inbox.texts(1)).containsExactly("x");
    assertThat(subscriber.statistics().dropped()).isEqualTo(1);
  }

  @Test
  void whatAnEarlierConnectionHadUnderWayDoesNotComeBack() throws Exception {
    Inbox inbox = new Inbox();
    Inbox third = new Inbox();
    NatsBackplane backplane = open(inbox, "t");
    open(third, "t");
    CompletableFuture<byte[]> payload = new CompletableFuture<>();
    Connection earlier = Nats.connect(broker.uri());
    try {
      earlier.createDispatcher(m -> payload.complete(m.getData())).subscribe("wirespeed.t");
      earlier.flush(Duration.ofSeconds(10));
      join(backplane.publish(text("t", "own")));
      earlier.publish("wirespeed.t", payload.get(20, SECONDS)); // from another connection now
      earlier.flush(Duration.ofSeconds(10));
    } finally {
      earlier.close();
    }
    assertThat(third.texts(2)).containsExactly("own", "own");
    join(open(new Inbox()).publish(text("t", "next")));
    assertThat(inbox.texts(1)).containsExactly("next");
  }

  @Test
  void aServerThatTakesNothingHasWhatIsTooMuchDroppedAndCounted() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Inbox inbox = new Inbox();
    NatsBackplane subscriber =
        NatsBackplane.builder().server(broker.uri()).maxPending(10, 1 << 20).connect();
    opened.add(subscriber);
    subscriber.start(
        publication -> {
          await(goOn);
          inbox.arrived(publication);
        });
    subscriber.wanted("t");
    join(subscriber.settled());
    NatsBackplane publisher = open(new Inbox());
    for (int i = 0; i < 100; i++) {
      join(publisher.publish(text("t", Integer.toString(i))));
    }
    until(() -> subscriber.statistics().dropped() >= 89);
    goOn.countDown();
    assertThat(inbox.texts(10)).startsWith("0", "1", "2");
    until(() -> subscriber.statistics().arrived() + subscriber.statistics().dropped() == 100);
    join(publisher.publish(text("t", "after")));
    until(() -> subscriber.statistics().arrived() + subscriber.statistics().dropped() == 101);
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void until(java.util.function.BooleanSupplier condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).isLessThan(SECONDS.toNanos(20));
      Thread.sleep(10);
    }
  }

  @Test
  void whatAnArrivalThrowsIsCountedAndTheNextOneArrives() throws Exception {
    Inbox inbox = new Inbox();
    NatsBackplane subscriber = NatsBackplane.builder().server(broker.uri()).connect();
    opened.add(subscriber);
    subscriber.start(
        publication -> {
          if (publication.message().text().equals("bad")) {
            throw new IllegalStateException("bad");
          }
          inbox.arrived(publication);
        });
    subscriber.wanted("t");
    join(subscriber.settled());
    NatsBackplane publisher = open(new Inbox());
    join(publisher.publish(text("t", "bad")));
    join(publisher.publish(text("t", "good")));
    assertThat(inbox.texts(1)).containsExactly("good");
    assertThat(subscriber.statistics().dropped()).isEqualTo(1);
  }

  @Test
  void aCloseConfirmsWhatWasAcceptedAndRefusesTheRest() throws Exception {
    Inbox inbox = new Inbox();
    open(inbox, "t");
    NatsBackplane publisher = open(new Inbox());
    int count = 5_000;
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stages.add(publisher.publish(text("t", Integer.toString(i))));
    }
    publisher.close();
    publisher.close();
    for (CompletionStage<Void> stage : stages) {
      assertThat(stage.toCompletableFuture()).isCompleted();
    }
    assertThat(inbox.texts(count)).startsWith("0").endsWith("4999");
    assertThat(failure(publisher.publish(text("t", "late")))).hasMessageContaining("closed");
    assertThat(publisher.statistics().connected()).isFalse();
  }

  @Test
  void itBelongsToOneServer() throws Exception {
    NatsBackplane backplane = open(new Inbox());
    assertThatIllegalStateException().isThrownBy(() -> backplane.start(new Inbox()));
  }

  @Test
  void aUserThatTheBrokerDoesNotKnowIsAFailureAndOneThatItKnowsIsNot() throws Exception {
    broker.close();
    broker = Broker.start(directory, "authorization { user: ann, password: secret }\n");
    assertThatIOException()
        .isThrownBy(() -> NatsBackplane.builder().server(broker.uri()).connect())
        .withMessageContaining(broker.uri())
        .withMessageContaining("Authorization Violation");
    Inbox inbox = new Inbox();
    open(NatsBackplane.builder().options(o -> o.userInfo("ann", "secret")), inbox, "t");
    join(
        open(NatsBackplane.builder().options(o -> o.userInfo("ann", "secret")), new Inbox())
            .publish(text("t", "x")));
    assertThat(inbox.texts(1)).containsExactly("x");
  }

  @Test
  void aTopicThatTheBrokerDoesNotLetItPublishFailsAndOthersDoNot() throws Exception {
    broker.close();
    broker =
        Broker.start(
            directory,
            """
            authorization { users: [ { user: ann, password: secret,
              permissions: { publish: { deny: "wirespeed.secret" } } } ] }
            """);
    Inbox inbox = new Inbox();
    open(NatsBackplane.builder().options(o -> o.userInfo("ann", "secret")), inbox, "t", "secret");
    NatsBackplane publisher =
        open(NatsBackplane.builder().options(o -> o.userInfo("ann", "secret")), new Inbox());
    List<CompletionStage<Void>> allowed = new ArrayList<>();
    allowed.add(publisher.publish(text("t", "1")));
    BackplaneException failure = failure(publisher.publish(text("secret", "2")));
    allowed.add(publisher.publish(text("t", "3")));
    for (CompletionStage<Void> stage : allowed) {
      join(stage);
    }
    assertThat(failure).hasMessageContaining("does not let it publish to wirespeed.secret");
    assertThat(failure.mayHaveArrived()).isFalse();
    assertThat(inbox.texts(2)).containsExactly("1", "3");
  }

  @Test
  void badSettingsAreRefused() {
    NatsBackplaneBuilder builder = NatsBackplane.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.reconnectDelay(Duration.ofMillis(1), Duration.ofMillis(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxUnconfirmed(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxPending(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.prefix("a..b"));
    assertThatThrownBy(() -> NatsBackplane.builder().server("nats://a b:x").connectInBackground())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
