package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end that one side begins, or both. */
@Timeout(30)
class AsyncCloseTest {
  private LoopSession<AsyncWebSocket> session = LoopSession.async();

  AsyncCloseTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  private void reopen(int capacity, WebSocketOptions options) throws Exception {
    session.close();
    session = LoopSession.async(capacity, options);
  }

  private ConnectionClosedException how() {
    assertThat(session.ends).hasSize(1);
    return session.ends.get(0);
  }

  @Test
  void closeIsDoneWhenThePeerHasAnsweredAndTcpHasEnded() throws Exception {
    Stage<Void> close = session.ws.close();
    assertThat(session.ws.isOpen()).isFalse();
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 1000");
    assertThat(session.ws.closeCode()).isEqualTo(-1);
    session.serveClose(1000, "you too");
    session.settle();
    assertThat(waits(close)).isTrue();
    assertThat(session.client.isOpen()).isTrue();
    session.server.shutdownOutput();
    session.settle();

    assertThat(value(close)).isNull();
    assertThat(session.client.isOpen()).isFalse();
    assertThat(session.sent()).containsExactly("END");
    assertThat(session.ws.closeCode()).isEqualTo(1000);
    assertThat(session.ws.closeReason()).isEqualTo("you too");
    assertThat(how().sentCode()).isEqualTo(1000);
    assertThat(how().receivedFirst()).isFalse();
    assertThat(how().closedHere()).isTrue();
    assertThat(how().isNormal()).isTrue();
    assertThat(how()).hasNoCause();
  }

  @Test
  void codeAndReasonAreSent() throws Exception {
    session.ws.close(4321, "grüß Gott");
    session.settle();

    assertThat(session.sent()).containsExactly("CLOSE 4321 grüß Gott");
  }

  @Test
  void closeLeavesBehindWhatWasAcceptedBefore() throws Exception {
    reopen(10, LoopSession.options());
    session.ws.send("one, longer than ten");
    session.ws.send("two");
    session.ws.close();

    assertThat(session.sentSettled())
        .containsExactly("TEXT \"one, longer than ten\"", "TEXT \"two\"", "CLOSE 1000");
    session.serveEnd(1000);
    assertThat(how().unsentMessages()).isZero();
  }

  @Test
  void closeWithoutAnAnswerEndsWithItsTime() throws Exception {
    Stage<Void> close = session.ws.close(4000, "anybody there", Duration.ofSeconds(2));
    session.settle();
    session.advance(Duration.ofMillis(1999));
    assertThat(waits(close)).isTrue();
    session.advance(Duration.ofMillis(2));

    assertThat(value(close)).isNull();
    assertThat(session.sent()).containsExactly("CLOSE 4000 anybody there", "END");
    assertThat(session.client.isOpen()).isFalse();
    assertThat(how().code()).isEqualTo(1006);
    assertThat(how().sentCode()).isEqualTo(4000);
    assertThat(how().isNormal()).isTrue();
  }

  @Test
  void theTimeOfTheOptionsIsTheDefault() throws Exception {
    reopen(100, LoopSession.options().closeTimeout(Duration.ofSeconds(60)));
    Stage<Void> close = session.ws.close();
    session.settle();
    session.advance(Duration.ofSeconds(59));
    assertThat(waits(close)).isTrue();
    session.advance(Duration.ofSeconds(2));

    assertThat(value(close)).isNull();
  }

  @Test
  void closeBehindABlockedNetworkEndsWithItsTimeToo() throws Exception {
    reopen(10, LoopSession.options());
    session.ws.send("one, longer than ten");
    session.ws.send("two");
    Stage<Void> close = session.ws.close();
    session.settle();
    session.advance(Duration.ofSeconds(6));

    assertThat(value(close)).isNull();
    assertThat(how().unsentMessages()).isEqualTo(2);
    assertThat(how().closedHere()).isTrue();
    assertThat(session.sent()).containsExactly("10 bytes of a frame", "END");
  }

