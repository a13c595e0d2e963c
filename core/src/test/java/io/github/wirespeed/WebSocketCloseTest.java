package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end that this side begins. */
@Timeout(30)
class WebSocketCloseTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(5);

  private final Session session = Session.open();

  @AfterEach
  void end() {
    session.close();
  }

  private ConnectionClosedException ended() {
    ConnectionClosedException e =
        catchThrowableOfType(ConnectionClosedException.class, session.ws::receive);
    assertThat(e).isNotNull();
    return e;
  }

  @Test
  void closeSends1000AndWaitsForThePeersCloseAndTheEndOfTcp() throws Exception {
    Background<Boolean> close = Background.run(session.ws::close).asleep();
    assertThat(session.sent()).isEqualTo("CLOSE 1000");
    assertThat(session.ws.isOpen()).isFalse();
    assertThat(session.ws.closeCode()).isEqualTo(-1);

    session.serveClose(1000, "you too");
    session.untilRead();
    close.asleep();
    assertThat(session.ws.closeCode()).isEqualTo(1000);
    assertThat(session.client.isOpen()).isTrue();
    session.server.shutdownOutput();
    close.result();

    assertThat(session.client.isOpen()).isFalse();
    ConnectionClosedException e = ended();
    assertThat(e.code()).isEqualTo(1000);
    assertThat(e.reason()).isEqualTo("you too");
    assertThat(e.sentCode()).isEqualTo(1000);
    assertThat(e.receivedFirst()).isFalse();
    assertThat(e.closedHere()).isTrue();
    assertThat(e.isNormal()).isTrue();
    assertThat(e).hasNoCause();
  }

  @Test
  void closeWithoutAnAnswerEndsWithItsTimeAndReleasesTheSocket() throws Exception {
    session.ws.close(4000, "anybody there", SHORT);

    assertThat(session.sent()).isEqualTo("CLOSE 4000 anybody there");
    assertThat(session.sent()).isEqualTo("END");
    assertThat(session.client.isOpen()).isFalse();
    assertThat(session.ws.closeCode()).isEqualTo(1006);
    ConnectionClosedException e = ended();
    assertThat(e.code()).isEqualTo(1006);
    assertThat(e.sentCode()).isEqualTo(4000);
    assertThat(e.closedHere()).isTrue();
    assertThat(e.isNormal()).isTrue();
  }

  @Test
  void theTimeOutOfTheOptionsIsTheDefault() throws Exception {
    try (Session other = Session.open(Session.options().closeTimeout(SHORT))) {
      other.ws.close();

      assertThat(other.sent()).isEqualTo("CLOSE 1000");
      assertThat(other.client.isOpen()).isFalse();
    }
  }

  @Test
  void closeWhileAnotherThreadReceivesEndsTheReceiveAtOnce() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();
    Background<Boolean> close = Background.run(() -> session.ws.close(1000, "", LONG));

    // Before the peer has answered.
    ConnectionClosedException e = receive.failure(ConnectionClosedException.class);
    assertThat(e.closedHere()).isTrue();
    assertThat(e.isNormal()).isTrue();
    assertThat(session.sent()).isEqualTo("CLOSE 1000");
    session.serveClose(1000, "");
    session.server.close();
    close.result();
  }

  @Test
  void closeEndsAReceiveThatSpins() throws Exception {
    try (Session other =
        Session.open(WebSocketOptions.defaults().waitStrategy(WaitStrategy.spinning()))) {
      Background<Message> receive = Background.call(other.ws::receive);
      other.serveText("it runs");
      assertThat(receive.result().text()).isEqualTo("it runs");
      Background<Message> next = Background.call(other.ws::receive);

      other.ws.close(1000, "", SHORT);

      assertThat(next.failure(ConnectionClosedException.class).closedHere()).isTrue();
    }
  }

  @Test
  void closeFromTwoThreadsAtOnceSendsOneClose() throws Exception {
    Background<Boolean> one = Background.run(() -> session.ws.close(4001, "one", LONG)).asleep();
    Background<Boolean> two = Background.run(() -> session.ws.close(4002, "two", LONG)).asleep();
    session.serveClose(4001, "");
    session.server.shutdownOutput();
    one.result();
    two.result();

    assertThat(session.sent(2)).containsExactly("CLOSE 4001 one", "END");
    assertThat(ended().sentCode()).isEqualTo(4001);
  }

  @Test
  void closeAgainDoesNothing() throws Exception {
    session.ws.close(1000, "", SHORT);
    session.ws.close();
    session.ws.close(4000, "other", LONG);

    assertThat(session.sent(2)).containsExactly("CLOSE 1000", "END");
    assertThat(ended().sentCode()).isEqualTo(1000);
  }

  @Test
  void closeAfterThePeersCloseDoesNothingAndKeepsItsCode() throws Exception {
    session.serveClose(1001, "leaving");
    session.server.shutdownOutput();
    ended();

    session.ws.close(4000, "me too", LONG);

    assertThat(session.sent(2)).containsExactly("CLOSE 1001", "END");
    assertThat(session.ws.closeCode()).isEqualTo(1001);
    assertThat(session.ws.closeReason()).isEqualTo("leaving");
  }

  @Test
  void closeWhileThePeersCloseLiesUnreadCrossesIt() throws Exception {
    session.serveClose(1001, "leaving");
    session.server.shutdownOutput();

    session.ws.close(1000, "", LONG);

    assertThat(session.sent(2)).containsExactly("CLOSE 1000", "END");
    ConnectionClosedException e = ended();
    assertThat(e.code()).isEqualTo(1001);
    assertThat(e.sentCode()).isEqualTo(1000);
    assertThat(e.receivedFirst()).isFalse();
  }

  @Test
  void messagesThatWereNotReceivedAreDiscardedByClose() throws Exception {
    session.serve(
        Session.frame(Session.TEXT, "unread"),
        Session.frame(0x01, "half"),
        Session.frame(0x80, "other half"),
        Session.closeFrame(1000, "bye"));
    session.server.shutdownOutput();

    session.ws.close(1000, "", LONG);

    assertThat(ended().reason()).isEqualTo("bye");
  }

  @Test
  void closeOfTheThreadThatHoldsAViewEndsTheViewsLease() throws Exception {
    session.serve(Session.frame(Session.TEXT, "view"), Session.closeFrame(1000, ""));
    session.server.shutdownOutput();
    session.ws.receiveView();
    Background<Message> other = Background.call(session.ws::receive).asleep();

    session.ws.close(1000, "", LONG);

    assertThat(other.failure(ConnectionClosedException.class).closedHere()).isTrue();
    assertThat(session.ws.closeCode()).isEqualTo(1000);
  }

  @Test
  void closeOnALostConnectionThrowsNothing() throws Exception {
    session.server.close();

    session.ws.close();

    assertThat(session.client.isOpen()).isFalse();
    assertThat(session.ws.closeCode()).isEqualTo(1006);
  }

  @Test
  void closeOnAConnectionThatIsResetThrowsNothing() {
    session.client.reset();

    session.ws.close();

    assertThat(session.client.isOpen()).isFalse();
    assertThat(session.ws.closeCode()).isEqualTo(1006);
  }

  @Test
  void sendsAfterCloseAreRefused() throws Exception {
    session.ws.close(1000, "", SHORT);

    assertThatThrownBy(() -> session.ws.send("x"))
        .isInstanceOfSatisfying(
            ConnectionClosedException.class,
            e -> {
              assertThat(e.closedHere()).isTrue();
              assertThat(e.isNormal()).isTrue();
              assertThat(e).hasMessageContaining("sent close 1000 (normal), received none");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 66_536})
  void codesThatMustNotBeSentAreRefusedAndNothingIsClosed(int code) throws Exception {
    assertThatThrownBy(() -> session.ws.close(code, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("close code " + code);
    stillOpen();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1003, 1007, 1014, 3000, 4999})
  void codesThatMayBeSentAreSent(int code) throws Exception {
    session.ws.close(code, "r", Duration.ZERO);

    assertThat(session.sent()).isEqualTo("CLOSE " + code + " r");
  }

  @Test
  void aReasonOf123BytesIsSent() throws Exception {
    session.ws.close(1000, "é".repeat(61) + "x", Duration.ZERO);

    assertThat(session.sent()).isEqualTo("CLOSE 1000 " + "é".repeat(61) + "x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é"})
  void aReasonOf124BytesIsRefusedAndNothingIsClosed(String unit) throws Exception {
    assertThatThrownBy(() -> session.ws.close(1000, unit.repeat(unit.equals("x") ? 124 : 62)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("124 bytes exceeds 123");
    stillOpen();
  }

  @Test
  void aReasonWithALoneSurrogateOrATimeOutBelowZeroIsRefusedAndNothingIsClosed() throws Exception {
    assertThatThrownBy(() -> session.ws.close(1000, "\uDC00"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lone surrogate");
    assertThatThrownBy(() -> session.ws.close(1000, "", Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> session.ws.close(1000, null)).isInstanceOf(NullPointerException.class);
    stillOpen();
  }

  private void stillOpen() throws IOException {
    assertThat(session.client.bytesWritten()).isZero();
    assertThat(session.ws.isOpen()).isTrue();
    session.ws.send("x");
    session.serveText("y");
    assertThat(session.ws.receive().text()).isEqualTo("y");
  }

  @Test
  void anOpenConnectionSaysWhatItKnows() {
    assertThat(session.ws.isOpen()).isTrue();
    assertThat(session.ws.closeCode()).isEqualTo(-1);
    assertThat(session.ws.closeReason()).isEmpty();
    assertThat(session.ws.subprotocol()).isEmpty();
    assertThat(session.ws.responseHeaders()).containsKey("x-test");
    assertThat(session.ws.localAddress()).isEqualTo(session.client.localAddress());
    assertThat(session.ws.remoteAddress()).isEqualTo(session.client.remoteAddress());
    assertThat(session.ws.toString())
        .startsWith("WebSocket[open, left.memory")
        .contains(" -> right.memory");
  }

  @Test
  void aClosedConnectionSaysHowItEndedAndStillKnowsItsAddresses() throws Exception {
    session.serveClose(4007, "licensed");
    session.server.shutdownOutput();
    ended();

    assertThat(session.ws.toString()).startsWith("WebSocket[closed 4007 licensed, left.memory");
    assertThat(session.ws.remoteAddress()).isEqualTo(session.client.remoteAddress());
  }
}
