package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches over TLS, whose records do not end where messages do. */
@Timeout(60)
class TopicTlsTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();

  @Test
  void aClientThatReadsLateGetsAllOfIt() throws Exception {
    LinkedBlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
    MessageHandler handler =
        new MessageHandler() {
          @Override
          public void onOpen(WebSocketConnection connection) {
            opened.add(connection);
          }

          @Override
          public void onMessage(WebSocketConnection connection, MessageView message) {
            throw new AssertionError("nobody sends");
          }
        };
    try (WebSocketServer server =
            WebSocketServer.builder().tls(CERTIFICATE.serverContext()).route("/", handler).start();
        RawClient client =
            new RawClient(
                CERTIFICATE.clientContext().getSocketFactory().createSocket(),
                (InetSocketAddress) server.addresses().get(0))) {
      client.open();
      Topic topic = server.topics().topic("t");
      Subscription subscription = topic.subscribe(opened.take(), SlowConsumer.block(10_000));
      List<CompletionStage<Void>> stages = new ArrayList<>();
      int published = 0;
      while (subscription.queued() < 10) {
        for (int i = 0; i < 40; i++) {
          stages.add(topic.publish(published + ":" + "x".repeat(published * 37 % 5000)));
          published++;
        }
        for (CompletionStage<Void> stage : stages) {
          TopicServer.done(stage);
        }
        stages.clear();
      }

      for (int i = 0; i < published; i++) {
        assertThat(client.frame()).isEqualTo("TEXT " + i + ":" + "x".repeat(i * 37 % 5000));
      }
      assertThat(topic.statistics().delivered()).isEqualTo(published);
    }
  }
}
