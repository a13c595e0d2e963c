package io.github.wirespeed.nats;

import static io.github.wirespeed.nats.NatsBackplaneTest.await;
import static io.github.wirespeed.nats.NatsBackplaneTest.failure;
import static io.github.wirespeed.nats.NatsBackplaneTest.join;
import static io.github.wirespeed.nats.NatsBackplaneTest.text;
import static io.github.wirespeed.nats.NatsBackplaneTest.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.wirespeed.server.BackplaneException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backplanes whose broker goes away, hangs, comes back, or was not there. */
class LostBrokerTest {
  @TempDir Path directory;

  private final List<NatsBackplane> opened = new ArrayList<>();
  private Broker broker;

  @BeforeEach
  void startTheBroker() throws Exception {
    broker = Broker.start(directory);
  }

  @AfterEach
  void closeAll() throws Exception {
    if (broker != null) {
      broker.close();
    }
    opened.forEach(NatsBackplane::close);
  }

  private NatsBackplaneBuilder settings() {
    return NatsBackplane.builder()
        .server(broker.uri())
        .timeout(Duration.ofSeconds(2))
        .reconnectDelay(Duration.ofMillis(20), Duration.ofMillis(200));
  }

  private NatsBackplane open(Inbox inbox, String... topics) throws Exception {
    NatsBackplane backplane = settings().connect();
    opened.add(backplane);
    backplane.start(inbox);
    for (String topic : topics) {
      backplane.wanted(topic);
    }
    join(backplane.settled());
    return backplane;
  }

  private static void untilConnected(NatsBackplane backplane, long connections) throws Exception {
    until(
        () ->
            backplane.statistics().connected()
                && backplane.statistics().connections() == connections);
    join(backplane.settled());
  }

  @Test
  void whileItIsDownPublicationsFailAndWhenItIsBackAllIsAsBeforeAndNothingComesLate()
      throws Exception {
    Inbox inbox = new Inbox();
    NatsBackplane subscriber = open(inbox, "a", "b");
    NatsBackplane publisher = open(new Inbox());
    join(publisher.publish(text("a", "before")));
    assertThat(inbox.texts(1)).containsExactly("before");

    broker.kill();
    until(() -> !publisher.statistics().connected() && !subscriber.statistics().connected());
    for (int i = 0; i < 100; i++) {
      BackplaneException failure = failure(publisher.publish(text("a", "during")));
      assertThat(failure.mayHaveArrived()).isFalse();
      assertThat(failure).hasMessageStartingWith("not published to other servers: ");
    }
    subscriber.unwanted("b");
    subscriber.wanted("c"); // while there is nobody to be told

    broker.comeBack();
    untilConnected(subscriber, 2);
    untilConnected(publisher, 2);
    join(publisher.publish(text("b", "not wanted")));
    join(publisher.publish(text("a", "after")));
    join(publisher.publish(text("c", "new")));
    assertThat(inbox.texts(2)).containsExactly("after", "new");
    assertThat(inbox.isEmpty()).isTrue();
    NatsBackplaneStatistics statistics = publisher.statistics();
    assertThat(statistics.published()).isEqualTo(104);
    assertThat(statistics.confirmed()).isEqualTo(4);
    assertThat(statistics.failed()).isEqualTo(100);
    assertThat(statistics.server()).isEqualTo(broker.uri());
  }

  @Test
  void whatItDidNotConfirmIsUnknownAndIsNotSentAgain() throws Exception {
    Inbox inbox = new Inbox();
    NatsBackplane publisher = open(new Inbox());
    broker.freeze();
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stages.add(publisher.publish(text("t", Integer.toString(i))));
    }
    for (CompletionStage<Void> stage : stages) {
      BackplaneException failure = failure(stage);
      assertThat(failure.mayHaveArrived()).isTrue();
      assertThat(failure).hasMessageStartingWith("unknown whether");
    }
    assertThat(publisher.statistics().unknown()).isEqualTo(10);
    assertThat(failure(publisher.publish(text("t", "x"))).mayHaveArrived()).isFalse();

