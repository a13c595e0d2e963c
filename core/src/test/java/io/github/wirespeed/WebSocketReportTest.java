package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.CloseReport.Origin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The report of a blocking connection, for every way in which it can end. */
@Timeout(30)
class WebSocketReportTest {
  private static final Duration SHORT = Duration.ofMillis(5);

  private Session session = Session.open(Session.options().fragmentSize(125));

  @AfterEach
  void end() {
    session.close();
  }

  /** The report of the exception that a receive meets. */
  private CloseReport ended() {
    ConnectionClosedException e =
        catchThrowableOfType(ConnectionClosedException.class, session.ws::receive);
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(e.report().code());
    assertThat(e.sentCode()).isEqualTo(e.report().sentCode());
    assertThat(session.ws.report().origin()).isEqualTo(e.report().origin());
    return e.report();
  }

  private static void assertCounts(
      CloseReport report, long received, long bytesReceived, long sent, long bytesSent) {
    assertThat(report.messagesReceived()).as("received").isEqualTo(received);
    assertThat(report.bytesReceived()).as("bytes received").isEqualTo(bytesReceived);
    assertThat(report.messagesSent()).as("sent").isEqualTo(sent);
    assertThat(report.bytesSent()).as("bytes sent").isEqualTo(bytesSent);
  }

  // ---- counts, while it is open ----

  @Test
  void anOpenConnectionReportsWhatWentOverIt() throws Exception {
    assertCounts(session.ws.report(), 0, 0, 0, 0);
    session.ws.send("grün"); // five bytes
    session.serve(Session.frame(Session.BINARY, new byte[7]), Session.frame(Session.TEXT, "€"));
    session.ws.receive();
    session.ws.receiveView();
    CloseReport report = session.ws.report();

    assertCounts(report, 2, 10, 1, 5);
    assertThat(report.origin()).isEqualTo(Origin.NONE);
    assertThat(report.isOver()).isFalse();
    assertThat(report.code()).isEqualTo(-1);
    assertThat(report.sentCode()).isEqualTo(-1);
    assertThat(report.unsentMessages()).isZero();
    assertThat(report.lastRoundTrip()).isEmpty();
  }

  @Test
  void aMessageOfManyFragmentsIsOneAndControlFramesAreNone() throws Exception {
    session.serve(
        Session.frame(0x01, "ab"),
        Session.frame(Session.PING, "ping"),
        Session.frame(0x00, "cd"),
        Session.frame(Session.PONG, ""),
        Session.frame(0x80, ""));
    assertThat(session.ws.receive().text()).isEqualTo("abcd");
    session.ws.pong(ByteBuffer.allocate(3));
    session.ws.send(new byte[1000]); // eight frames
    session.ws.send("x".repeat(300)); // three, and the pong was in between
    session.ws.send("");

    assertCounts(session.ws.report(), 1, 4, 3, 1300);
  }

  @Test
  void aStreamIsOneMessage() throws Exception {
    session.ws.send(new ByteArrayInputStream(new byte[20_000]));
    session.ws.send(new StringReader("€".repeat(5000)));
    session.ws.send(InputStream.nullInputStream());

    assertCounts(session.ws.report(), 0, 0, 3, 35_000);
  }

  @Test
  void aMessageThatAPingKeptForLaterIsCountedOnce() throws Exception {
    Background<Duration> ping = Background.call(session.ws::ping);
    assertThat(session.sent()).startsWith("PING");
    session.serve(
        Session.frame(Session.TEXT, "first"), Session.frame(Session.PONG, session.payload()));
    ping.result();
    assertThat(session.ws.receive().text()).isEqualTo("first");

    assertCounts(session.ws.report(), 1, 5, 0, 0);
  }

  @Test
  void aMessageThatCannotBeSentIsNotCounted() throws Exception {
    assertThatThrownBy(() -> session.ws.send("a\uD800"))
        .isInstanceOf(IllegalArgumentException.class);
    session.ws.send("b");

    assertCounts(session.ws.report(), 0, 0, 1, 1);
  }

  @Test
  void aSendThatWasInterruptedBeforeItsFirstByteIsNotCounted() throws Exception {
    session.close();
    session = Session.open(10, Session.options());
    Background<Boolean> first = Background.run(() -> session.ws.send(new byte[20])).asleep();
    session.take(26);
    first.result();
    session.ws.send(new byte[4]); // fills the network
    Background<Boolean> second = Background.run(() -> session.ws.send(new byte[6])).asleep();
    second.interrupt();
    assertThatThrownBy(second::result).isInstanceOf(IOException.class);

    assertCounts(session.ws.report(), 0, 0, 2, 24);
  }

  @Test
  void theAgeGrowsUntilTheEnd() throws Exception {
    Duration before = session.ws.report().age();
    Thread.sleep(2);
    assertThat(session.ws.report().age()).isGreaterThan(before);
    session.server.close();
    Duration atTheEnd = ended().age();
    Thread.sleep(2);

    assertThat(atTheEnd).isGreaterThan(before);
    assertThat(session.ws.report().age()).isEqualTo(atTheEnd);
  }

  // ---- the ends ----

