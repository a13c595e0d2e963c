package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.text;
import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ends that nobody has asked for. */
@Timeout(30)
class AsyncEndTest {
  private LoopSession<AsyncWebSocket> session = LoopSession.async();

  AsyncEndTest() throws Exception {}

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

  // ---- the peer closes and ends TCP at once ----

  @Test
  void aCloseWithTheEndOfTcpBehindItIsAnsweredThoughASenderHasTheWritingHand() throws Exception {
    AtomicBoolean came = new AtomicBoolean();
    session.wire.beforeWrite(
        () -> {
          if (!came.getAndSet(true)) {
            serveCloseAndEnd();
          }
        });
    assertThat(value(session.ws.send("meanwhile"))).isNull();
    session.settle();

    // And no time has gone by: what the sender had in hand was all that the end waited for.
    assertThat(session.sent()).containsExactly("TEXT \"meanwhile\"", "CLOSE 4001", "END");
    assertThat(how().code()).isEqualTo(4001);
    assertThat(how().sentCode()).isEqualTo(4001);
    assertThat(how().receivedFirst()).isTrue();
  }

  @Test
  void aCloseWithTheEndOfTcpBehindItNeedsNoMoreTimeOnceItIsAnswered() throws Exception {
    serveCloseAndEnd();

    assertThat(session.sent()).containsExactly("CLOSE 4001", "END");
    assertThat(how().sentCode()).isEqualTo(4001);
  }