  @Test
  void aPeerThatSendsForEverDoesNotHoldTheEndUp() throws Exception {
    Stage<Void> close = session.ws.close(1000, "", Duration.ofSeconds(1));
    for (int i = 0; i < 1000; i++) {
      session.serveText("message " + i);
      session.turn();
    }
    assertThat(waits(close)).isTrue();
    session.advance(Duration.ofMillis(1001));

    assertThat(value(close)).isNull();
    assertThat(session.server.pending()).as("what the client does not read").isZero();
  }

  @Test
  void receivesThatWaitEndAtOnceAndKeptMessagesAreDiscarded() throws Exception {
    Stage<Message> a = session.ws.receive();
    Stage<Message> b = session.ws.receive();
    session.ws.close();
    assertThat(closed(a).closedHere()).isTrue();
    assertThat(closed(b).closedHere()).isTrue();
    session.serveText("too late");
    session.settle();
    assertThat(closed(session.ws.receive()).isNormal()).isTrue();
    session.serveEnd(1000);

    assertThat(closed(session.ws.receive())).isSameAs(how());
  }

  @Test
  void messagesThatWereKeptAreDiscardedByAClose() throws Exception {
    session.serveText("1", "2");
    session.settle();
    session.ws.close();

    assertThat(closed(session.ws.receive()).closedHere()).isTrue();
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 1000");
  }

  @Test
  void aFullInboxDoesNotHoldTheCloseUp() throws Exception {
    reopen(1000, LoopSession.options().inbox(1, 1));
    session.serveText("1", "2", "3");
    session.settle();
    Stage<Void> close = session.ws.close();
    session.settle();
    session.serveEnd(1000);

    assertThat(value(close)).isNull();
    assertThat(how().code()).isEqualTo(1000);
  }

  @Test
  void pingsAreAnsweredUntilTheCloseIsSentAndNotAfter() throws Exception {
    session.ws.close();
    session.settle();
    session.servePing("late");
    session.settle();

    assertThat(session.sent()).containsExactly("CLOSE 1000");
  }

  @Test
  void closeAgainSendsNothingAndIsDoneTogetherWithTheFirst() throws Exception {
    Stage<Void> first = session.ws.close(4001, "one");
    Stage<Void> second = session.ws.close(4002, "two");
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 4001 one");
    session.serveEnd(4001);

    assertThat(value(first)).isNull();
    assertThat(value(second)).isNull();
    assertThat((Object) session.ws.close()).isSameAs(ReadyStage.VOID);
    assertThat(session.sent()).containsExactly("END");
    assertThat(how().sentCode()).isEqualTo(4001);
  }

  @Test
  void aSecondCloseMayBeMoreImpatient() throws Exception {
    Stage<Void> first = session.ws.close(1000, "", Duration.ofSeconds(60));
    session.settle();
    session.ws.close(1000, "", Duration.ZERO);
    session.settle();
    session.advance(Duration.ofMillis(1));

    assertThat(value(first)).isNull();
    assertThat(how().code()).isEqualTo(1006);
  }