  @Test
  void aCloseOfThePeers() throws Exception {
    session.ws.send("hi");
    session.serve(Session.frame(Session.TEXT, "hello"), Session.closeFrame(4001, "over"));
    session.server.shutdownOutput();
    session.ws.receive();
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.PEER);
    assertThat(report.isOver()).isTrue();
    assertThat(report.code()).isEqualTo(4001);
    assertThat(report.reason()).isEqualTo("over");
    assertThat(report.sentCode()).isEqualTo(4001);
    assertThat(report.sentReason()).isEmpty();
    assertThat(report.cause()).isEmpty();
    assertCounts(report, 1, 5, 1, 2);
    session.ws.close();
    assertThat(session.ws.report().origin()).as("after a close here").isEqualTo(Origin.PEER);
  }

  @Test
  void aCloseHere() throws Exception {
    session.serve(
        Session.frame(Session.TEXT, "nobody receives me"), Session.closeFrame(1000, "you too"));
    session.server.shutdownOutput();
    session.ws.close(4002, "enough");
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.HERE);
    assertThat(report.isOver()).isTrue();
    assertThat(report.closedHere()).isTrue();
    assertThat(report.code()).isEqualTo(1000);
    assertThat(report.reason()).isEqualTo("you too");
    assertThat(report.sentCode()).isEqualTo(4002);
    assertThat(report.sentReason()).isEqualTo("enough");
    assertThat(report.isNormal()).isTrue();
    assertCounts(report, 1, 18, 0, 0);
  }

  @Test
  void aCloseHereThatNobodyAnswers() throws Exception {
    session.ws.close(1001, "", SHORT);
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.HERE);
    assertThat(report.isOver()).isTrue();
    assertThat(report.code()).isEqualTo(1006);
    assertThat(report.sentCode()).isEqualTo(1001);
    assertThat(report.cause()).isEmpty();
  }

  @Test
  void aCloseFromBothSidesAtOnceBeganHereWhereThisSideKnewOfItsOwnFirst() throws Exception {
    session.wire.beforeWrite(
        () -> {
          try {
            session.serveClose(4001, "me first"); // on its way as ours is written
            session.server.shutdownOutput();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          session.wire.beforeWrite(() -> {});
        });
    session.ws.close(4002, "no, me");
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.HERE);
    assertThat(report.code()).isEqualTo(4001);
    assertThat(report.reason()).isEqualTo("me first");
    assertThat(report.sentCode()).isEqualTo(4002);
    assertThat(report.sentReason()).isEqualTo("no, me");
    assertThat(report.receivedFirst()).isFalse();
  }

  @Test
  void aViolation() throws Exception {
    session.serve(Session.frame(Session.TEXT, "ok"), new byte[] {(byte) 0x83, 0});
    session.server.shutdownOutput();
    session.ws.receive();
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.VIOLATION);
    assertThat(report.code()).isEqualTo(1006);
    assertThat(report.sentCode()).isEqualTo(1002);
    assertThat(report.sentReason()).contains("opcode");
    assertThat(report.cause()).containsInstanceOf(ProtocolViolationException.class);
    assertCounts(report, 1, 2, 0, 0);
  }

  @Test
  void theEndOfTcpWithoutAClose() throws Exception {
    session.serve(Session.frame(0x01, "half a mess"));
    session.server.shutdownOutput();
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.NETWORK);
    assertThat(report.isOver()).isTrue();
    assertThat(report.code()).isEqualTo(1006);
    assertThat(report.sentCode()).isEqualTo(1006);
    assertThat(report.cause()).isEmpty();
    assertCounts(report, 0, 0, 0, 0);
  }

  @Test
  void aReset() throws Exception {
    session.server.reset();
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.NETWORK);
    assertThat(report.cause()).containsInstanceOf(SocketException.class);
  }

  @Test
  void aWriteThatFailsTellsTheSenderBeforeTheEndIsFinal() throws Exception {
    session.ws.send("one");
    session.serveText("still there");
    session.wire.failWrite(new IOException("no route"));
    CloseReport early =
        catchThrowableOfType(ConnectionClosedException.class, () -> session.ws.send("two"))
            .report();

    assertThat(early.origin()).isEqualTo(Origin.NETWORK);
    assertThat(early.isOver()).isFalse();
    assertThat(early.code()).as("not known").isEqualTo(-1);
    assertThat(early.cause().orElseThrow()).hasMessage("no route");
    assertCounts(early, 0, 0, 1, 3);
    assertThat(session.ws.receive().text()).isEqualTo("still there");
    session.server.close();
    assertCounts(ended(), 1, 11, 1, 3);
  }

  @Test
  void aPeersCloseThatWasThereBeforeAWriteFailedIsWhatItBeganWith() throws Exception {
    session.serveClose(4001, "over");
    session.server.close();
    assertThatThrownBy(() -> session.ws.send("too late"))
        .isInstanceOf(ConnectionClosedException.class)
        .hasMessageContaining("broken pipe");
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.PEER);
    assertThat(report.code()).isEqualTo(4001);
  }

  @Test
  void aSourceThatFailsEndsItFromHere() throws Exception {
    InputStream source =
        new InputStream() {
          private int left = 40_000;

          @Override
          public int read() throws IOException {
            if (left == 0) {
              throw new IOException("disk on fire");
            }
            left--;
            return 0;
          }
        };
    assertThatThrownBy(() -> session.ws.send(source)).hasMessage("disk on fire");
    session.serveClose(1011, "");
    session.server.shutdownOutput();
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.HERE);
    assertThat(report.sentCode()).isEqualTo(1011);
    assertThat(report.cause().orElseThrow()).hasMessage("disk on fire");
    assertCounts(report, 0, 0, 0, 0);
  }

  @Test
  void aSendThatIsInterruptedInTheMiddleOfAFrameEndsItFromHere() throws Exception {
    session.close();
    session = Session.open(10, Session.options());
    Background<Boolean> send = Background.run(() -> session.ws.send(new byte[100])).asleep();
    send.interrupt();
    assertThatThrownBy(send::result).hasMessageContaining("in the middle of a frame");
    CloseReport report = ended();

    assertThat(report.origin()).isEqualTo(Origin.HERE);
    assertThat(report.sentCode()).isEqualTo(1006);
    assertThat(report.cause()).isPresent();
    assertCounts(report, 0, 0, 0, 0);
  }
}
