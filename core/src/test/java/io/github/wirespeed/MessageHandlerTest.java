package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handler is told, and what becomes of what it does. */
@Timeout(30)
class MessageHandlerTest {
  private final Recorder handler = new Recorder();
  private LoopSession<HandledConnection> session;

  @AfterEach
  void end() {
    session.close();
  }

  private void open() throws Exception {
    session = LoopSession.handled(handler);
  }

  /** What may come out of a handler. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
  enum Thrown {
    CHECKED(new IOException("mine")),
    UNCHECKED(new IllegalStateException("mine")),
    ERROR(new AssertionError("mine")),
    STACK_OVERFLOW(new StackOverflowError("mine")),
    OUT_OF_MEMORY(new OutOfMemoryError("mine"));

    private final Throwable what;

    Thrown(Throwable what) {
      this.what = what;
    }

    void raise() throws Exception {
      if (what instanceof Error error) {
        throw error;
      }
      throw (Exception) what;
    }
  }

  @Test
  void openThenMessagesThenClosedEachOnce() throws Exception {
    open();
    assertThat(handler.events).containsExactly("open");
    session.serveText("1");
    session.serve(Session.frame(Session.BINARY, new byte[7]));
    session.serveText("3");
    session.settle();
    session.serveEnd(1000);
    session.advance(Duration.ofMinutes(1));

    assertThat(handler.events).containsExactly("open", "1", "7 bytes", "3", "closed 1000");
    assertThat(session.ends).containsExactly(handler.how);
    assertThat(session.sent()).containsExactly("CLOSE 1000", "END");
  }

  @Test
  void messagesThatCameWithTheHandshakeAreShownBehindOnOpen() throws Exception {
    session =
        LoopSession.handled(handler, LoopSession.options(), Session.frame(Session.TEXT, "first"));

    assertThat(handler.events).containsExactly("open", "first");
  }

  @Test
  void everythingIsCalledInTheLoop() throws Exception {
    List<Boolean> inLoop = new ArrayList<>();
    handler.onOpen =
        (connection, nothing) -> inLoop.add(((Actor) connection).home().loop().inLoop());
    handler.onMessage = (c, m) -> inLoop.add(((Actor) c).home().loop().inLoop());
    handler.onClosed = (c, m) -> inLoop.add(((Actor) c).home().loop().inLoop());
    open();
    session.serveText("1");
    session.serveEnd(1000);

    assertThat(inLoop).containsExactly(true, true, true);
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  void aHandlerThatFailsEndsItsConnectionWith1011(Thrown thrown) throws Exception {
    handler.onMessage =
        (connection, message) -> {
          if (message.contentEquals("2")) {
            thrown.raise();
          }
        };
    open();
    Stage<Duration> ping = session.ws.ping();
    Stage<ConnectionClosedException> closed = session.ws.closed();
    session.settle();
    assertThat(session.sent()).hasSize(1);
    session.serveText("1", "2", "3");
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 1011 message handler failed", "END");
    assertThat(handler.events).containsExactly("open", "1", "2");
    session.server.shutdownOutput();
    session.settle();

    assertThat(handler.events).containsExactly("open", "1", "2", "closed 1006");
    assertThat(handler.how).hasCause(thrown.what);
    assertThat(handler.how.sentCode()).isEqualTo(1011);
    assertThat(closed(ping)).isSameAs(handler.how);
    assertThat(value(closed)).isSameAs(handler.how);
    assertThat(session.ends).containsExactly(handler.how);
    assertThat(closed(session.ws.send("late"))).isSameAs(handler.how);
    assertThat(session.loop.loop().ended()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  void aHandlerThatFailsInOnOpenSeesNoMessage(Thrown thrown) throws Exception {
    handler.onOpen = (connection, nothing) -> thrown.raise();
    session =
        LoopSession.handled(handler, LoopSession.options(), Session.frame(Session.TEXT, "first"));
    session.serveText("second");
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 1011 message handler failed", "END");
    session.server.shutdownOutput();
    session.settle();

    assertThat(handler.events).containsExactly("open", "closed 1006");
    assertThat(handler.how).hasCause(thrown.what);
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  void aHandlerThatFailsInOnClosedKeepsNobodyElseFromHearing(Thrown thrown) throws Exception {
    handler.onClosed = (connection, how) -> thrown.raise();
    open();
    Stage<Duration> ping = session.ws.ping();
    Stage<ConnectionClosedException> closed = session.ws.closed();
    session.settle();
    session.serveEnd(1000);

    assertThat(handler.events).containsExactly("open", "closed 1000");
    assertThat(closed(ping)).isSameAs(handler.how);
    assertThat(value(closed)).isSameAs(handler.how);
    assertThat(session.ends).containsExactly(handler.how);
    assertThat(handler.how).hasNoCause();
    assertThat(session.loop.loop().ended()).isFalse();
  }

  @Test
  void aFailingHandlerWithAPeerThatStaysIsOverSoon() throws Exception {
    handler.onMessage = (connection, message) -> Thrown.ERROR.raise();
    open();
    session.serveText("1");
    session.settle();
    assertThat(handler.how).isNull();
    session.advance(Duration.ofMillis(60));

    assertThat(handler.events).containsExactly("open", "1", "closed 1006");
    assertThat(session.client.isOpen()).isFalse();
  }

  @Test
  void whatWasSentBeforeTheFailureLeavesBeforeTheClose() throws Exception {
    handler.onMessage =
        (connection, message) -> {
          connection.send("before");
          Thrown.CHECKED.raise();
        };
    open();
    session.serveText("1");
    session.settle();

    assertThat(session.sent())
        .containsExactly("TEXT \"before\"", "CLOSE 1011 message handler failed", "END");
  }

  // ---- what a handler may do ----

  @Test
  void whatIsSentInATurnLeavesInOneWriteAtItsEnd() throws Exception {
    handler.onMessage =
        (connection, message) -> {
          int before = session.wire.writes();
          for (int i = 0; i < 10; i++) {
            connection.send(message.text() + i);
          }
          assertThat(session.wire.writes()).isEqualTo(before);
        };
    open();
    session.serveText("a", "b", "c");
    session.turn();

    assertThat(handler.events).containsExactly("open", "a", "b", "c");
    assertThat(session.wire.writes()).isEqualTo(1);
    List<String> sent = session.sent();
    assertThat(sent).hasSize(30);
    assertThat(sent.get(0)).isEqualTo("TEXT \"a0\"");
    assertThat(sent.get(29)).isEqualTo("TEXT \"c9\"");
  }

  @Test
  void whatOnOpenSendsLeavesAtOnce() throws Exception {
    handler.onOpen = (connection, nothing) -> connection.send("subscribe");
    open();

    assertThat(session.sent()).containsExactly("TEXT \"subscribe\"");
  }

  @Test
  void sendsInATurnAreBoundedToo() throws Exception {
    List<Boolean> accepted = new ArrayList<>();
    handler.onMessage =
        (connection, message) -> {
          for (int i = 0; i < 400; i++) {
            accepted.add(connection.trySend(new byte[1000]));
          }
        };
    session = LoopSession.handled(1000, handler, LoopSession.options());
    session.serveText("go");
    session.turn();

    // 64 KiB are encoded before it is written, then 64 messages wait; then no more.
    assertThat(accepted).contains(true).contains(false);
    int count = (int) accepted.stream().filter(yes -> yes).count();
    assertThat(count).isBetween(64 + 60, 64 + 75);
    assertThat(session.sentSettled()).hasSize(count).containsOnly("BINARY 1000 bytes");
  }

  @Test
  void nothingIsShownAfterAHandlerHasClosed() throws Exception {
    handler.onMessage =
        (connection, message) -> {
          var unused = connection.close(4000, "enough");
          assertThat(connection.trySend("late")).isFalse();
        };
    open();
    session.serveText("1", "2", "3");
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 4000 enough");
    session.serveText("4");
    session.serveEnd(4000);

    assertThat(handler.events).containsExactly("open", "1", "closed 4000");
    assertThat(handler.how.closedHere()).isTrue();
  }

  @Test
  void aHandlerMayPingAndIsToldInTheLoop() throws Exception {
    List<Boolean> told = new ArrayList<>();
    handler.onMessage =
        (connection, message) -> {
          var unused = connection.ping().thenAccept(took -> told.add(!took.isNegative()));
        };
    open();
    session.serveText("1");
    session.settle();
    assertThat(session.sent()).hasSize(1);
    session.serve(Session.frame(Session.PONG, session.payload()));
    session.settle();

    assertThat(told).containsExactly(true);
  }

  @Test
  void aPingThatCameBeforeAMessageIsAnsweredBeforeTheAnswerToIt() throws Exception {
    handler.onMessage = (connection, message) -> connection.send("answer");
    open();
    session.servePing("p");
    session.serveText("1");
    session.settle();

    assertThat(session.sent()).containsExactlyInAnyOrder("PONG \"p\"", "TEXT \"answer\"");
  }

  @Test
  void waitingInAHandlerIsRefusedAndEndsTheConnectionIfNotCaught() throws Exception {
    handler.onMessage = (connection, message) -> connection.ping().join();
    open();
    session.serveText("1");
    session.settle();
    session.server.shutdownOutput();
    session.settle();

    assertThat(handler.how).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(handler.how).hasMessageContaining("own loop would last for ever");
  }

  @Test
  void messagesBeforeAnEndAreShownBeforeIt() throws Exception {
    open();
    session.serveText("1", "2");
    session.server.close();
    session.settle();

    assertThat(handler.events).containsExactly("open", "1", "2", "closed 1006");
  }

  @Test
  void messagesBeforeAViolationAreShownBeforeIt() throws Exception {
    open();
    session.serveText("1", "2");
    session.serve(new byte[] {(byte) 0x83, 0});
    session.serveText("3");
    session.settle();
    session.server.shutdownOutput();
    session.settle();

    assertThat(handler.events).containsExactly("open", "1", "2", "closed 1006");
    assertThat(handler.how).hasCauseInstanceOf(ProtocolViolationException.class);
  }

  @Test
  void aClosedLoopIsAnEnd() throws Exception {
    open();
    session.loop.close();

    assertThat(handler.events).containsExactly("open", "closed 1006");
    assertThat(handler.how.sentCode()).isEqualTo(1001);
    assertThat(session.sent()).containsExactly("CLOSE 1001", "END");
  }

  @Test
  void aCloseInOnClosedIsDoneAtOnce() throws Exception {
    List<Boolean> waited = new ArrayList<>();
    handler.onClosed = (connection, how) -> waited.add(waits(connection.close()));
    open();
    session.serveEnd(1000);

    assertThat(handler.events).containsExactly("open", "closed 1000");
    assertThat(waited).hasSize(1);
  }

  @Test
  void aSendInOnClosedFailsWithHowItEnded() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    handler.onClosed = (connection, how) -> failures.add(connection.send("late").failure());
    open();
    session.serveEnd(1000);

    assertThat(failures).containsExactly(handler.how);
  }
}
