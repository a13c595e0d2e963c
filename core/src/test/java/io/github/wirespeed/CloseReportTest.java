package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.CloseReport.Origin;
import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a report says, put together by hand. */
class CloseReportTest {
  private static final Traffic TRAFFIC = new Traffic(3_250_400_000L, 12, 3400, 1, 1, 412_300);
  private static final CloseHandshake PEERS =
      CloseHandshake.OPEN
          .receive(new CloseStatus(4001, "bye"))
          .send(new CloseStatus(4001, ""))
          .end();

  private static CloseReport lost(Throwable cause) {
    return new CloseReport(Origin.NETWORK, CloseHandshake.OPEN.end(), false, cause, TRAFFIC, 0);
  }

  @Test
  void itTellsWhatItWasTold() {
    CloseReport report = new CloseReport(Origin.PEER, PEERS, false, null, TRAFFIC, 7);

    assertThat(report.origin()).isEqualTo(Origin.PEER);
    assertThat(report.isOver()).isTrue();
    assertThat(report.isNormal()).isFalse();
    assertThat(report.receivedFirst()).isTrue();
    assertThat(report.closedHere()).isFalse();
    assertThat(report.code()).isEqualTo(4001);
    assertThat(report.reason()).isEqualTo("bye");
    assertThat(report.sentCode()).isEqualTo(4001);
    assertThat(report.sentReason()).isEmpty();
    assertThat(report.cause()).isEmpty();
    assertThat(report.age()).isEqualTo(Duration.ofNanos(3_250_400_000L));
    assertThat(report.messagesReceived()).isEqualTo(12);
    assertThat(report.bytesReceived()).isEqualTo(3400);
    assertThat(report.messagesSent()).isEqualTo(1);
    assertThat(report.bytesSent()).isEqualTo(1);
    assertThat(report.unsentMessages()).isEqualTo(7);
    assertThat(report.lastRoundTrip()).contains(Duration.ofNanos(412_300));
  }

  @Test
  void itIsOneLineForALog() {
    assertThat(new CloseReport(Origin.PEER, PEERS, false, null, TRAFFIC, 7))
        .hasToString(
            "CloseReport[closed by the peer; received close 4001 bye, then sent 4001; age 3.250 s;"
                + " received 12 messages, 3400 bytes; sent 1 message, 1 byte;"
                + " accepted and not sent: 7; round trip 0.412 ms]");
    assertThat(lost(new IOException("connection reset")))
        .hasToString(
            "CloseReport[lost; connection lost without a close frame; age 3.250 s;"
                + " received 12 messages, 3400 bytes; sent 1 message, 1 byte; round trip 0.412 ms;"
                + " cause: java.io.IOException: connection reset]");
  }

  @Test
  void oneOfAnOpenConnectionSaysSo() {
    Traffic none = new Traffic(1_000_000, 0, 0, 0, 0, Traffic.UNKNOWN);
    CloseReport report = new CloseReport(Origin.NONE, CloseHandshake.OPEN, false, null, none, 0);

    assertThat(report.isOver()).isFalse();
    assertThat(report.code()).isEqualTo(-1);
    assertThat(report.sentCode()).isEqualTo(-1);
    assertThat(report.lastRoundTrip()).isEqualTo(Optional.empty());
    assertThat(report)
        .hasToString(
            "CloseReport[open; age 0.001 s; received 0 messages, 0 bytes;"
                + " sent 0 messages, 0 bytes]");
  }

  @Test
  void oneOfAConnectionThatIsClosingSaysSo() {
    CloseHandshake ours = CloseHandshake.OPEN.send(new CloseStatus(1000, ""));
    CloseReport report = new CloseReport(Origin.HERE, ours, true, null, TRAFFIC, 0);

    assertThat(report.code()).as("not known yet").isEqualTo(-1);
    assertThat(report.toString())
        .startsWith(
            "CloseReport[closed here, not over yet;"
                + " sent close 1000 (normal), received none; age");
    assertThat(new ConnectionClosedException(report).code())
        .as("of the exception, which knows no unknown code")
        .isEqualTo(1006);
  }

  @Test
  void aPeersReasonBeginsNoLineOfItsOwnInALog() {
    String reason = "x\r\n2026 ERROR forged\u2028\u0085\u0000\u007F end";
    CloseHandshake handshake = CloseHandshake.OPEN.receive(new CloseStatus(4000, reason)).end();
    CloseReport report =
        new CloseReport(Origin.PEER, handshake, false, new IOException("two\nlines"), TRAFFIC, 0);

    assertThat(report.toString())
        .contains("x\\u000d\\u000a2026 ERROR forged\\u2028\\u0085\\u0000\\u007f end, sent none")
        .contains("two\\u000alines")
        .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]");
    assertThat(report.reason()).as("as the peer wrote it").isEqualTo(reason);
  }

  @Test
  void anExceptionTakesItsReportAlongWhereverItIsSent() throws Exception {
    ConnectionClosedException e =
        new ConnectionClosedException(lost(new IOException("connection reset")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ConnectionClosedException copy = (ConnectionClosedException) in.readObject();
      assertThat(copy.report()).hasToString(e.report().toString());
      assertThat(copy).hasMessage(e.getMessage()).hasRootCauseMessage("connection reset");
    }
  }
}