    broker.kill(); // with what it had not read
    broker.comeBack();
    open(inbox, "t");
    untilConnected(publisher, 2);
    join(publisher.publish(text("t", "new")));
    assertThat(inbox.texts(1)).containsExactly("new");
  }

  @Test
  void moreThanMayWaitForItsWordFailsAtOnce() throws Exception {
    NatsBackplane publisher =
        settings().timeout(Duration.ofSeconds(20)).maxUnconfirmed(10, 1_000).connect();
    opened.add(publisher);
    publisher.start(new Inbox());
    broker.freeze();
    for (int i = 0; i < 10; i++) {
      assertThat(publisher.publish(text("t", "x")).toCompletableFuture()).isNotDone();
    }
    CompletionStage<Void> eleventh = publisher.publish(text("t", "x"));
    assertThat(eleventh.toCompletableFuture()).isCompletedExceptionally();
    assertThat(failure(eleventh)).hasMessageContaining("10 publications wait");
    broker.thaw();
    until(() -> publisher.statistics().confirmed() == 10);
    broker.freeze();
    CompletionStage<Void> large = publisher.publish(text("t", "x".repeat(900)));
    assertThat(failure(publisher.publish(text("t", "x".repeat(100)))))
        .hasMessageContaining("909 bytes wait");
    broker.thaw();
    join(large);
    assertThat(publisher.statistics().confirmed()).isEqualTo(11);
  }

  @Test
  void whatHadArrivedWhenItWasLostIsHandedOnBeforeWhatComesThen() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Inbox inbox = new Inbox();
    NatsBackplane subscriber = settings().timeout(Duration.ofSeconds(20)).connect();
    opened.add(subscriber);
    subscriber.start(
        publication -> {
          await(goOn);
          inbox.arrived(publication);
        });
    subscriber.wanted("t");
    join(subscriber.settled());
    Inbox witness = new Inbox();
    open(witness, "t");
    NatsBackplane publisher = open(new Inbox());
    for (int i = 0; i < 100; i++) {
      join(publisher.publish(text("t", "old")));
    }
    witness.texts(100);
    // The broker wrote to both at once, and here nobody has looked yet but jnats.
    join(subscriber.settled());
    broker.kill();
    until(() -> !subscriber.statistics().connected());
    broker.comeBack();
    goOn.countDown();
    untilConnected(subscriber, 2);
    untilConnected(publisher, 2);
    join(publisher.publish(text("t", "new")));
    assertThat(inbox.texts(101)).startsWith("old").endsWith("old", "new");
    assertThat(subscriber.statistics().dropped()).isZero();
  }

  @Test
  void oneThatIsNotThereIsAFailureThatNamesIt() throws Exception {
    broker.kill();
    assertThatIOException()
        .isThrownBy(() -> settings().connect())
        .withMessageContaining(broker.uri())
        .withMessageContaining("refused");
  }

  @Test
  void inTheBackgroundItIsConnectedToWhenItIsThere() throws Exception {
    broker.kill();
    Inbox inbox = new Inbox();
    NatsBackplane subscriber = settings().connectInBackground();
    opened.add(subscriber);
    subscriber.start(inbox);
    subscriber.wanted("t");
    BackplaneException failure = failure(subscriber.publish(text("t", "x")));
    assertThat(failure.mayHaveArrived()).isFalse();
    assertThat(subscriber.statistics().connected()).isFalse();

    broker.comeBack();
    untilConnected(subscriber, 1);
    join(open(new Inbox()).publish(text("t", "y")));
    assertThat(inbox.texts(1)).containsExactly("y");
  }

  @Test
  void aCloseWhileItIsDownEndsAndSoDoesOneWhileItHangs() throws Exception {
    NatsBackplane hanging = open(new Inbox());
    NatsBackplane down = open(new Inbox());
    broker.freeze();
    CompletionStage<Void> stage = hanging.publish(text("t", "x"));
    hanging.close();
    assertThat(failure(stage).mayHaveArrived()).isTrue();
    broker.kill();
    until(() -> !down.statistics().connected());
    down.close();
    assertThat(failure(down.publish(text("t", "x")))).hasMessageContaining("closed");
  }

  @Test
  void thereAreNoThreadsLeftAfterManyConnections() throws Exception {
    NatsBackplane backplane = open(new Inbox());
    for (int i = 2; i < 6; i++) {
      broker.kill();
      until(() -> !backplane.statistics().connected());
      broker.comeBack();
      untilConnected(backplane, i);
    }
    backplane.close();
    until(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("wirespeed")));
  }
}
