package io.github.wirespeed.server;

import static io.github.wirespeed.server.TopicServer.done;
import static io.github.wirespeed.server.TopicServer.fill;
import static io.github.wirespeed.server.TopicServer.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was published before a server ends reaches its subscribers. */
@Timeout(60)
class TopicShutdownTest {
  private static final int QUEUE = 8;

  @Test
  void whatWaitsForASlowClientGoesBeforeTheClose() throws Exception {
    try (TopicServer server = new TopicServer()) {
      RawClient slow = server.client();
      Topic topic = server.topic("t");
      Subscription subscription =
          topic.subscribe(server.connection(), SlowConsumer.dropNewest(QUEUE));
      int published = fill(topic, subscription, QUEUE);
      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> server.server.shutdown(Duration.ofSeconds(30)));
      // Nothing is read before the shutdown is under way: the Close would have to wait for it.
      while (!server.server.isStopping()) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < published; i++) {
        assertThat(number(slow)).isEqualTo(Integer.toString(i));
      }
      assertThat(slow.frame()).isEqualTo("CLOSE 1001 server shutting down");
      slow.send(RawClient.close(1001, ""));
      assertThat(slow.ended()).isTrue();
      slow.close();
      assertThat(stopped.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aSlowClientDoesNotKeepOthersFromBeingClosed() throws Exception {
    try (TopicServer server = new TopicServer()) {
      RawClient slow = server.client();
      Topic topic = server.topic("t");
      Subscription subscription =
          topic.subscribe(server.connection(), SlowConsumer.dropNewest(QUEUE));
      fill(topic, subscription, QUEUE);
      RawClient other = server.client();
      server.connection();
      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> server.server.shutdown(Duration.ofSeconds(30)));
      assertThat(other.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(stopped).isNotDone();
      other.close();
      server.server.kill();
      assertThat(stopped.get(30, TimeUnit.SECONDS)).isFalse();
      slow.close();
    }
  }

  @Test
  void aKillLosesNoPublicationWhoseStageWasDone() throws Exception {
    int clients = 20;
    int messages = 200;
    try (TopicServer server = new TopicServer()) {
      Topic topic = server.topic("t");
      List<RawClient> subscribed = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        subscribed.add(server.client());
        topic.subscribe(server.connection(), SlowConsumer.block(QUEUE));
      }
      List<CompletableFuture<Void>> under = new ArrayList<>();
      for (int i = 0; i < messages; i++) {
        under.add(topic.publish("m" + i).toCompletableFuture());
      }
      done(CompletableFuture.allOf(under.toArray(CompletableFuture[]::new)));
      server.server.kill();
      for (RawClient client : subscribed) {
        for (int i = 0; i < messages; i++) {
          assertThat(client.frame()).isEqualTo("TEXT m" + i);
        }
        client.close();
      }
    }
  }
}
