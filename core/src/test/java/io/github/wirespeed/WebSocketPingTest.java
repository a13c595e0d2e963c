package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pings of ours, and the answers to the peer's. */
@Timeout(30)
class WebSocketPingTest {
  private static final int KEPT_MESSAGES = 64;
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Session session = Session.open();

  @AfterEach
  void end() {
    session.close();
  }

  /** The payload of the client's next ping. */
  private byte[] ping() throws IOException {
    assertThat(session.sent()).startsWith("PING ");
    return session.payload();
  }

  private void pong(byte[] payload) throws IOException {
    session.serve(Session.frame(Session.PONG, payload));
  }

  @Test
  void aPingThatNobodyReceivesForReadsItselfAndMeasuresTheRoundTrip() throws Exception {
    long before = System.nanoTime();
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] payload = ping();
    assertThat(payload).hasSizeLessThanOrEqualTo(125);
    pong(payload);

    Duration roundTrip = ping.result();

    assertThat(roundTrip).isPositive();
    assertThat(roundTrip.toNanos()).isLessThanOrEqualTo(System.nanoTime() - before);
    assertThat(session.unread()).isZero();
    RoundTrips measured = session.ws.roundTrips();
    assertThat(measured.count()).isOne();
    assertThat(measured.last()).isPositive().isLessThanOrEqualTo(roundTrip);
  }

  @Test
  void messagesThatComeBeforeThePongAreKeptInOrder() throws Exception {
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] payload = ping();
    session.serve(
        Session.frame(Session.TEXT, "1"),
        Session.frame(Session.BINARY, "2"),
        Session.frame(Session.TEXT, "é3"),
        Session.frame(Session.PONG, payload),
        Session.frame(Session.TEXT, "4"));
    ping.result();

    assertThat(session.ws.receive()).isEqualTo(new Message.Text("1"));
    assertThat(session.ws.receiveView().bytes()).containsExactly('2');
    MessageView view = session.ws.receiveView();
    assertThat(view.isText()).isTrue();
    assertThat(view.text()).isEqualTo("é3");
    assertThat(session.ws.receive(Duration.ZERO)).isEqualTo(new Message.Text("4"));
  }

  /** So many text messages, m0, m1 and so on. */
  private static byte[] messages(int count) {
    byte[][] frames = new byte[count][];
    for (int i = 0; i < count; i++) {
      frames[i] = Session.frame(Session.TEXT, "m" + i);
    }
    return Session.concat(frames);
  }

  @Test
  void aPongBehindMoreMessagesThanAreKeptIsReadOnceSomebodyReceivesThem() throws Exception {
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] payload = ping();
    session.serve(messages(3 * KEPT_MESSAGES), Session.frame(Session.PONG, payload));
    session.untilRead();
    ping.asleep();

    for (int i = 0; i < 3 * KEPT_MESSAGES; i++) {
      assertThat(session.ws.receive().text()).isEqualTo("m" + i);
    }
    ping.result();
  }

  @Test
  void aPongBehindMoreMessagesThanAreKeptIsATimeOutWhileNobodyReceivesThem() throws Exception {
    session.serve(messages(KEPT_MESSAGES + 1));

    assertThatThrownBy(() -> session.ws.ping(Duration.ofMillis(300)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("messages that came before it wait to be received");

    for (int i = 0; i <= KEPT_MESSAGES; i++) {
      assertThat(session.ws.receive().text()).isEqualTo("m" + i);
    }
    session.serveText("usable");
    assertThat(session.ws.receive().text()).isEqualTo("usable");
  }

  @Test
  void asManyMessagesAsAreKeptDoNotEndThePing() throws Exception {
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] payload = ping();
    session.serve(messages(KEPT_MESSAGES - 1));
    pong(payload);

    ping.result();
    for (int i = 0; i < KEPT_MESSAGES - 1; i++) {
      assertThat(session.ws.receive().text()).isEqualTo("m" + i);
    }
  }

  @Test
  void aPingWhileAnotherThreadReceivesLeavesTheReadingToIt() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    pong(ping());

    ping.result();
    assertThat(receive.isDone()).as("the pong is no message").isFalse();
    session.serveText("m");
    assertThat(receive.result().text()).isEqualTo("m");
  }

  @Test
  void aPingTakesOverTheReadingWhenTheReceiverHasItsMessage() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] payload = ping();
    session.serveText("m");
    assertThat(receive.result().text()).isEqualTo("m");
    pong(payload);

    ping.result();
  }

  @Test
  void twoPingsAtOnceAreBothAnsweredByTheNewestPong() throws Exception {
    Background<Duration> first = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] older = ping();
    Background<Duration> second = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] newer = ping();
    assertThat(newer).isNotEqualTo(older);
    pong(newer);

    first.result();
    second.result();
  }

  @Test
  void anOlderPongDoesNotAnswerANewerPing() throws Exception {
    Background<Duration> first = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] older = ping();
    Background<Duration> second = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] newer = ping();
    pong(older);
    session.untilRead();
    first.result();
    second.asleep();
    pong(newer);

    second.result();
  }

  @Test
  void pongsThatAnswerNothingOfOursAreIgnored() throws Exception {
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] payload = ping();
    byte[] next = payload.clone();
    next[next.length - 1]++;
    byte[] other = payload.clone();
    other[0]++;
    session.serve(
        Session.frame(Session.PONG, ""),
        Session.frame(Session.PONG, "12345678"),
        Session.frame(Session.PONG, next),
        Session.frame(Session.PONG, other),
        Session.frame(Session.TEXT, "m"));
    session.untilRead();
    ping.asleep();
    pong(payload);

    ping.result();
    assertThat(session.ws.receive().text()).isEqualTo("m");
  }

  @Test
  void aPingThatIsNotAnsweredEndsWithItsTimeAndTheConnectionGoesOn() throws Exception {
    assertThatThrownBy(() -> session.ws.ping(Duration.ofMillis(5)))
        .isInstanceOf(SocketTimeoutException.class);
    byte[] late = ping();
    pong(late);
    session.serveText("m");

    assertThat(session.ws.receive().text()).isEqualTo("m");
    Background<Duration> again = Background.call(() -> session.ws.ping(LONG)).asleep();
    pong(ping());
    again.result();
  }

  @Test
  void aPingThatIsNotAnsweredSaysSo() {
    assertThatThrownBy(() -> session.ws.ping(Duration.ofMillis(5)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("pong");
  }

  @Test
  void aPingThatIsNotAnsweredWhileAnotherThreadReceivesEndsWithItsTime() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();

    assertThatThrownBy(() -> session.ws.ping(Duration.ofMillis(5)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("no pong in time");
    session.serveText("m");
    assertThat(receive.result().text()).isEqualTo("m");
  }

  @Test
  void aNegativeTimeOutIsRefusedBeforeAnyByte() {
    assertThatThrownBy(() -> session.ws.ping(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(session.client.bytesWritten()).isZero();
  }

  @Test
  void aPingEndsWithTheConnection() throws Exception {
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    session.serve(Session.closeFrame(1001, "restart"));
    session.server.shutdownOutput();

    assertThat(ping.failure(ConnectionClosedException.class).code()).isEqualTo(1001);
  }

  @Test
  void aPingEndsWithTheConnectionThatAnotherThreadReads() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    session.server.close();

    assertThat(receive.failure(ConnectionClosedException.class).code()).isEqualTo(1006);
    assertThat(ping.failure(ConnectionClosedException.class).code()).isEqualTo(1006);
  }

  @Test
  void aPingEndsWhenAnotherThreadCloses() throws Exception {
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    Background<Boolean> close = Background.run(session.ws::close);

    assertThat(ping.failure(ConnectionClosedException.class).closedHere()).isTrue();
    session.server.close();
    close.result();
  }

  @Test
  void pingsOfThePeersAreAnsweredInOrderByWhoeverReceives() throws Exception {
    session.serve(
        Session.frame(Session.PING, "a"),
        Session.frame(Session.PING, ""),
        Session.frame(Session.PING, Session.pattern(125)),
        Session.frame(Session.TEXT, "m"));
    assertThat(session.unread()).as("nobody receives yet").isZero();

    session.ws.receive();

    assertThat(session.sent(3)).containsExactly("PONG \"a\"", "PONG \"\"", "PONG 125 bytes");
    assertThat(session.payload()).isEqualTo(Session.pattern(125));
  }

  @Test
  void pingsOfThePeersAreAnsweredByAThreadThatWaitsForItsOwnPong() throws Exception {
    Background<Duration> ping = Background.call(() -> session.ws.ping(LONG)).asleep();
    byte[] payload = ping();
    session.serve(Session.frame(Session.PING, "yours"));
    assertThat(session.sent()).isEqualTo("PONG \"yours\"");
    pong(payload);

    ping.result();
  }

  @Test
  void aPongOfTheUsersWithTheirOwnPayloadIsNotTakenForOurs() throws Exception {
    session.ws.pong(ByteBuffer.wrap(new byte[] {1}));
    assertThat(session.sent()).isEqualTo("PONG 01");
    assertThatThrownBy(() -> session.ws.receive(Duration.ZERO))
        .isInstanceOf(SocketTimeoutException.class);
  }
}
