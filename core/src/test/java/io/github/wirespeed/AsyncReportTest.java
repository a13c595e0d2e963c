package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.text;
import static io.github.wirespeed.LoopSession.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.CloseReport.Origin;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The report of an async connection: its counts, and the ends that only it can come to. */
@Timeout(30)
class AsyncReportTest {
  private LoopSession<AsyncWebSocket> session = LoopSession.async();

  AsyncReportTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  private void reopen(int capacity, WebSocketOptions options) throws Exception {
    session.close();
    session = LoopSession.async(capacity, options);
  }

  private CloseReport report() {
    assertThat(session.ends).hasSize(1);
    CloseReport report = session.ends.get(0).report();
    assertThat(session.ws.report()).isSameAs(report);
    assertThat(report.isOver()).isTrue();
    return report;
  }

  private static void assertCounts(
      CloseReport report, long received, long bytesReceived, long sent, long bytesSent) {
    assertThat(report.messagesReceived()).as("received").isEqualTo(received);
    assertThat(report.bytesReceived()).as("bytes received").isEqualTo(bytesReceived);
    assertThat(report.messagesSent()).as("sent").isEqualTo(sent);
    assertThat(report.bytesSent()).as("bytes sent").isEqualTo(bytesSent);
  }

  // ---- counts ----

  @Test
  void anOpenConnectionReportsWhatWentOverIt() throws Exception {
    assertCounts(session.ws.report(), 0, 0, 0, 0);
    session.ws.send("grün"); // five bytes
    session.serveText("€", "kept in the inbox");
    session.settle();
    CloseReport report = session.ws.report();

    assertCounts(report, 2, 20, 1, 5);
    assertThat(report.origin()).isEqualTo(Origin.NONE);
    assertThat(report.isOver()).isFalse();
    assertThat(report.code()).isEqualTo(-1);
    assertThat(report.lastRoundTrip()).isEmpty();
    assertThat(text(session.ws.receive())).isEqualTo("€");
    assertCounts(session.ws.report(), 2, 20, 1, 5);
  }

  @Test
  void halvesThatAreLentToOneConnectionAfterTheOtherTakeNoCountsAlong() throws Exception {
    session.serveText("1");
    session.ws.send("x");
    session.settle();
    session.serveText("22");
    session.ws.send("yy");
    session.settle();

    assertCounts(session.ws.report(), 2, 3, 2, 3);
    Writes writes = session.halves.writes();
    assertThat(writes.messages()).isZero();
  }

  @Test
  void aMessageOfManyFragmentsIsOneAndControlFramesAreNone() throws Exception {
    reopen(100_000, LoopSession.options().fragmentSize(125));
    session.serve(Session.frame(0x01, "ab"));
    session.servePing("ping");
    session.settle();
    session.serve(Session.frame(0x00, "cd"), Session.frame(0x80, ""));
    session.ws.pong(ByteBuffer.allocate(3));
    session.ws.send(new byte[1000]);
    session.ws.send("x".repeat(300));
    session.ws.sendAll(List.of(new Message.Text(""), new Message.Text("€")));
    assertThat(session.ws.trySend("try")).isTrue();
    session.settle();

    assertCounts(session.ws.report(), 1, 4, 5, 1306);
  }

  @Test
  void aBurstIsCountedWhenItLeaves() throws Exception {
    for (int i = 0; i < 10; i++) {
      session.ws.send("0123456789");
    }
    session.settle();

    assertCounts(session.ws.report(), 0, 0, 10, 100);
  }

  @Test
  void whatTheNetworkTookInPartIsSentWhenItsLastByteIs() throws Exception {
    reopen(20, LoopSession.options());
    session.ws.send("0123456789"); // 16 bytes
    session.ws.send("abc"); // 9, of which 4 fit
    assertCounts(session.ws.report(), 0, 0, 1, 10);
    session.take(4);
    session.settle();
    assertCounts(session.ws.report(), 0, 0, 1, 10);
    session.take(1);
    session.settle();

    assertCounts(session.ws.report(), 0, 0, 2, 13);
  }

  @Test
  void everyMessageThatWasAcceptedIsSentOrUnsent() throws Exception {
    reopen(30, LoopSession.options());
    for (int i = 0; i < 7; i++) {
      session.ws.send("0123456789"); // 16 bytes on the wire
    }
    session.settle();
    session.take(30);
    session.settle();
    session.take(10); // so that the network took 70
    session.settle();
    session.server.reset();
    session.settle();
    session.advance(Duration.ofMinutes(1));

    assertCounts(report(), 0, 0, 4, 40);
    assertThat(report().unsentMessages()).isEqualTo(3);
    assertThat(report().toString()).contains("accepted and not sent: 3");
  }

  @Test
  void messagesThatNobodyReceivesAfterACloseHereWereReceivedAllTheSame() throws Exception {
    session.ws.close();
    session.serveText("too late");
    session.serveEnd(1000);

    assertCounts(report(), 1, 8, 0, 0);
  }

  // ---- ends ----

  @Test
  void aReceiveThatEndsWithACloseHereHasAReportThatIsNotFinal() throws Exception {
    Stage<Message> received = session.ws.receive();
    session.ws.close(4002, "enough");
    CloseReport early = closed(received).report();
    assertThat(early.origin()).isEqualTo(Origin.HERE);
    assertThat(early.isOver()).isFalse();
    assertThat(early.code()).as("not known").isEqualTo(-1);
    assertThat(closed(received).code()).isEqualTo(1006);
    session.serveEnd(4000);

    assertThat(report().origin()).isEqualTo(Origin.HERE);
    assertThat(report().code()).isEqualTo(4000);
    assertThat(report().sentCode()).isEqualTo(4002);
    assertThat(report().sentReason()).isEqualTo("enough");
    assertThat(report().closedHere()).isTrue();
  }

