package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.text;
import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pings of this side and of the peer. */
@Timeout(30)
class AsyncPingTest {
  private final LoopSession<AsyncWebSocket> session = LoopSession.async();

  AsyncPingTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  /** The payload of the one ping that was sent. */
  private byte[] pinged() throws Exception {
    session.settle();
    List<String> sent = session.sent();
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0)).startsWith("PING ");
    return session.payload();
  }

  private void servePong(byte[] payload) throws Exception {
    session.serve(Session.frame(Session.PONG, payload));
    session.settle();
  }

  @Test
  void aPingIsDoneWhenItsPongIsRead() throws Exception {
    Stage<Duration> ping = session.ws.ping();
    byte[] payload = pinged();
    assertThat(waits(ping)).isTrue();
    servePong(payload);

    assertThat(value(ping)).isPositive();
    assertThat(session.sent()).isEmpty();
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void everyPongThatAnswersIsMeasured() throws Exception {
    assertThat(session.ws.roundTrips().count()).isZero();
    Stage<Duration> ping = session.ws.ping();
    servePong(pinged());
    RoundTrips one = session.ws.roundTrips();
    assertThat(one.count()).isOne();
    assertThat(one.last()).isPositive().isLessThanOrEqualTo(value(ping));
    servePong(new byte[8]); // which answers nothing
    assertThat(session.ws.roundTrips().count()).isOne();

    session.ws.ping();
    byte[] older = pinged();
    session.ws.ping();
    servePong(pinged());
    servePong(older); // which was answered already
    assertThat(session.ws.roundTrips().count()).isEqualTo(2);
  }

  @Test
  void aPingTimesOutAndEndsNothingElse() throws Exception {
    Stage<Duration> ping = session.ws.ping(Duration.ofSeconds(3));
    byte[] payload = pinged();
    session.advance(Duration.ofMillis(2999));
    assertThat(waits(ping)).isTrue();
    session.advance(Duration.ofMillis(2));

    assertThat(ping.failure()).isInstanceOf(TimeoutException.class).hasMessage("no pong in PT3S");
    assertThat(session.ws.isOpen()).isTrue();
    servePong(payload); // late
    session.serveText("still there");
    assertThat(text(session.ws.receive())).isEqualTo("still there");
    assertThat(session.sent()).isEmpty();
  }

  @Test
  void withoutATimeOutItIsTenSeconds() throws Exception {
    Stage<Duration> ping = session.ws.ping();
    session.settle();
    session.advance(Duration.ofMillis(9_999));
    assertThat(waits(ping)).isTrue();
    session.advance(Duration.ofMillis(2));

    assertThat(ping.failure()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void aPongThatCameInTimeIsNotATimeOutLater() throws Exception {
    Stage<Duration> ping = session.ws.ping(Duration.ofSeconds(1));
    servePong(pinged());
    Duration took = value(ping);
    session.advance(Duration.ofSeconds(5));

    assertThat(value(ping)).isSameAs(took);
  }

  @Test
  void aPongAnswersItsPingAndTheEarlierOnesOnly() throws Exception {
    Stage<Duration> first = session.ws.ping();
    pinged();
    Stage<Duration> second = session.ws.ping();
    byte[] payload = pinged();
    Stage<Duration> third = session.ws.ping();
    pinged();
    servePong(payload);

    assertThat(value(first)).isGreaterThanOrEqualTo(value(second));
    assertThat(waits(third)).isTrue();
  }

  @Test
  void otherPongsAnswerNothing() throws Exception {
    Stage<Duration> ping = session.ws.ping();
    byte[] payload = pinged();
    servePong(new byte[0]);
    servePong(new byte[8]);
    servePong(new byte[125]);
    byte[] next = payload.clone();
    next[7]++;
    servePong(next); // of a ping that was not sent
    assertThat(waits(ping)).isTrue();
    servePong(payload);
    servePong(payload);

    assertThat(value(ping)).isPositive();
  }

  @Test
  void aPingMayBeCancelled() throws Exception {
    Stage<Duration> ping = session.ws.ping();
    assertThat(ping.cancel()).isTrue();
    servePong(pinged());
    session.advance(Duration.ofSeconds(20));

    assertThat(ping.isCancelled()).isTrue();
  }

  @Test
  void pingsThatWaitHearOfTheEnd() throws Exception {
    Stage<Duration> a = session.ws.ping();
    Stage<Duration> b = session.ws.ping();
    session.settle();
    session.server.close();
    session.settle();

    assertThat(closed(a)).isSameAs(closed(b)).isSameAs(session.ends.get(0));
  }

  @Test
  void aNegativeTimeOutIsRefused() throws Exception {
    assertThatThrownBy(() -> session.ws.ping(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
    session.settle();
    assertThat(session.sent()).isEmpty();
  }

  @Test
  void aPingOfThePeersIsAnsweredWithItsBytesWhoeverReads() throws Exception {
    session.servePing("by the loop");
    session.settle();
    assertThat(session.sent()).containsExactly("PONG \"by the loop\"");

    session.servePing("by a receive");
    session.serveText("1");
    assertThat(text(session.ws.receive())).isEqualTo("1");
    assertThat(session.sent()).containsExactly("PONG \"by a receive\"");

    session.serve(Session.frame(Session.PING, new byte[125]));
    session.settle();
    assertThat(session.sent()).containsExactly("PONG 125 bytes");
    assertThat(session.payload()).containsOnly(0);
  }

  @Test
  void aPingBetweenFragmentsIsAnsweredBeforeTheMessageIsComplete() throws Exception {
    Stage<Message> received = session.ws.receive();
    session.serve(Session.frame(0x01, "he"), Session.frame(Session.PING, "now"));
    session.settle();
    assertThat(session.sent()).containsExactly("PONG \"now\"");
    assertThat(waits(received)).isTrue();
    session.serve(Session.frame(0x80, "llo"));
    session.settle();

    assertThat(text(received)).isEqualTo("hello");
  }
}
