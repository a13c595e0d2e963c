package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The end that comes from the peer or the network: what is delivered first, and what is said. */
@Timeout(30)
class WebSocketEndTest {
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

  private List<String> iterate() {
    List<String> texts = new ArrayList<>();
    for (Message message : session.ws) {
      texts.add(message.text());
    }
    return texts;
  }

  @Test
  void aCloseOfThePeersIsAnsweredWithItsCodeAfterTheMessagesBeforeIt() throws Exception {
    session.serve(
        Session.frame(Session.TEXT, "a"),
        Session.frame(Session.TEXT, "b"),
        Session.closeFrame(1001, "leaving"));
    session.server.shutdownOutput();

    assertThat(session.ws.receive().text()).isEqualTo("a");
    assertThat(session.ws.receive().text()).isEqualTo("b");
    ConnectionClosedException e = ended();

    assertThat(e.code()).isEqualTo(1001);
    assertThat(e.reason()).isEqualTo("leaving");
    assertThat(e.sentCode()).isEqualTo(1001);
    assertThat(e.receivedFirst()).isTrue();
    assertThat(e.closedHere()).isFalse();
    assertThat(e.isNormal()).isTrue();
    assertThat(e).hasNoCause();
    assertThat(e).hasMessageContaining("received close 1001 (going away) leaving");
    assertThat(session.sent()).isEqualTo("CLOSE 1001");
    assertThat(session.sent()).isEqualTo("END");
    assertThat(session.ws.closeCode()).isEqualTo(1001);
    assertThat(session.ws.closeReason()).isEqualTo("leaving");
    assertThat(session.ws.isOpen()).isFalse();
    assertThat(session.client.isOpen()).isFalse();
  }

