package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which connections a server believes to have. */
@Timeout(30)
@SuppressWarnings("try") // some are closed before their time
class SessionsTest {
  /** A connection's end, as its handler hears of it. */
  private record End(WebSocketConnection connection, ConnectionClosedException how) {}

  private static End ended() throws Exception {
    CompletableFuture<End> end = new CompletableFuture<>();
    MessageHandler handler =
        new MessageHandler() {
          @Override
          public void onMessage(WebSocketConnection connection, MessageView message) {}

          @Override
          public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
            end.complete(new End(connection, how));
          }
        };
    try (WebSocketServer server = WebSocketServer.builder().loops(1).route("/", handler).start();
        RawClient client = Observed.open(server)) {
      client.send(RawClient.text("x"), RawClient.close(1000, ""));
      client.ended();
      client.close();
      return end.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aConnectionThatEndedInItsFirstTurnIsNotKept() throws Exception {
    End end = ended();
    // Its server has told it everything by now, being closed.
    Sessions sessions = new Sessions(new AccessLog(false));
    sessions.closed(end.connection(), end.how());
    sessions.opened(end.connection());
    ServerStatistics now = sessions.ledger().look(() -> 5);

    assertThat(sessions.count()).isZero();
    assertThat(now.connections()).isZero();
    assertThat(now.opened()).isEqualTo(1);
    assertThat(now.closed()).isEqualTo(1);
    assertThat(now.messagesReceived()).isEqualTo(1);
    assertThat(now.droppedPublications()).isEqualTo(5);
  }
}
