package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.text;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keepalive of connections in a loop, by ping frames. */
@Timeout(30)
class KeepaliveTest {
  private static final Duration MOMENT = Duration.ofMillis(1);

  private LoopSession<? extends Connection> session;
  private AsyncWebSocket ws;

  @AfterEach
  void end() {
    session.close();
  }

  private static WebSocketOptions with(Keepalive keepalive) {
    return LoopSession.options().keepalive(keepalive);
  }

  private void open(Keepalive keepalive) throws Exception {
    open(with(keepalive));
  }

  private void open(WebSocketOptions options) throws Exception {
    LoopSession<AsyncWebSocket> async = LoopSession.async(options);
    session = async;
    ws = async.ws;
    session.settle();
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private void advance(double seconds) throws Exception {
    session.advance(seconds(seconds));
  }

  /** A ping leaves at this moment and not one before. */
  private byte[] pingAfter(double seconds) throws Exception {
    session.advance(seconds(seconds).minus(MOMENT));
    assertThat(session.sent()).as("before its time").isEmpty();
    session.advance(MOMENT);
    return ping();
  }

  private byte[] ping() throws Exception {
    List<String> sent = session.sent();
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0)).startsWith("PING ");
    return session.payload();
  }

  private void pong(byte[] payload) throws Exception {
    session.serve(Session.frame(Session.PONG, payload));
    session.settle();
  }

  private void data(String text) throws Exception {
    session.serveText(text);
    session.settle();
  }

  /** The connection ends at this moment and not one before. */
  private ConnectionClosedException endAfter(double seconds) throws Exception {
    session.advance(seconds(seconds).minus(MOMENT));
    assertThat(session.ws.isOpen()).as("before its time").isTrue();
    session.advance(MOMENT);
    assertThat(session.ws.isOpen()).isFalse();
    session.advance(seconds(1));
    assertThat(session.ends).hasSize(1);
    return session.ends.get(0);
  }

  @Test
  void offSendsNothingAndEndsNothing() throws Exception {
    open(LoopSession.options());
    session.advance(Duration.ofDays(300));

    assertThat(session.sent()).isEmpty();
    assertThat(ws.isOpen()).isTrue();
    session.close();

    open(Keepalive.off());
    session.advance(Duration.ofDays(300));
    assertThat(session.sent()).isEmpty();
    assertThat(ws.isOpen()).isTrue();
  }

  @Test
  void standardPingsAfter20SecondsAndGives20SecondsForThePong() throws Exception {
    open(Keepalive.standard());
    pingAfter(20);
    ConnectionClosedException how = endAfter(20);

    assertThat(how.getCause())
        .isInstanceOf(KeepaliveException.class)
        .hasMessage("no pong in 20 s after a ping, last received 40 s ago");
    assertThat(how.code()).isEqualTo(1006);
    assertThat(how.sentCode()).isEqualTo(1011);
    assertThat(how.isNormal()).isFalse();
    assertThat(how.closedHere()).isFalse();
    assertThat(how.getMessage()).contains("keepalive time-out", "no pong in 20 s");
    assertThat(session.sent()).containsExactly("CLOSE 1011 keepalive time-out", "END");
    assertThat(closed(ws.receive())).isSameAs(how);
    assertThat(closed(ws.send("late"))).isSameAs(how);
  }

  @Test
  void aReceiveThatWaitsHearsOfIt() throws Exception {
    open(Keepalive.standard());
    Stage<Message> received = ws.receive();
    pingAfter(20);
    endAfter(20);

    assertThat(closed(received)).hasCauseInstanceOf(KeepaliveException.class);
  }

  @Test
  void aPongBeginsTheSilenceAnew() throws Exception {
    open(Keepalive.standard());
    for (int i = 0; i < 3; i++) {
      byte[] payload = pingAfter(20);
      advance(5);
      assertThat(session.sent()).as("one ping at a time").isEmpty();
      pong(payload);
    }
    assertThat(ws.isOpen()).isTrue();
    assertThat(ws.roundTrips().count()).isEqualTo(3);
    assertThat(ws.roundTrips().last()).isPositive();
  }

  @Test
  void whileSomethingComesNothingIsSent() throws Exception {
    open(Keepalive.standard());
    Duration gap = Duration.ofSeconds(20).minus(MOMENT);
    session.advance(gap);
    data("1");
    session.advance(gap);
    session.servePing("yours");
    session.settle();
    assertThat(session.sent()).containsExactly("PONG \"yours\"");
    session.advance(gap);
    pong(new byte[0]);
    session.advance(gap);
    session.serve(new byte[] {(byte) 0x81}); // half a header
    session.settle();
    session.advance(gap);
    assertThat(session.sent()).isEmpty();
    session.advance(MOMENT);

    ping();
  }

  @Test
  void whatIsSentIsNotASignOfThePeer() throws Exception {
    open(Keepalive.standard());
    advance(19);
    ws.send("hello");
    session.settle();
    assertThat(session.sent()).containsExactly("TEXT \"hello\"");

    pingAfter(1);
  }

  @Test
  void anythingThatComesAfterThePingKeepsTheConnection() throws Exception {
    open(Keepalive.standard().pongTimeout(Duration.ofSeconds(5)));
    pingAfter(20);
    advance(4);
    data("no pong, but alive");
    assertThat(ws.roundTrips().count()).isZero();

    pingAfter(20);
    advance(4.9);
    session.serve(new byte[] {(byte) 0x81}); // the pong is stuck behind a long message
    session.settle();
    advance(1);
    assertThat(ws.isOpen()).isTrue();
    pingAfter(19);
    endAfter(5);
  }

  @Test
  void periodicPingsWhateverComes() throws Exception {
    open(Keepalive.periodic(Duration.ofSeconds(10)));
    for (int i = 0; i < 4; i++) {
      advance(4);
      data("m" + i);
      byte[] payload = pingAfter(6);
      pong(payload);
    }
    assertThat(ws.roundTrips().count()).isEqualTo(4);
  }

  @Test
  void periodicWaitsForTheAnswerToItsLastPing() throws Exception {
    open(Keepalive.periodic(Duration.ofSeconds(10)).pongTimeout(Duration.ofSeconds(30)));
    byte[] payload = pingAfter(10);
    advance(25);
    assertThat(session.sent()).isEmpty();
    pong(payload);
    byte[] next = pingAfter(5); // it looks again every ten seconds
    assertThat(next).isNotEqualTo(payload);

    endAfter(30);
  }

  @Test
  void aProcessThatWasStoppedReadsBeforeItJudges() throws Exception {
    open(Keepalive.standard());
    byte[] payload = pingAfter(20);
    session.serve(Session.frame(Session.PONG, payload));
    // The first thing that the loop does after an hour is to look at its timers.
    session.advance(Duration.ofHours(1));

    assertThat(ws.isOpen()).isTrue();
    assertThat(session.sent()).isEmpty();
    pingAfter(20);
    session.advance(Duration.ofHours(1));
    assertThat(ws.isOpen()).as("nothing came in that hour").isFalse();
  }

  @Test
  void aClientThatClosesIsNotPinged() throws Exception {
    open(Keepalive.standard());
    advance(19);
    ws.close(1000, "", Duration.ofMinutes(2));
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 1000");
    advance(100);

    assertThat(session.sent()).isEmpty();
    assertThat(session.ends).isEmpty();
    session.serveEnd(1000);
    assertThat(session.ends).hasSize(1);
    assertThat(session.ends.get(0).isNormal()).isTrue();
  }

  @Test
  void nothingRunsAfterTheEnd() throws Exception {
    open(Keepalive.standard());
    session.serveEnd(1001);
    assertThat(session.ends).hasSize(1);
    assertThat(session.sent()).startsWith("CLOSE 1001");
    session.advance(Duration.ofHours(1));

    assertThat(session.ends).hasSize(1);
    assertThat(session.ends.get(0).code()).isEqualTo(1001);
  }

  // ---- reading that we paused ourselves ----

  @Test
  void aFullInboxEndsNothingHoweverLong() throws Exception {
    open(with(Keepalive.standard().staleAfter(Duration.ofSeconds(30))).inbox(4, 1 << 20));
    session.serveText("0", "1", "2", "3"); // which is as much as is kept
    session.settle();
    byte[] payload = pingAfter(20);
    pong(payload); // which is not read
    session.advance(Duration.ofHours(1));
    assertThat(ws.isOpen()).isTrue();
    assertThat(session.sent()).as("the way is kept open").isNotEmpty();

    for (int i = 0; i < 4; i++) {
      assertThat(text(ws.receive())).isEqualTo("" + i);
    }
    session.settle();
    session.sent();
    assertThat(ws.roundTrips().count()).as("the pause is no round trip").isZero();
    byte[] next = pingAfter(20);
    pong(next);
    assertThat(ws.roundTrips().count()).isOne();
  }

  /** A server's: {@link ServerConnections#closingIdle}. */
  private static WebSocketOptions closingIdle() {
    return ServerConnections.closingIdle(LoopSession.options(), Duration.ofSeconds(30));
  }

  @Test
  void anIdleConnectionIsClosedWith1001AndWhateverComesPutsItOff() throws Exception {
    open(closingIdle());
    advance(29);
    data("x");
    advance(29);
    session.serve(Session.frame(Session.PONG, new byte[0]));
    session.settle();
    session.advance(seconds(30).minus(MOMENT));
    assertThat(ws.isOpen()).isTrue();
    assertThat(session.sent()).isEmpty();
    session.advance(MOMENT);

    assertThat(ws.isOpen()).isFalse();
    assertThat(session.sent()).singleElement().asString().startsWith("CLOSE");
    assertThat(ws.report().sentCode()).isEqualTo(1001);
    assertThat(ws.report().sentReason()).isEqualTo("idle");
    assertThat(ws.report().cause()).isEmpty();
  }

  @Test
  void aConnectionThatIsNotReadIsNotIdleUntilItIsReadAgain() throws Exception {
    open(closingIdle().inbox(4, 1 << 20));
    session.serveText("0", "1", "2", "3"); // which is as much as is kept
    session.settle();
    session.advance(Duration.ofHours(1));
    assertThat(ws.isOpen()).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(text(ws.receive())).isEqualTo("" + i);
    }
    session.settle();
    session.advance(seconds(30).minus(MOMENT));
    assertThat(ws.isOpen()).isTrue();
    advance(1);

    assertThat(ws.isOpen()).isFalse();
  }

  @Test
  void afterAPauseTheTimeBeginsAnew() throws Exception {
    open(with(Keepalive.standard()).inbox(4, 1 << 20));
    pingAfter(20);
    session.serveText("0", "1", "2", "3");
    session.settle();
    advance(15); // the pings go on
    for (int i = 0; i < 56; i++) {
      advance(5);
    }
    assertThat(session.sent()).hasSize(14);
    assertThat(text(ws.receive())).isEqualTo("0");
    assertThat(text(ws.receive())).isEqualTo("1"); // from here on it reads again
    assertThat(ws.isOpen()).isTrue();

    ConnectionClosedException how = endAfter(20);
    assertThat(how).hasCauseInstanceOf(KeepaliveException.class);
    assertThat(text(ws.receive())).as("what was complete").isEqualTo("2");
    assertThat(text(ws.receive())).isEqualTo("3");
    assertThat(closed(ws.receive())).isSameAs(how);
  }

  @Test
  void aHandlerThatWasBusyFindsWhatCameMeanwhile() throws Exception {
    Recorder handler = new Recorder();
    LoopSession<HandledConnection> handled =
        LoopSession.handled(handler, with(Keepalive.standard()));
    session = handled;
    byte[] payload = pingAfter(20);
    session.serveText("slow");
    session.serve(Session.frame(Session.PONG, payload));
    session.advance(Duration.ofMinutes(10));

    assertThat(handler.events).containsExactly("open", "slow");
    assertThat(handled.ws.isOpen()).isTrue();
    assertThat(handled.ws.roundTrips().count()).isOne();
    pingAfter(20);
    endAfter(20);
    assertThat(handler.how).hasCauseInstanceOf(KeepaliveException.class);
    assertThat(handler.events).containsExactly("open", "slow", "closed 1006");
  }

  // ---- a network that takes nothing ----

  @Test
  void aPeerThatTakesBytesNowAndThenIsAlive() throws Exception {
    LoopSession<AsyncWebSocket> narrow = LoopSession.async(64, with(Keepalive.standard()));
    session = narrow;
    narrow.ws.send("x".repeat(2000));
    session.settle();
    advance(20); // a ping waits behind what is in the way
    for (int i = 0; i < 10; i++) {
      advance(19);
      session.take(40);
      session.settle();
      assertThat(narrow.ws.isOpen()).isTrue();
    }
    endAfter(20);
  }

  @Test
  void aPingOvertakesTheMailbox() throws Exception {
    LoopSession<AsyncWebSocket> narrow = LoopSession.async(64, with(Keepalive.standard()));
    session = narrow;
    narrow.ws.send("x".repeat(100));
    narrow.ws.send("y");
    narrow.ws.send("z");
    advance(20);
    List<String> sent = session.sentSettled();

    assertThat(sent).hasSize(4);
    assertThat(sent.get(0)).isEqualTo("TEXT 100 bytes");
    assertThat(sent.get(1)).startsWith("PING ");
    assertThat(sent.subList(2, 4)).containsExactly("TEXT \"y\"", "TEXT \"z\"");
  }

  // ---- the watchdog ----

  @Test
  void aFeedThatIsSilentIsStaleThoughPongsCome() throws Exception {
    open(Keepalive.whenIdle(Duration.ofSeconds(10)).staleAfter(Duration.ofSeconds(30)));
    data("data");
    assertThat(text(ws.receive())).isEqualTo("data");
    pong(pingAfter(10));
    pong(pingAfter(10));
    advance(5);
    session.servePing("alive");
    session.settle();
    session.sent();
    ConnectionClosedException how = endAfter(5);

    assertThat(how.getCause())
        .isInstanceOf(KeepaliveException.class)
        .hasMessage("no message in 30 s, last received 5 s ago");
    assertThat(session.sent()).containsExactly("CLOSE 1011 keepalive time-out", "END");
  }

  @Test
  void theWatchdogNeedsNoPings() throws Exception {
    open(Keepalive.off().staleAfter(Duration.ofSeconds(30)));
    for (int i = 0; i < 3; i++) {
      session.advance(Duration.ofSeconds(30).minus(MOMENT));
      data("m");
    }
    assertThat(session.sent()).isEmpty();
    endAfter(30);
  }

  @Test
  void aMessageThatIsInTheSocketIsNotStale() throws Exception {
    open(Keepalive.off().staleAfter(Duration.ofSeconds(30)));
    session.serveText("came meanwhile");
    session.advance(Duration.ofHours(1));

    assertThat(ws.isOpen()).isTrue();
    assertThat(text(ws.receive())).isEqualTo("came meanwhile");
  }

  @Test
  void aMessageInPartIsNone() throws Exception {
    open(Keepalive.off().staleAfter(Duration.ofSeconds(30)));
    advance(20);
    session.serve(Session.frame(0x01, "begun"));
    session.settle();
    assertThat(waits(ws.receive())).isTrue();

    endAfter(10);
  }

  // ---- callers who wait ----

  @Test
  void aCallerWhoWaitsReadsThePongs() throws Exception {
    open(Keepalive.standard());
    session.loop.start();
    Background<Message> waiting = Background.call(() -> ws.receive().join()).asleep();
    for (int i = 0; i < 3; i++) {
      session.loop.later(Duration.ofSeconds(20));
      byte[] payload = nextPing();
      session.serve(Session.frame(Session.PONG, payload));
      untilMeasured(i + 1);
    }
    session.serveText("at last");

    assertThat(waiting.result().text()).isEqualTo("at last");
  }

  @Test
  void aCallerWhoWaitsIsToldOfTheEnd() throws Exception {
    open(Keepalive.standard());
    session.loop.start();
    Background<Message> waiting = Background.call(() -> ws.receive().join()).asleep();
    session.loop.later(Duration.ofSeconds(20));
    nextPing();
    while (!waiting.isDone()) { // a caller who reads is given a little more time
      session.loop.later(Duration.ofSeconds(20));
      Thread.sleep(1);
    }

    assertThat(waiting.failure(java.util.concurrent.CompletionException.class).getCause())
        .isInstanceOf(ConnectionClosedException.class)
        .hasCauseInstanceOf(KeepaliveException.class);
  }

  private byte[] nextPing() throws Exception {
    while (true) {
      session.take(Integer.MAX_VALUE);
      String frame = session.nextSent();
      if (frame != null) {
        assertThat(frame).startsWith("PING ");
        return session.payload();
      }
      Thread.sleep(1);
    }
  }

  private void untilMeasured(int count) throws Exception {
    while (ws.roundTrips().count() < count) {
      Thread.sleep(1);
    }
  }
}