  @Test
  void aCloseWithTheEndOfTcpBehindItIsAnsweredThoughASenderIsWriting() throws Exception {
    // The sender is waited for as long as the end of TCP would be: where this thread sleeps longer
    // than that, another try shows it.
    boolean answered = false;
    for (int tries = 0; tries < 5 && !answered; tries++) {
      try (Session busy = Session.open()) {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        busy.wire.beforeWrite(
            () -> {
              writing.countDown();
              await(goOn);
            });
        Background<Boolean> sender =
            Background.call(
                () -> {
                  try {
                    busy.ws.send("meanwhile");
                    return true;
                  } catch (ConnectionClosedException tooSlow) {
                    return false;
                  }
                });
        await(writing);
        busy.serveClose(4001, "over");
        busy.server.shutdownOutput();
        Background<Message> receiver = Background.call(busy.ws::receive);
        while (busy.wire.reads() < 2) { // the Close, and the end of TCP
          Thread.onSpinWait();
        }
        Thread.sleep(2);
        goOn.countDown();
        boolean sent = sender.result();
        assertThat(receiver.failure(ConnectionClosedException.class).code()).isEqualTo(4001);
        answered =
            sent && busy.sent().equals("TEXT \"meanwhile\"") && busy.sent().equals("CLOSE 4001");
      }
    }
    assertThat(answered).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anEmptyCloseIs1005AndAnsweredWithAnEmptyOne() throws Exception {
    session.serve(Session.frame(Session.CLOSE, ""));
    session.server.shutdownOutput();

    ConnectionClosedException e = ended();

    assertThat(e.code()).isEqualTo(1005);
    assertThat(e.sentCode()).isEqualTo(1005);
    assertThat(e.reason()).isEmpty();
    assertThat(e.isNormal()).isTrue();
    assertThat(session.sent()).isEqualTo("CLOSE");
    assertThat(session.ws.closeCode()).isEqualTo(1005);
  }

  @Test
  void aPeerThatDoesNotEndTcpAfterTheCloseIsNotWaitedForLong() throws Exception {
    session.serveClose(1000, "");

    assertThat(ended().isNormal()).isTrue();

    assertThat(session.client.isOpen()).isFalse();
  }

  @Test
  void everyCallAfterTheEndSaysTheSame() throws Exception {
    session.serveClose(4000, "done");
    session.server.shutdownOutput();
    ended();

    List<ThrowingCallable> calls =
        List.of(
            session.ws::receive,
            () -> session.ws.receive(Duration.ofSeconds(1)),
            session.ws::receiveView,
            () -> session.ws.send("x"),
            () -> session.ws.send(new byte[1]),
            session.ws::ping,
            () -> session.ws.pong(ByteBuffer.allocate(0)));
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              ConnectionClosedException.class,
              e -> {
                assertThat(e.code()).isEqualTo(4000);
                assertThat(e.reason()).isEqualTo("done");
                assertThat(e.receivedFirst()).isTrue();
                assertThat(e).hasNoCause();
              });
    }
    session.sent();
    assertThat(session.sent()).as("nothing after the Close").isEqualTo("END");
  }

  @Test
  void messagesThatFollowTheCloseAreNotDelivered() throws Exception {
    session.serve(Session.closeFrame(1000, ""), Session.frame(Session.TEXT, "too late"));
    session.server.shutdownOutput();

    assertThat(ended().isNormal()).isTrue();
    assertThat(ended().isNormal()).isTrue();
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        Arguments.of("reserved bit", 1002, Session.frame(0xC1, "x")),
        Arguments.of("reserved opcode", 1002, Session.frame(0x83, "x")),
        Arguments.of("bad UTF-8", 1007, Session.frame(0x81, new byte[] {'a', (byte) 0xFF})),
        Arguments.of("close of one byte", 1002, Session.frame(0x88, "x")),
        Arguments.of("reserved close code", 1002, Session.closeFrame(1005, "")),
        Arguments.of("masked", 1002, new byte[] {(byte) 0x81, (byte) 0x80, 1, 2, 3, 4}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void aViolationIsAnsweredWithItsCodeAfterTheMessagesBeforeIt(String what, int code, byte[] bytes)
      throws Exception {
    session.serve(Session.frame(Session.TEXT, "good"), bytes);

    assertThat(session.ws.receive().text()).isEqualTo("good");
    ConnectionClosedException e = ended();

    assertThat(e.code()).isEqualTo(1006);
    assertThat(e.sentCode()).isEqualTo(code);
    assertThat(e.receivedFirst()).isFalse();
    assertThat(e.isNormal()).isFalse();
    assertThat(e)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolViolationException.class,
            violation -> {
              assertThat(violation.closeCode()).isEqualTo(code);
              assertThat(e).hasMessageContaining(violation.getMessage());
            });
    assertThat(session.sent()).startsWith("CLOSE " + code + " ");
    assertThat(session.sent()).isEqualTo("END");
    assertThat(session.ws.closeCode()).isEqualTo(1006);
    assertThat(ended().getCause()).isSameAs(e.getCause());
  }

  @Test
  void anEndWithoutACloseIs1006AfterTheMessagesBeforeIt() throws Exception {
    session.serve(Session.frame(Session.TEXT, "good"), Session.frame(0x01, "half"));
    session.server.close();

    assertThat(session.ws.receive().text()).isEqualTo("good");
    ConnectionClosedException e = ended();

    assertThat(e.code()).isEqualTo(1006);
    assertThat(e.sentCode()).isEqualTo(1006);
    assertThat(e.isNormal()).isFalse();
    assertThat(e).hasMessage("connection lost without a close frame");
    assertThat(session.ws.closeCode()).isEqualTo(1006);
    assertThat(session.ws.isOpen()).isFalse();
  }

  @Test
  void aResetIsTheCause() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();
    session.client.reset();

    ConnectionClosedException e = receive.failure(ConnectionClosedException.class);

    assertThat(e.code()).isEqualTo(1006);
    assertThat(e).hasCauseInstanceOf(IOException.class).hasMessageContaining("connection reset");
    assertThat(ended()).hasCause(e.getCause());
  }

  @Test
  void whatArrivedBeforeASendFailedIsStillReceived() throws Exception {
    session.serve(Session.frame(Session.TEXT, "last words"), Session.closeFrame(4001, "bye"));
    session.server.close();
    assertThatThrownBy(() -> session.ws.send("x")).isInstanceOf(ConnectionClosedException.class);

    assertThat(session.ws.receive().text()).isEqualTo("last words");
    ConnectionClosedException e = ended();

    assertThat(e.code()).isEqualTo(4001);
    assertThat(e.reason()).isEqualTo("bye");
    assertThat(e.receivedFirst()).isTrue();
  }

  @Test
  void aSendThatSawTheNetworkFailLeavesTheConnectionNotOpen() {
    session.server.close();
    assertThatThrownBy(() -> session.ws.send("x")).isInstanceOf(ConnectionClosedException.class);

    assertThat(session.ws.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001})
  void iterationEndsWithTheNormalCodes(int code) throws Exception {
    session.serve(
        Session.frame(Session.TEXT, "a"),
        Session.frame(Session.TEXT, "b"),
        Session.closeFrame(code, ""));
    session.server.shutdownOutput();

    assertThat(iterate()).containsExactly("a", "b");
  }

  @Test
  void iterationEndsWithAnEmptyClose() throws Exception {
    session.serve(Session.frame(Session.TEXT, "a"), Session.frame(Session.CLOSE, ""));
    session.server.shutdownOutput();

    assertThat(iterate()).containsExactly("a");
  }

  @Test
  void iterationEndsWhenThisSideCloses() throws Exception {
    session.serveText("a");
    Iterator<Message> messages = session.ws.iterator();
    assertThat(messages.next().text()).isEqualTo("a");
    Background<Boolean> more = Background.call(messages::hasNext).asleep();

    Background<Boolean> close = Background.run(session.ws::close);

    assertThat(more.result()).isFalse();
    assertThat(session.sent()).isEqualTo("CLOSE 1000");
    session.serveClose(1000, "");
    session.server.close();
    close.result();
    assertThat(messages.hasNext()).isFalse();
    assertThatThrownBy(messages::next).isInstanceOf(NoSuchElementException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1002, 1003, 1008, 1011, 3000, 4999})
  void iterationThrowsAtEveryOtherCode(int code) throws Exception {
    session.serve(Session.frame(Session.TEXT, "a"), Session.closeFrame(code, ""));
    session.server.shutdownOutput();
    Iterator<Message> messages = session.ws.iterator();
    assertThat(messages.next().text()).isEqualTo("a");

    assertThatThrownBy(messages::hasNext)
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isInstanceOfSatisfying(
            ConnectionClosedException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThat(messages.hasNext()).as("says so once").isFalse();
  }

  @Test
  void iterationThrowsWhenTheConnectionIsLost() throws Exception {
    session.server.close();

    assertThatThrownBy(this::iterate).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void askingTwiceWhetherThereIsMoreReceivesOnce() throws Exception {
    session.serve(Session.frame(Session.TEXT, "a"), Session.frame(Session.TEXT, "b"));
    Iterator<Message> messages = session.ws.iterator();

    assertThat(messages.hasNext()).isTrue();
    assertThat(messages.hasNext()).isTrue();
    assertThat(messages.next().text()).isEqualTo("a");
    assertThat(messages.next().text()).isEqualTo("b");
  }
}
