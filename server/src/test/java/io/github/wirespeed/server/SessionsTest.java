package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.net.InetSocketAddress;
import java.util.Map;
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
  void whoIsTurnedAwayWithoutAnOpeningIsCountedAsRefused() {
    Sessions sessions = new Sessions();
    sessions.turnedAway(new InetSocketAddress(5000), 503, "full");
    ServerStatistics now = sessions.ledger().look(() -> 0);

    assertThat(now.refusedByStatus()).containsExactly(Map.entry(503, 1L));
    assertThat(now.opening()).isZero();
    assertThat(now.abandoned()).isZero();
  }

  @Test
  void whatAPlainGetAsksForIsNoRefusal() {
    Sessions sessions = new Sessions();
    OpeningWatch watch = sessions.opening(new InetSocketAddress(5000));
    assertThat(sessions.ledger().look(() -> 0).opening()).isEqualTo(1);
    watch.answered(null, 204, null);
    watch.over();
    watch.over();
    ServerStatistics now = sessions.ledger().look(() -> 0);

    assertThat(now.plain()).isEqualTo(1);
    assertThat(now.refused()).isZero();
    assertThat(now.abandoned()).isZero();
    assertThat(now.opening()).isZero();
  }

  @Test
  void aConnectionThatEndedInItsFirstTurnIsNotKept() throws Exception {
    End end = ended();
    // Its server has told it everything by now, being closed.
    Sessions sessions = new Sessions();
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
