package io.github.wirespeed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receive gives, as a message and as a view. */
@Timeout(30)
class WebSocketReceiveTest {
  private Session session = Session.open();

  @AfterEach
  void end() {
    session.close();
  }

  @Test
  void messagesComeInOrderAndAsTheyWereSent() throws Exception {
    session.serve(
        Session.frame(Session.TEXT, "aé€😀"),
        Session.frame(Session.BINARY, new byte[] {0, -1}),
        Session.frame(Session.TEXT, ""),
        Session.frame(Session.BINARY, new byte[0]));

    assertThat(session.ws.receive()).isEqualTo(new Message.Text("aé€😀"));
    assertThat(session.ws.receive()).isEqualTo(new Message.Binary(new byte[] {0, -1}));
    assertThat(session.ws.receive()).isEqualTo(new Message.Text(""));
    assertThat(session.ws.receive()).isEqualTo(new Message.Binary(new byte[0]));
  }

  @Test
  void fragmentsAreJoinedAroundControlFrames() throws Exception {
    session.serve(
        Session.frame(0x01, "one "),
        Session.frame(Session.PING, "p"),
        Session.frame(0x00, "two "),
        Session.frame(Session.PONG, "nobody asked"),
        Session.frame(0x80, "three"));

    assertThat(session.ws.receive().text()).isEqualTo("one two three");
    assertThat(session.sent()).isEqualTo("PONG \"p\"");
  }

  @Test
  void firstFramesThatCameWithTheHandshakeAreReceived() throws Exception {
    session.close();
    byte[] third = Session.frame(Session.TEXT, "third");
    session =
        Session.openWithFirst(
            Session.frame(Session.TEXT, "first"),
            Session.frame(Session.BINARY, Session.pattern(20_000)),
            Arrays.copyOf(third, 3));
    session.serve(Arrays.copyOfRange(third, 3, third.length));

    assertThat(session.ws.receive().text()).isEqualTo("first");
    assertThat(session.ws.receive().bytes()).isEqualTo(Session.pattern(20_000));
    assertThat(session.ws.receive().text()).isEqualTo("third");
  }

  @Test
  void aReceiveWaitsForItsMessage() throws Exception {
    Background<Message> receive = Background.call(session.ws::receive).asleep();

    session.serveText("late");

    assertThat(receive.result().text()).isEqualTo("late");
  }