  @Test
  void aCloseFromBothSidesAtOnceBeganHereWhereThisSideKnewOfItsOwnFirst() throws Exception {
    session.serveClose(4001, "me first"); // under way
    session.ws.close(4002, "no, me");
    session.server.shutdownOutput();
    session.settle();

    assertThat(report().origin()).isEqualTo(Origin.HERE);
    assertThat(report().code()).isEqualTo(4001);
    assertThat(report().sentCode()).isEqualTo(4002);
    assertThat(report().receivedFirst()).isFalse();
  }

  @Test
  void aCloseHereBehindThePeersDoesNotBegin() throws Exception {
    session.serveClose(4001, "over");
    session.turn();
    session.ws.close(4002, "");
    session.server.shutdownOutput();
    session.settle();

    assertThat(report().origin()).isEqualTo(Origin.PEER);
    assertThat(report().closedHere()).isTrue();
    assertThat(report().sentCode()).as("the answer was sent first").isEqualTo(4001);
  }

  @Test
  void aCloseHereBehindMessagesThatTheNetworkDoesNotTakeBeganHere() throws Exception {
    reopen(10, LoopSession.options());
    session.ws.send("longer than ten bytes");
    session.ws.close(4002, ""); // waits behind it
    session.serve(new byte[] {(byte) Session.CLOSE, 2, 0x0F, (byte) 0xA1});
    session.settle();
    session.advance(Duration.ofMinutes(1));

    assertThat(report().origin()).isEqualTo(Origin.HERE);
    assertThat(report().code()).isEqualTo(4001);
    assertThat(report().sentCode()).as("never sent").isEqualTo(1006);
    assertThat(report().unsentMessages()).isEqualTo(1);
  }

  @Test
  void aViolation() throws Exception {
    session.serveText("ok");
    session.serve(new byte[] {(byte) 0x83, 0});
    session.server.shutdownOutput();
    session.settle();

    assertThat(report().origin()).isEqualTo(Origin.VIOLATION);
    assertThat(report().code()).isEqualTo(1006);
    assertThat(report().sentCode()).isEqualTo(1002);
    assertThat(report().sentReason()).contains("opcode");
    assertThat(report().cause()).containsInstanceOf(ProtocolViolationException.class);
    assertCounts(report(), 1, 2, 0, 0);
  }

  @Test
  void theEndOfTcpWithoutAClose() throws Exception {
    session.serve(Session.frame(0x01, "half a mess"));
    session.server.shutdownOutput();
    session.settle();

    assertThat(report().origin()).isEqualTo(Origin.NETWORK);
    assertThat(report().sentCode()).isEqualTo(1006);
    assertThat(report().cause()).isEmpty();
    assertCounts(report(), 0, 0, 0, 0);
  }

  @Test
  void aReset() throws Exception {
    session.ws.receive();
    session.server.reset();
    session.settle();

    assertThat(report().origin()).isEqualTo(Origin.NETWORK);
    assertThat(report().cause()).containsInstanceOf(SocketException.class);
  }

  @Test
  void aWriteThatFailsIsNoMessageSent() throws Exception {
    session.ws.send("one");
    session.wire.failWrite(new IOException("no route"));
    Stage<Void> two = session.ws.send("two");
    assertThat(closed(two).report().origin()).isEqualTo(Origin.NETWORK);
    session.settle();
    session.advance(Duration.ofMinutes(1));

    assertThat(report().origin()).isEqualTo(Origin.NETWORK);
    assertThat(report().cause().orElseThrow()).hasMessage("no route");
    assertCounts(report(), 0, 0, 1, 3);
    assertThat(report().unsentMessages()).isZero();
  }

  @Test
  void aPeersCloseThatWasThereBeforeAWriteFailedIsWhatItBeganWith() throws Exception {
    session.serveClose(4001, "over");
    session.server.close();
    session.ws.send("too late");
    session.settle();
    session.advance(Duration.ofMinutes(1));

    assertThat(report().origin()).isEqualTo(Origin.PEER);
    assertThat(report().code()).isEqualTo(4001);
  }

  @Test
  void aLoopThatIsClosedByItsOwnerBeganHere() {
    session.loop.close();

    assertThat(report().origin()).isEqualTo(Origin.HERE);
    assertThat(report().sentCode()).isEqualTo(1001);
    assertThat(report().cause()).isEmpty();
  }

  @Test
  void anErrorOfOursBeganHere() throws Exception {
    OutOfMemoryError none = new OutOfMemoryError("made by hand");
    session.wire.failRead(none);
    session.ws.receive();
    session.settle();
    session.serveEnd(1011);

    assertThat(report().origin()).isEqualTo(Origin.HERE);
    assertThat(report().cause()).contains(none);
    assertThat(report().sentCode()).isEqualTo(1011);
  }

  @Test
  void everybodyIsToldTheSame() throws Exception {
    Stage<ConnectionClosedException> closed = session.ws.closed();
    session.serveClose(1000, "");
    session.server.shutdownOutput();
    session.settle();

    assertThat(value(closed).report()).isSameAs(report());
    assertThat(closed(session.ws.receive()).report()).isSameAs(report());
    assertThat(closed(session.ws.send("late")).report()).isSameAs(report());
    assertThat(report().age()).isPositive();
  }
}
