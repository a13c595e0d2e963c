package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that keep no rule, and handlers that fail: what they take along is their own. */
@Timeout(40)
class RudeClientsTest {
  @Test
  void whoNeverAnswersOurCloseIsCutWhenItsTimeIsUp() throws Exception {
    try (WebSocketServer server =
            Guard.bare("rude-test")
                .options(WebSocketServer.defaultOptions().closeTimeout(Duration.ofMillis(200)))
                .route("/", (connection, message) -> connection.close(4000, "go"))
                .start();
        RawClient client = Guard.open(server)) {
      client.send(RawClient.text("x"));

      assertThat(client.frame()).isEqualTo("CLOSE 4000 go");
      assertThat(client.frame()).isEqualTo("END");
      assertThat(Guard.comesTrue(() -> server.limits().count() == 0)).isTrue();
    }
  }

  @Test
  void whoNeverEndsTcpAfterItsCloseIsCut() throws Exception {
    try (WebSocketServer server = Guard.echo("rude-test").start();
        RawClient client = Guard.open(server)) {
      client.send(RawClient.close(1000, ""));
      assertThat(client.frame()).isEqualTo("CLOSE 1000");

      assertThat(Guard.comesTrue(() -> server.limits().count() == 0)).isTrue();
    }
  }

  /** At every byte of a request, and of a message behind it. */
  @Test
  void aResetAtAnyByteHarmsNobody() throws Exception {
    byte[] all =
        RawClient.concat(Guard.REQUEST, RawClient.text("abc"), RawClient.close(1000, "bye"));
    try (WebSocketServer server = Guard.echo("rude-test").start();
        RawClient other = Guard.open(server)) {
      for (int i = 0; i <= all.length; i++) {
        RawClient client = Guard.connect(server);
        client.send(Arrays.copyOf(all, i));
        Guard.reset(client);
      }
      assertThat(Guard.comesTrue(() -> server.limits().count() == 1)).isTrue();
      assertThat(Guard.comesTrue(() -> server.connections() == 1)).isTrue();
      other.send(RawClient.text("undisturbed"));
      assertThat(other.frame()).isEqualTo("TEXT undisturbed");
    }
  }

  @Test
  void anErrorOfAHandlerEndsItsConnectionAndNoOther() throws Exception {
    MessageHandler failing =
        new MessageHandler() {
          @Override
          public void onOpen(WebSocketConnection connection) {
            connection.send("open");
          }

          @Override
          public void onMessage(WebSocketConnection connection, MessageView message) {
            switch (message.text()) {
              case "error" -> throw new AssertionError("a test's");
              case "memory" -> throw new OutOfMemoryError("a test's");
              case "stack" -> throw new StackOverflowError("a test's");
              default -> connection.send(message);
            }
          }
        };
    try (WebSocketServer server =
            Guard.bare("rude-test")
                .loops(1)
                .route("/", failing)
                .route(
                    "/each",
                    Route.toEach(
                        request -> {
                          throw new LinkageError("a test's");
                        }))
                .start();
        RawClient other = Guard.open(server)) {
      assertThat(other.frame()).isEqualTo("TEXT open");
      for (String what : new String[] {"error", "memory", "stack"}) {
        try (RawClient client = Guard.open(server)) {
          assertThat(client.frame()).isEqualTo("TEXT open");
          client.send(RawClient.text(what));
          assertThat(client.frame()).startsWith("CLOSE 1011");
          assertThat(client.frame()).isEqualTo("END");
        }
      }
      try (RawClient client = Guard.connect(server)) {
        client.send(RawClient.REQUEST.replace("GET /", "GET /each").getBytes(ISO_8859_1));
        assertThat(client.ended()).isTrue();
      }
      other.send(RawClient.text("undisturbed"));
      assertThat(other.frame()).isEqualTo("TEXT undisturbed");
      assertThat(Guard.comesTrue(() -> server.limits().count() == 1)).isTrue();
      assertThat(server.loops().loops().get(0).ended()).isFalse();
    }
  }
}
