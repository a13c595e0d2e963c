package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.Keepalive;
import io.github.wirespeed.WebSocketOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of whom nothing is heard. */
@Timeout(30)
class IdleTimeoutTest {
  private static ServerBuilder builder() {
    return Guard.echo("idle-test").idleTimeout(Duration.ofMillis(400));
  }

  @Test
  void whoSendsNothingIsClosedWith1001() throws Exception {
    try (WebSocketServer server = builder().start();
        RawClient client = Guard.open(server)) {
      assertThat(client.frame()).isEqualTo("CLOSE 1001 idle");
      client.send(RawClient.close(1001, ""));
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void whateverIsReceivedKeepsTheConnection() throws Exception {
    try (WebSocketServer server = builder().start();
        RawClient client = Guard.open(server)) {
      byte[][] signs = {
        RawClient.text("x"), RawClient.frame(0x8A, ""), RawClient.frame(0x01, "a"), {0}, {1}
      };
      // Twice the time-out in all, and 160 ms without a sign at most: a fragment, then its next.
      for (int i = 0; i < signs.length; i++) {
        client.send(signs[i]);
        Thread.sleep(160);
      }
      assertThat(client.frame()).isEqualTo("TEXT x");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void theOptionsOfARouteKeepTheServersTimeout() throws Exception {
    WebSocketOptions own = WebSocketServer.defaultOptions().maxMessageSize(10);
    try (WebSocketServer server =
            Guard.bare("idle-test")
                .idleTimeout(Duration.ofMillis(300))
                .route("/", Route.to((connection, message) -> {}).options(own))
                .start();
        RawClient client = Guard.open(server)) {
      assertThat(client.frame()).isEqualTo("CLOSE 1001 idle");
    }
  }

  @Test
  void aKeepaliveThatPingsMoreOftenKeepsWhoeverAnswers() throws Exception {
    Keepalive pings = Keepalive.whenIdle(Duration.ofMillis(100));
    try (WebSocketServer server =
            builder().options(WebSocketServer.defaultOptions().keepalive(pings)).start();
        RawClient client = Guard.open(server)) {
      for (int i = 0; i < 8; i++) {
        assertThat(client.frame()).isEqualTo("first byte 0x89");
        client.send(RawClient.frame(0x8A, ""));
      }
      String last = client.frame(); // silent from now on
      while (last.equals("first byte 0x89")) {
        last = client.frame();
      }
      assertThat(last).isEqualTo("CLOSE 1001 idle");
    }
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> WebSocketServer.builder().idleTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }
}