  @Test
  void whatMustNotBeSentIsRefusedAndNothingIsClosed() throws Exception {
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
      assertThatThrownBy(() -> session.ws.close(code, ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Integer.toString(code));
    }
    assertThatThrownBy(() -> session.ws.close(1000, "é".repeat(62)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("124");
    assertThatThrownBy(() -> session.ws.close(1000, "", Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
    session.settle();

    assertThat(session.ws.isOpen()).isTrue();
    assertThat(session.sent()).isEmpty();
    session.ws.send("still open");
    assertThat(session.sent()).containsExactly("TEXT \"still open\"");
  }

  @Test
  void aRefusedCloseLeavesNoStageThatIsDoneLater() throws Exception {
    assertThatThrownBy(() -> session.ws.close(999, ""))
        .isInstanceOf(IllegalArgumentException.class);
    session.server.close();
    session.settle();

    assertThat(how().closedHere()).isFalse();
  }

  @Test
  void thePeersCloseIsAnsweredWithItsCode() throws Exception {
    Stage<Message> received = session.ws.receive();
    session.serveClose(3210, "bye");
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 3210");
    assertThat(closed(received).code()).isEqualTo(3210);
    session.server.shutdownOutput();
    session.settle();

    assertThat(how().code()).isEqualTo(3210);
    assertThat(how().reason()).isEqualTo("bye");
    assertThat(how().sentCode()).isEqualTo(3210);
    assertThat(how().receivedFirst()).isTrue();
    assertThat(how().closedHere()).isFalse();
    assertThat(how().isNormal()).isFalse();
    assertThat(session.sent()).containsExactly("END");
  }

  @Test
  void anEmptyCloseIsAnsweredWithAnEmptyOne() throws Exception {
    session.serve(Session.frame(Session.CLOSE, ""));
    session.settle();
    session.server.shutdownOutput();
    session.settle();

    assertThat(session.sent()).containsExactly("CLOSE", "END");
    assertThat(how().code()).isEqualTo(1005);
    assertThat(how().isNormal()).isTrue();
  }

  @Test
  void closesThatCrossSendOneFrameEach() throws Exception {
    session.serveClose(1001, "going");
    Stage<Void> close = session.ws.close(4000, "me too"); // before the loop has read
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 4000 me too");
    session.server.shutdownOutput();
    session.settle();

    assertThat(value(close)).isNull();
    assertThat(how().code()).isEqualTo(1001);
    assertThat(how().sentCode()).isEqualTo(4000);
    assertThat(how().closedHere()).isTrue();
    assertThat(how().receivedFirst()).isFalse();
  }

  @Test
  void aCloseBehindThePeersSendsNothingMore() throws Exception {
    session.serveClose(1001, "going");
    session.settle();
    Stage<Void> close = session.ws.close(4000, "me too");
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 1001");
    session.server.shutdownOutput();
    session.settle();

    assertThat(value(close)).isNull();
    assertThat(how().code()).isEqualTo(1001);
    assertThat(how().sentCode()).isEqualTo(1001);
    assertThat(how().receivedFirst()).isTrue();
  }

  @Test
  void whatIsBlockedInTheMiddleOfAMessageIsNotFollowedByAnAnswerInIt() throws Exception {
    reopen(500, LoopSession.options().fragmentSize(300));
    Stage<Void> sent = session.ws.send(Session.pattern(1200));
    session.serveClose(1000, "");
    session.settle();

    // RFC 6455 5.5.1: the answer may go out between fragments; nothing follows it.
    assertThat(session.sentSettled())
        .containsExactly("BINARY... 300 bytes", "CONT... 300 bytes", "CLOSE 1000");
    session.server.shutdownOutput();
    session.settle();
    assertThat(closed(sent)).isSameAs(how());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closedIsDoneOnceWithHowItEnded(boolean askedBefore) throws Exception {
    List<Object> told = new ArrayList<>();
    Stage<ConnectionClosedException> before = session.ws.closed();
    var unused = before.thenAccept(told::add);
    session.serveEnd(1000);
    Stage<ConnectionClosedException> after = session.ws.closed();

    assertThat(value(askedBefore ? before : after)).isSameAs(how());
    assertThat(told).containsExactly(how());
    session.advance(Duration.ofMinutes(1));
    assertThat(session.ends).hasSize(1);
    assertThat(told).hasSize(1);
  }

  @Test
  void theListenerIsToldAfterEverybodyElse() throws Exception {
    List<String> order = new ArrayList<>();
    var unused = session.ws.closed().thenRun(() -> order.add("closed " + session.ends.size()));
    session.serveEnd(1000);

    assertThat(order).containsExactly("closed 0");
    assertThat(session.ends).hasSize(1);
  }

  @Test
  void whatAnOpenConnectionSaysOfItself() {
    assertThat(session.ws.isOpen()).isTrue();
    assertThat(session.ws.closeCode()).isEqualTo(-1);
    assertThat(session.ws.closeReason()).isEmpty();
    assertThat(session.ws.subprotocol()).isEqualTo("v1.feed");
    assertThat(session.ws.responseHeaders()).containsEntry("X-Test", List.of("memory"));
    assertThat(session.ws.localAddress()).isEqualTo(session.client.localAddress());
    assertThat(session.ws.remoteAddress()).isEqualTo(session.client.remoteAddress());
    assertThat(session.ws.toString()).startsWith("AsyncWebSocket[open, ").contains(" -> ");
  }
}