  private void serveCloseAndEnd() {
    try {
      session.serveClose(4001, "over");
      session.server.shutdownOutput();
      session.settle();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the peer breaks the protocol ----

  @Test
  void aViolationIsToldToThePeerAndToEverybodyHere() throws Exception {
    Stage<Message> a = session.ws.receive();
    Stage<Message> b = session.ws.receive();
    Stage<Duration> ping = session.ws.ping();
    session.settle();
    assertThat(session.sent()).hasSize(1);
    session.serveText("complete");
    session.serve(new byte[] {(byte) 0x83, 0}); // a reserved opcode
    session.serveText("never");
    session.settle();
    List<String> sent = session.sent();
    assertThat(sent).hasSize(2);
    assertThat(sent.get(0)).startsWith("CLOSE 1002 ");
    assertThat(sent.get(1)).isEqualTo("END");
    session.server.shutdownOutput();
    session.settle();

    assertThat(text(a)).isEqualTo("complete");
    assertThat(closed(b)).hasCauseInstanceOf(ProtocolViolationException.class);
    assertThat(closed(ping)).isSameAs(how());
    assertThat(how().getCause()).isSameAs(closed(b).getCause());
    assertThat(((ProtocolViolationException) how().getCause()).closeCode()).isEqualTo(1002);
    assertThat(how().sentCode()).isEqualTo(1002);
    assertThat(how().code()).isEqualTo(1006);
    assertThat(how().isNormal()).isFalse();
    assertThat(closed(session.ws.receive())).isSameAs(how());
  }

  @Test
  void aPeerThatDoesNotEndTcpAfterItsViolationIsLeftSoon() throws Exception {
    session.serve(new byte[] {(byte) 0x81, (byte) 0x80}); // a server must not mask
    session.settle();
    assertThat(session.ends).isEmpty();
    session.advance(Duration.ofMillis(60));

    assertThat(how().sentCode()).isEqualTo(1002);
    assertThat(session.client.isOpen()).isFalse();
  }

  @Test
  void textThatIsNotUtf8EndsWith1007AtItsFirstBadByte() throws Exception {
    session.serve(new byte[] {(byte) 0x81, 100, 'o', 'k', (byte) 0xFF});
    session.settle();

    List<String> sent = session.sent();
    assertThat(sent.get(0)).startsWith("CLOSE 1007 ");
  }

  @Test
  void aMessageOverTheLimitEndsWith1009() throws Exception {
    reopen(1000, LoopSession.options().maxMessageSize(10));
    session.serve(Session.frame(Session.BINARY, new byte[10]), new byte[] {(byte) 0x82, 11});
    session.settle();

    assertThat(value(session.ws.receive()).bytes()).hasSize(10);
    assertThat(session.sent().get(0)).startsWith("CLOSE 1009 ");
  }

  @Test
  void messagesBeforeAViolationAreReceivedBeforeIt() throws Exception {
    session.serveText("1", "2");
    session.serve(new byte[] {(byte) 0x83, 0});
    session.server.shutdownOutput();
    session.settle();

    assertThat(text(session.ws.receive())).isEqualTo("1");
    assertThat(text(session.ws.receive())).isEqualTo("2");
    assertThat(closed(session.ws.receive())).isSameAs(how());
  }

  // ---- the network ends ----

  @Test
  void theEndOfTcpWithoutACloseIs1006AndNothingIsSent() throws Exception {
    Stage<Message> received = session.ws.receive();
    session.server.shutdownOutput();
    session.settle();

    assertThat(closed(received).code()).isEqualTo(1006);
    assertThat(how().sentCode()).isEqualTo(1006);
    assertThat(how().isNormal()).isFalse();
    assertThat(how().closedHere()).isFalse();
    assertThat(session.sent()).containsExactly("END");
    assertThat(session.ws.isOpen()).isFalse();
    assertThat(session.ws.closeCode()).isEqualTo(1006);
  }

  @Test
  void theEndOfTcpInTheMiddleOfAFrameLosesTheIncompleteMessageOnly() throws Exception {
    session.serveText("1");
    session.serve(new byte[] {(byte) Session.TEXT, 5, 'h', 'e'});
    session.server.shutdownOutput();
    session.settle();

    assertThat(text(session.ws.receive())).isEqualTo("1");
    assertThat(closed(session.ws.receive()).code()).isEqualTo(1006);
    assertThat(session.sent()).containsExactly("END");
  }

  @Test
  void theEndOfTcpBetweenFragmentsLosesTheIncompleteMessageOnly() throws Exception {
    Stage<Message> received = session.ws.receive();
    session.serve(Session.frame(0x01, "he"));
    session.server.shutdownOutput();
    session.settle();

    assertThat(closed(received).code()).isEqualTo(1006);
    assertThat(session.ends).hasSize(1);
  }

  @Test
  void aResetIsTheCauseOfTheEnd() throws Exception {
    Stage<Message> received = session.ws.receive();
    Stage<Duration> ping = session.ws.ping();
    session.settle();
    session.server.reset();
    session.settle();

    assertThat(closed(received).getCause())
        .isInstanceOf(SocketException.class)
        .hasMessage("connection reset");
    assertThat(how().getCause()).isSameAs(closed(received).getCause());
    assertThat(closed(ping)).isSameAs(how());
    assertThat(how()).hasMessageContaining("connection reset");
  }

  @Test
  void messagesThatWereReadBeforeAResetAreReceivedBeforeIt() throws Exception {
    session.serveText("1", "2");
    session.settle();
    session.server.reset();
    session.settle();

    assertThat(text(session.ws.receive())).isEqualTo("1");
    assertThat(text(session.ws.receive())).isEqualTo("2");
    assertThat(closed(session.ws.receive())).isSameAs(how());
  }

  @Test
  void aWriteThatFailsDoesNotLoseWhatHasArrived() throws Exception {
    session.serveText("1", "2");
    session.server.close();
    Stage<Void> sent = session.ws.send("into the void");
    session.settle();

    assertThat(closed(sent)).hasMessageContaining("broken pipe");
    assertThat(text(session.ws.receive())).isEqualTo("1");
    assertThat(text(session.ws.receive())).isEqualTo("2");
    assertThat(closed(session.ws.receive())).isSameAs(how());
    assertThat(how().getCause()).hasMessage("broken pipe");
  }

  @Test
  void aWriteThatFailsEndsTheConnectionThoughNothingIsRead() throws Exception {
    IOException gone = new IOException("no route");
    session.wire.failWrite(gone);
    Stage<Message> received = session.ws.receive();
    Stage<Void> sent = session.ws.send("into the void");
    session.settle();
    assertThat(closed(sent)).hasCause(gone);
    session.advance(Duration.ofMinutes(1));

    assertThat(how()).hasCause(gone);
    assertThat(how().unsentMessages()).as("accepted").isZero();
    assertThat(closed(received)).hasCause(gone);
    assertThat(session.client.isOpen()).isFalse();
  }

  @Test
  void messagesBehindAFullInboxOutliveAWriteThatFails() throws Exception {
    reopen(1000, LoopSession.options().inbox(1, 1));
    session.serveText("1", "2", "3");
    session.settle();
    session.wire.failWrite(new IOException("no route"));
    session.ws.send("into the void");
    for (int i = 1; i <= 3; i++) {
      session.advance(Duration.ofMinutes(1));
      assertThat(text(session.ws.receive())).isEqualTo(Integer.toString(i));
    }
    session.advance(Duration.ofMinutes(1));

    assertThat(closed(session.ws.receive())).isSameAs(how()).hasMessageContaining("no route");
  }

  @Test
  void aReadThatFailsEndsTheConnection() throws Exception {
    IOException gone = new IOException("no route");
    session.wire.failRead(gone);
    Stage<Message> received = session.ws.receive();
    session.settle();

    assertThat(closed(received)).hasCause(gone);
    assertThat(how()).hasCause(gone);
  }

  @Test
  void afterOurCloseWhatTheNetworkDoesIsNoFailure() throws Exception {
    Stage<Void> close = session.ws.close();
    session.settle();
    session.server.reset();
    session.settle();

    assertThat(value(close)).isNull();
    assertThat(how()).hasNoCause();
    assertThat(how().isNormal()).isTrue();
  }

  // ---- our own side fails ----

  @Test
  void anErrorWhileReadingEndsThisConnectionWith1011() throws Exception {
    OutOfMemoryError none = new OutOfMemoryError("made by hand");
    Stage<Message> received = session.ws.receive();
    session.wire.failRead(none);
    session.settle();

    assertThat(session.sent()).containsExactly("CLOSE 1011 message handler failed", "END");
    assertThat(closed(received)).hasCause(none);
    session.server.shutdownOutput();
    session.settle();
    assertThat(how()).hasCause(none);
    assertThat(how().sentCode()).isEqualTo(1011);
    assertThat(session.loop.loop().cause()).isNull();
  }

  @Test
  void anErrorInAReceiveOnTheCallersThreadEndsThisConnectionWith1011() throws Exception {
    OutOfMemoryError none = new OutOfMemoryError("made by hand");
    session.wire.failRead(none);
    Stage<Message> received = session.ws.receive();
    session.settle();

    assertThat(closed(received)).hasCause(none);
    assertThat(session.sent()).containsExactly("CLOSE 1011 message handler failed", "END");
  }

  @Test
  void anErrorWhileWritingEndsTheConnection() throws Exception {
    OutOfMemoryError none = new OutOfMemoryError("made by hand");
    Stage<Message> received = session.ws.receive();
    session.wire.failWrite(none);
    Stage<Void> sent = session.ws.sendAll(List.of(new Message.Text("x")));
    session.settle();
    session.advance(Duration.ofMinutes(1));

    assertThat(how()).hasCause(none);
    assertThat(closed(received)).hasCause(none);
    assertThat(session.client.isOpen()).isFalse();
    assertThat(waits(sent)).isFalse();
  }

  @Test
  void anErrorInADirectSendEndsTheConnection() throws Exception {
    OutOfMemoryError none = new OutOfMemoryError("made by hand");
    Stage<Message> received = session.ws.receive();
    session.wire.failWrite(none);
    Stage<Void> sent = session.ws.send("x");
    assertThat(closed(sent)).hasCause(none);
    session.settle();
    session.advance(Duration.ofMinutes(1));

    assertThat(closed(received)).hasCause(none);
    assertThat(how()).hasCause(none);
    assertThat(how().unsentMessages()).as("accepted").isZero();
    assertThat(session.sent()).containsExactly("END");
  }

  @Test
  void anErrorInATryIsARefusalAndTheEnd() throws Exception {
    OutOfMemoryError none = new OutOfMemoryError("made by hand");
    session.wire.failWrite(none);
    ByteBuffer payload = ByteBuffer.allocate(3);
    assertThat(session.ws.trySend(payload)).isFalse();
    assertThat(payload.position()).isZero();
    session.settle();
    session.advance(Duration.ofMinutes(1));

    assertThat(how()).hasCause(none);
  }

  // ---- the loop ends ----

  @Test
  void aClosedLoopTellsThePeer1001AndEverybodyHere() throws Exception {
    Stage<Message> received = session.ws.receive();
    Stage<Duration> ping = session.ws.ping();
    Stage<ConnectionClosedException> closed = session.ws.closed();
    session.settle();
    assertThat(session.sent()).hasSize(1);
    session.loop.close();

    assertThat(session.sent()).containsExactly("CLOSE 1001", "END");
    assertThat(closed(received).closedHere()).isTrue();
    assertThat(closed(ping)).isSameAs(how());
    assertThat(value(closed)).isSameAs(how());
    assertThat(how().closedHere()).isTrue();
    assertThat(how().sentCode()).isEqualTo(1001);
    assertThat(how().isNormal()).isTrue();
    assertThat(session.client.isOpen()).isFalse();
    assertThat(closed(session.ws.send("late"))).isSameAs(how());
    assertThat(closed(session.ws.ping())).isSameAs(how());
    assertThat(closed(session.ws.receive())).isSameAs(how());
    assertThat(value(session.ws.close())).isNull();
    assertThat(value(session.ws.closed())).isSameAs(how());
  }

  @Test
  void aLoopThatDiesOfAnErrorTellsItsCauseToEverybody() throws Exception {
    StackOverflowError deep = new StackOverflowError("made by hand");
    Stage<Message> received = session.ws.receive();
    session.settle();
    Throwable thrown = null;
    session
        .loop
        .loop()
        .execute(
            () -> {
              throw deep;
            });
    try {
      session.turn();
    } catch (StackOverflowError e) {
      thrown = e;
    }

    assertThat(thrown).isSameAs(deep);
    assertThat(closed(received)).hasCause(deep);
    assertThat(how()).hasCause(deep);
    assertThat(session.client.isOpen()).isFalse();
    assertThat(closed(session.ws.send("late"))).isSameAs(how());
    assertThat(closed(session.ws.receive())).isSameAs(how());
  }

  @Test
  void messagesThatWereReadBeforeTheLoopDiedAreReceived() throws Exception {
    session.serveText("1", "2");
    session.settle();
    session
        .loop
        .loop()
        .execute(
            () -> {
              throw new StackOverflowError("made by hand");
            });
    try {
      session.turn();
    } catch (StackOverflowError e) {
      assertThat(e).hasMessage("made by hand");
    }

    assertThat(text(session.ws.receive())).isEqualTo("1");
    assertThat(text(session.ws.receive())).isEqualTo("2");
    assertThat(closed(session.ws.receive())).isSameAs(how());
  }

  @Test
  void sendsThatWaitHearOfTheEndOfTheLoop() throws Exception {
    reopen(10, LoopSession.options().mailbox(1));
    session.ws.send("one, longer than ten");
    session.ws.send("two");
    Stage<Void> waiting = session.ws.send("three");
    assertThat(waits(waiting)).isTrue();
    session.loop.close();

    assertThat(closed(waiting)).isSameAs(how());
    assertThat(how().unsentMessages()).isEqualTo(2);
  }

  @Test
  void exactlyOneEndWhateverHappensAtOnce() throws Exception {
    Stage<Message> received = session.ws.receive();
    session.serve(new byte[] {(byte) 0x83, 0});
    session.serveClose(1000, "");
    session.server.shutdownOutput();
    session.ws.close(4000, "");
    session.settle();
    session.server.reset();
    session.settle();
    session.loop.close();

    assertThat(session.ends).hasSize(1);
    assertThat(waits(received)).isFalse();
  }

  @Test
  void aQuietConnectionHoldsNoHalves() throws Exception {
    session.serveText("1");
    session.ws.send("x");
    assertThat(text(session.ws.receive())).isEqualTo("1");
    session.settle();

    Halves.Reads first = session.halves.reads();
    Halves.Reads second = session.halves.reads();
    assertThat(first.view.readNanoTime()).as("it was used, and came back").isNotZero();
    assertThat(second.view.readNanoTime()).as("there was only one").isZero();
  }
}
