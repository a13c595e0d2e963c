package io.github.wirespeed.server;

import static io.github.wirespeed.server.TopicServer.PADDING;
import static io.github.wirespeed.server.TopicServer.done;
import static io.github.wirespeed.server.TopicServer.fill;
import static io.github.wirespeed.server.TopicServer.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.Message;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of publications for a client that does not read. */
@Timeout(60)
class SlowConsumerTest {
  private static final int QUEUE = 4;

  private TopicServer server;
  private RawClient client;
  private Topic topic;

  @BeforeEach
  void open() throws Exception {
    server = new TopicServer();
    client = server.client();
    topic = server.topic("t");
  }

  @AfterEach
  void end() throws Exception {
    client.close();
    server.close();
  }

  private Subscription subscribe(SlowConsumer slow) throws Exception {
    return topic.subscribe(server.connection(), slow);
  }

  private void publish(String what) throws Exception {
    done(topic.publish(what));
  }

  private void expectNumbers(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      assertThat(number(client)).isEqualTo(Integer.toString(i));
    }
  }

  private void expectCounts(Subscription subscription, int published, int dropped) {
    assertThat(subscription.dropped()).isEqualTo(dropped);
    TopicStatistics statistics = topic.statistics();
    assertThat(statistics.published()).isEqualTo(published);
    assertThat(statistics.dropped()).isEqualTo(dropped);
    assertThat(statistics.delivered() + statistics.dropped() + subscription.queued())
        .isEqualTo(published);
  }

  @Test
  void dropOldestKeepsTheNewest() throws Exception {
    Subscription subscription = subscribe(SlowConsumer.dropOldest(QUEUE));
    int n = fill(topic, subscription, QUEUE);
    publish("a");
    publish("b");
    assertThat(subscription.queued()).isEqualTo(QUEUE);
    expectCounts(subscription, n + 2, 2);

    expectNumbers(0, n - QUEUE);
    expectNumbers(n - QUEUE + 2, n);
    assertThat(client.frame()).isEqualTo("TEXT a");
    assertThat(client.frame()).isEqualTo("TEXT b");
    publish("c");
    assertThat(client.frame()).isEqualTo("TEXT c");
    assertThat(subscription.queued()).isZero();
    expectCounts(subscription, n + 3, 2);
  }

  @Test
  void dropNewestKeepsTheOldest() throws Exception {
    Subscription subscription = subscribe(SlowConsumer.dropNewest(QUEUE));
    int n = fill(topic, subscription, QUEUE);
    publish("a");
    publish("b");
    expectCounts(subscription, n + 2, 2);

    expectNumbers(0, n);
    publish("c");
    assertThat(client.frame()).isEqualTo("TEXT c");
    expectCounts(subscription, n + 3, 2);
  }

  @Test
  void conflateKeepsTheNewestOfEachKeyInThePlaceOfTheOldest() throws Exception {
    Subscription subscription = subscribe(SlowConsumer.conflate(QUEUE));
    int n = fill(topic, subscription, QUEUE);
    done(topic.publish("key " + (n - 2), new Message.Text("newer")));
    assertThat(subscription.queued()).isEqualTo(QUEUE);
    expectCounts(subscription, n + 1, 1);
    publish("without a key"); // the oldest goes
    expectCounts(subscription, n + 2, 2);

    expectNumbers(0, n - QUEUE);
    expectNumbers(n - QUEUE + 1, n - 2);
    assertThat(client.frame()).isEqualTo("TEXT newer");
    expectNumbers(n - 1, n);
    assertThat(client.frame()).isEqualTo("TEXT without a key");
  }

  @Test
  void closeEndsTheConnectionWith1008() throws Exception {
    Subscription subscription = subscribe(SlowConsumer.close(QUEUE));
    int n = fill(topic, subscription, QUEUE);
    publish("one too many");
    publish("and one more");

    assertThat(subscription.dropped()).isEqualTo(1);
    expectNumbers(0, n - QUEUE);
    assertThat(client.frame()).isEqualTo("CLOSE 1008 too slow");
    TopicServer.until(() -> topic.subscribers() == 0);
    TopicServer.until(() -> subscription.queued() == 0); // the loop's part, a moment later
  }

  @Test
  void blockMakesThePublisherWaitAndLosesNothing() throws Exception {
    Subscription subscription = subscribe(SlowConsumer.block(QUEUE));
    int n = fill(topic, subscription, QUEUE);
    CompletionStage<Void> first = topic.publish(n + PADDING);
    CompletionStage<Void> second = topic.publish((n + 1) + PADDING);
    TopicServer.until(() -> topic.statistics().underWay() == 2);
    assertThat(subscription.queued()).isEqualTo(QUEUE);
    assertThat(first.toCompletableFuture().isDone()).isFalse();

    expectNumbers(0, n + 2);
    done(first);
    done(second);
    assertThat(topic.statistics().underWay()).isZero();
    expectCounts(subscription, n + 2, 0);
  }

  @Test
  void blockedPublishersAreLetGoWhenTheSlowOneEnds() throws Exception {
    Subscription subscription = subscribe(SlowConsumer.block(QUEUE));
    fill(topic, subscription, QUEUE);
    CompletionStage<Void> late = topic.publish("late");
    TopicServer.until(() -> topic.statistics().underWay() == 1);
    subscription.cancel();

    done(late);
    assertThat(topic.statistics().underWay()).isZero();
    assertThat(topic.subscribers()).isZero();
  }

  @Test
  void aPublisherThatDoesNotWaitIsRefusedBeforeMemoryGrows() throws Exception {
    Subscription subscription = subscribe(SlowConsumer.block(QUEUE));
    int n = fill(topic, subscription, QUEUE);
    int accepted = 0;
    CompletionStage<Void> stage = topic.publish("x");
    while (!stage.toCompletableFuture().isCompletedExceptionally()) {
      accepted++;
      stage = topic.publish("x");
    }

    assertThat(accepted).isEqualTo(Topic.MOST_UNDER_WAY);
    CompletionStage<Void> refused = stage;
    assertThatThrownBy(() -> done(refused)).hasCauseInstanceOf(TopicFullException.class);
    assertThat(topic.statistics().rejected()).isEqualTo(1);
    expectNumbers(0, n);
    for (int i = 0; i < accepted; i++) {
      assertThat(client.frame()).isEqualTo("TEXT x");
    }
    TopicServer.until(() -> topic.statistics().underWay() == 0);
    done(topic.publish("again"));
    assertThat(client.frame()).isEqualTo("TEXT again");
  }

  @Test
  void twoTopicsOfOneSlowConnectionBothGoOn() throws Exception {
    var connection = server.connection();
    Topic other = server.topic("other");
    Subscription one = topic.subscribe(connection, SlowConsumer.block(1000));
    Subscription two = other.subscribe(connection, SlowConsumer.block(1000));
    int n = fill(topic, one, QUEUE);
    done(other.publish("other"));
    assertThat(two.queued()).isEqualTo(1);

    int others = 0;
    for (int next = 0; next < n; ) {
      String number = number(client);
      if (number.equals("TEXT other")) {
        others++;
      } else {
        assertThat(number).isEqualTo(Integer.toString(next++));
      }
    }
    assertThat(others).isEqualTo(1); // by turns: not behind all of the first
  }
}
