package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keepalive by messages of the application's: sent, answered, kept from the application or not. */
@Timeout(30)
class KeepaliveMessagesTest {
  private static final Keepalive TEXTS =
      Keepalive.whenIdle(Duration.ofSeconds(20)).text("ping").answeredBy("pong");

  private LoopSession<AsyncWebSocket> session;

  @AfterEach
  void end() {
    session.close();
  }

  private void open(Keepalive keepalive) throws Exception {
    open(1 << 16, LoopSession.options().keepalive(keepalive));
  }

  private void open(int capacity, WebSocketOptions options) throws Exception {
    session = LoopSession.async(capacity, options);
    session.settle();
  }

  private void advance(int seconds) throws Exception {
    session.advance(Duration.ofSeconds(seconds));
  }

  private List<String> sentAfter(int seconds) throws Exception {
    advance(seconds - 1);
    assertThat(session.sent()).as("before its time").isEmpty();
    advance(1);
    return session.sent();
  }

  private void data(String... texts) throws Exception {
    session.serveText(texts);
    session.settle();
  }

  private String received() throws Exception {
    return text(session.ws.receive());
  }

  @Test
  void aTextIsSentInPlaceOfAPingAndItsAnswerIsKeptFromTheApplication() throws Exception {
    open(TEXTS);
    assertThat(sentAfter(20)).containsExactly("TEXT \"ping\"");
    advance(3);
    data("pong", "data");

    assertThat(received()).isEqualTo("data");
    assertThat(session.ws.roundTrips().count()).isOne();
    assertThat(session.ws.roundTrips().last()).isPositive();
    assertThat(sentAfter(20)).containsExactly("TEXT \"ping\"");
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void aReceiveThatLooksItselfSkipsTheAnswer() throws Exception {
    open(TEXTS);
    sentAfter(20);
    session.serveText("pong", "data"); // the loop does not turn

    assertThat(received()).isEqualTo("data");
  }

  @Test
  void answersAreShownIfTheApplicationWantsThem() throws Exception {
    open(TEXTS.reply("hello?", "hello!").showMessages());
    sentAfter(20);
    data("pong", "hello?", "data");

    assertThat(List.of(received(), received(), received()))
        .containsExactly("pong", "hello?", "data");
    assertThat(session.sent()).containsExactly("TEXT \"hello!\"");
    assertThat(session.ws.roundTrips().count()).isOne();
  }

  @Test
  void withoutAnAnswerTheConnectionEnds() throws Exception {
    open(TEXTS.pongTimeout(Duration.ofSeconds(7)));
    sentAfter(20);
    advance(6);
    session.servePing("of something in front of the server");
    session.settle();
    session.sent();
    assertThat(session.ws.isOpen()).isTrue();
    advance(1);

    assertThat(session.sent()).containsExactly("CLOSE 1011 keepalive time-out", "END");
    advance(1);
    assertThat(session.ends.get(0).getCause())
        .isInstanceOf(KeepaliveException.class)
        .hasMessage("no answer in 7 s after a ping, last received 1 s ago");
  }

  @Test
  void anyWholeMessageIsASignOfLifeButNoRoundTrip() throws Exception {
    open(TEXTS.pongTimeout(Duration.ofSeconds(7)));
    sentAfter(20);
    advance(6);
    data("data");

    assertThat(sentAfter(20)).containsExactly("TEXT \"ping\"");
    assertThat(session.ws.roundTrips().count()).isZero();
  }

  @Test
  void anAnswerThatNobodyAskedForIsNotMeasured() throws Exception {
    open(TEXTS);
    data("pong");
    sentAfter(20);
    data("pong", "pong");

    assertThat(session.ws.roundTrips().count()).isOne();
    assertThat(LoopSession.waits(session.ws.receive())).isTrue();
  }

  @Test
  void aMessageWithoutATestForItsAnswerGoesBesideThePing() throws Exception {
    open(
        Keepalive.periodic(Duration.ofSeconds(5))
            .message(new Message.Binary(new byte[] {1, 2, (byte) 0xFF})));
    List<String> sent = sentAfter(5);

    assertThat(sent).hasSize(2);
    assertThat(sent.get(0)).startsWith("PING ");
    assertThat(sent.get(1)).isEqualTo("BINARY 0102FF");
    session.serve(Session.frame(Session.PONG, ""));
    session.settle();
    assertThat(sentAfter(5)).hasSize(2);
  }

  @Test
  void answersMayBeFoundByATest() throws Exception {
    open(
        Keepalive.periodic(Duration.ofSeconds(5))
            .text("{\"op\":\"ping\"}")
            .answeredBy(m -> m.isText() && m.text().contains("\"op\":\"pong\"")));
    assertThat(sentAfter(5)).containsExactly("TEXT \"{\"op\":\"ping\"}\"");
    session.serve(Session.frame(Session.BINARY, "\"op\":\"pong\""));
    data("{\"ts\":1,\"op\":\"pong\"}");

    assertThat(session.ws.roundTrips().count()).isOne();
    assertThat(session.ws.receive().join().isText()).isFalse();
    assertThat(LoopSession.waits(session.ws.receive())).isTrue();
  }

  @Test
  void theServersOwnPingMessagesAreAnswered() throws Exception {
    open(Keepalive.off().reply("ping", "pong"));
    data("ping", "data");

    assertThat(session.sent()).containsExactly("TEXT \"pong\"");
    assertThat(received()).isEqualTo("data");
    data("ping");
    assertThat(session.sent()).containsExactly("TEXT \"pong\"");
    session.advance(Duration.ofDays(1));
    assertThat(session.sent()).isEmpty();
  }

  @Test
  void theyAreAnsweredThoughNobodyReceives() throws Exception {
    open(Keepalive.off().reply("ping", "pong"));
    data("1", "2");
    data("ping");

    assertThat(session.sent()).containsExactly("TEXT \"pong\"");
  }

  @Test
  void answersAndQuestionsAreNoDataForTheWatchdog() throws Exception {
    open(TEXTS.reply("ping", "pong").staleAfter(Duration.ofSeconds(50)));
    data("data");
    assertThat(sentAfter(20)).containsExactly("TEXT \"ping\"");
    data("pong");
    advance(15);
    data("ping");
    assertThat(session.sent()).containsExactly("TEXT \"pong\"");
    advance(14);
    assertThat(session.ws.isOpen()).isTrue();
    advance(1);

    assertThat(session.ws.isOpen()).isFalse();
    advance(1);
    assertThat(session.ends.get(0).getCause())
        .hasMessage("no message in 50 s, last received 15 s ago");
  }

  @Test
  void aPingMessageDoesNotBreakIntoAnother() throws Exception {
    WebSocketOptions options = LoopSession.options().fragmentSize(125).keepalive(TEXTS);
    open(64, options);
    session.ws.send("x".repeat(300));
    session.ws.send("y");
    advance(20);

    assertThat(session.sentSettled())
        .containsExactly(
            "TEXT... 125 bytes",
            "CONT... 125 bytes",
            "CONT 50 bytes",
            "TEXT \"ping\"",
            "TEXT \"y\"");
  }

  @Test
  void whatTheNetworkDoesNotTakeDoesNotPileUp() throws Exception {
    open(64, LoopSession.options().keepalive(Keepalive.off().reply("ping", "pong")));
    session.ws.send("x".repeat(100));
    for (int i = 0; i < 50; i++) {
      data("ping");
    }

    assertThat(session.sentSettled()).containsExactly("TEXT 100 bytes", "TEXT \"pong\"");
  }

  @Test
  void aLongPingMessageLeavesInFragments() throws Exception {
    Keepalive keepalive = Keepalive.whenIdle(Duration.ofSeconds(20)).text("é".repeat(100));
    open(1 << 16, LoopSession.options().fragmentSize(125).keepalive(keepalive.answeredBy("pong")));

    assertThat(sentAfter(20)).containsExactly("TEXT... 124 bytes", "CONT 76 bytes");
  }

  @Test
  void aTestThatThrowsEndsTheConnectionWith1011() throws Exception {
    IllegalStateException mine = new IllegalStateException("mine");
    open(
        TEXTS.answeredBy(
            m -> {
              throw mine;
            }));
    data("data");

    assertThat(session.sent()).startsWith("CLOSE 1011 message handler failed");
    advance(1);
    assertThat(session.ends.get(0)).hasCause(mine);
  }

  @Test
  void messagesOfTheKeepaliveAreNotCountedAsUnsent() throws Exception {
    open(64, LoopSession.options().keepalive(TEXTS));
    session.ws.send("x".repeat(100));
    session.ws.send("y");
    advance(20);
    session.server.close();
    session.settle();
    advance(1);

    assertThat(session.ends.get(0).unsentMessages()).isEqualTo(2);
  }
}