  @Test
  void textAndBinaryDoNotPassForEachOther() throws Exception {
    session.serve(Session.frame(Session.TEXT, "abc"), Session.frame(Session.BINARY, "abcd"));
    Message text = session.ws.receive();
    Message binary = session.ws.receive();

    assertThat(text.isText()).isTrue();
    assertThatThrownBy(text::bytes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 characters");
    assertThat(binary.isText()).isFalse();
    assertThatThrownBy(binary::text)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4 bytes");
    assertThat(binary).hasToString("Binary[4 bytes]");
    assertThat(binary.hashCode()).isEqualTo(new Message.Binary("abcd".getBytes(UTF_8)).hashCode());
  }

  @Test
  void receiveWithATimeOutEndsWithItAndLosesNothingOfAHalfMessage() throws Exception {
    byte[] frame = Session.frame(Session.TEXT, "in two halves");
    session.serve(Arrays.copyOf(frame, 6));

    assertThatThrownBy(() -> session.ws.receive(Duration.ofMillis(5)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("no message");
    session.serve(Arrays.copyOfRange(frame, 6, frame.length));

    assertThat(session.ws.receive(Duration.ofSeconds(20)).text()).isEqualTo("in two halves");
  }

  @Test
  void aTimeOutOfZeroLooksWhatIsThere() throws Exception {
    assertThatThrownBy(() -> session.ws.receive(Duration.ZERO))
        .isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> session.ws.receiveView(Duration.ZERO))
        .isInstanceOf(SocketTimeoutException.class);
    session.serve(Session.frame(Session.TEXT, "a"), Session.frame(Session.TEXT, "b"));

    assertThat(session.ws.receive(Duration.ZERO).text()).isEqualTo("a");
    assertThat(session.ws.receiveView(Duration.ZERO).text()).isEqualTo("b");
  }

  @Test
  void aTimeOutOfCenturiesIsNoTimeOut() throws Exception {
    Background<Message> receive =
        Background.call(() -> session.ws.receive(Duration.ofSeconds(Long.MAX_VALUE))).asleep();
    session.serveText("x");

    assertThat(receive.result().text()).isEqualTo("x");
  }

  @Test
  void aNegativeTimeOutIsRefused() throws Exception {
    session.serveText("kept");

    assertThatThrownBy(() -> session.ws.receive(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> session.ws.receiveView(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(session.ws.receive().text()).isEqualTo("kept");
  }

  @Test
  void aMessageOverTheLimitEndsTheConnectionWith1009() throws Exception {
    session.close();
    session = Session.open(Session.options().maxMessageSize(1000));
    session.serve(Session.frame(Session.BINARY, new byte[1000]));
    session.serve(Session.frame(Session.BINARY, new byte[1001]));

    assertThat(session.ws.receive().bytes()).hasSize(1000);
    assertThatThrownBy(session.ws::receive)
        .isInstanceOf(ConnectionClosedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolViolationException.class, e -> assertThat(e.closeCode()).isEqualTo(1009));
    assertThat(session.sent()).startsWith("CLOSE 1009 ").contains("1000").contains("1001");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 20_000, 60_000})
  void aViewShowsTheBytesReadOnly(int length) throws Exception {
    session.serve(Session.frame(Session.BINARY, Session.pattern(length)));

    MessageView view = session.ws.receiveView();

    assertThat(view.isText()).isFalse();
    assertThat(view.size()).isEqualTo(length);
    assertThat(view.payload()).isEqualTo(ByteBuffer.wrap(Session.pattern(length)));
    assertThat(view.payload().isReadOnly()).isTrue();
    assertThatThrownBy(() -> view.payload().clear().put((byte) 1))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThat(view.bytes()).isEqualTo(Session.pattern(length));
    assertThat(view.toMessage()).isEqualTo(new Message.Binary(Session.pattern(length)));
    assertThatThrownBy(view::text)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ascii", "aé€😀"})
  void aViewOfTextShowsItsUtf8AndDecodesIt(String text) throws Exception {
    session.serveText(text);

    MessageView view = session.ws.receiveView();

    assertThat(view.isText()).isTrue();
    assertThat(view.text()).isEqualTo(text);
    assertThat(view.payload()).isEqualTo(ByteBuffer.wrap(text.getBytes(UTF_8)));
    assertThat(view.bytes()).isEqualTo(text.getBytes(UTF_8));
    assertThat(view.toMessage()).isEqualTo(new Message.Text(text));
  }

  @Test
  void whatACallerDoesToAViewsPositionStaysItsOwn() throws Exception {
    session.serve(Session.frame(Session.BINARY, "abc"));
    MessageView view = session.ws.receiveView();

    ByteBuffer payload = view.payload();
    payload.get();
    payload.limit(payload.position());

    assertThat(view.payload().remaining()).isEqualTo(3);
    assertThat(view.size()).isEqualTo(3);
    assertThat(view.bytes()).isEqualTo("abc".getBytes(UTF_8));
  }

  @Test
  void viewsOfMessagesInTheBufferAndOfGatheredOnesAlternate() throws Exception {
    for (int i = 0; i < 5; i++) {
      session.serve(
          Session.frame(Session.BINARY, new byte[] {(byte) i}),
          Session.frame(0x02, Session.pattern(i)),
          Session.frame(0x80, Session.pattern(i + 1)));
      assertThat(session.ws.receiveView().payload())
          .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) i}));
      assertThat(session.ws.receiveView().payload())
          .isEqualTo(ByteBuffer.wrap(Session.concat(Session.pattern(i), Session.pattern(i + 1))));
    }
  }

  @Test
  void whileAViewIsOutAnotherThreadsReceiveWaitsUntilItsOwnerReceivesAgain() throws Exception {
    session.serve(Session.frame(Session.BINARY, "view"), Session.frame(Session.TEXT, "mine"));
    MessageView view = session.ws.receiveView();
    Background<Message> other = Background.call(session.ws::receive).asleep();

    assertThat(view.bytes()).isEqualTo("view".getBytes(UTF_8));
    assertThat(session.ws.receive().text()).isEqualTo("mine");
    session.serveText("other");

    assertThat(other.result().text()).isEqualTo("other");
  }

  @Test
  void aReceiveWithATimeOutDoesNotWaitLongerForAnotherThreadsView() throws Exception {
    session.serve(Session.frame(Session.BINARY, "view"), Session.frame(Session.TEXT, "next"));
    session.ws.receiveView();

    Background<Message> other = Background.call(() -> session.ws.receive(Duration.ofMillis(5)));

    assertThat(other.failure(SocketTimeoutException.class))
        .hasMessageContaining("another thread is receiving");
    assertThat(session.ws.receive().text()).isEqualTo("next");
  }

  @Test
  void aReceiveThatWaitsForAnotherThreadsViewEndsWhenTheConnectionIsClosed() throws Exception {
    session.serve(Session.frame(Session.BINARY, "view"));
    session.ws.receiveView();
    Background<Message> other = Background.call(session.ws::receive).asleep();

    // From a third thread: the view's owner neither receives nor closes.
    Background.run(() -> session.ws.close(1000, "", Duration.ofMillis(5))).result();

    assertThat(other.failure(ConnectionClosedException.class).closedHere()).isTrue();
  }
}
