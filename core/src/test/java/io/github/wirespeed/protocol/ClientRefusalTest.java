package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.ClientHandshakeTest.GOOD;
import static io.github.wirespeed.protocol.ClientHandshakeTest.assertFails;
import static io.github.wirespeed.protocol.ClientHandshakeTest.handshake;
import static io.github.wirespeed.protocol.Deliveries.buffer;
import static io.github.wirespeed.protocol.Deliveries.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.protocol.ClientHandshake.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that refuses or goes away: rows HC1, HC2 and HC14 of the bad-input study. */
class ClientRefusalTest {

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 301, 302, 307, 400, 401, 403, 404, 426, 500, 503})
  void failsOnEveryOtherStatusAndKeepsHeadersAndBody(int status) { // HC1, HC2
    String head = "HTTP/1.1 " + status + " Some Reason\r\nLocation: /x\r\n";
    String body = status == 204 ? "" : "why";
    ClientHandshake handshake =
        assertFails(
            head + "Content-Length: 3\r\n\r\n" + body,
            "more",
            "server answered " + status + " \"Some Reason\" instead of 101");

    assertThat(handshake.response().status()).isEqualTo(status);
    assertThat(handshake.response().first("location")).contains("/x");
    assertThat(text(handshake.bodyExcerpt())).isEqualTo(body);
  }

  @Test
  void aRefusalWithEveryUpgradeHeaderIsStillARefusal() {
    assertFails(
        GOOD.replace("101", "200") + "Content-Length: 0\r\n\r\n",
        "frames",
        "server answered 200 \"Switching Protocols\" instead of 101");
  }

  @Test
  void aRefusalWithoutLengthGoesOnUntilTheEnd() {
    ClientHandshake handshake = handshake();

    assertThat(handshake.receive(buffer("HTTP/1.0 503\r\n\r\nbusy"))).isEqualTo(Outcome.NEED_BYTES);
    assertThat(handshake.receive(buffer(" now"))).isEqualTo(Outcome.NEED_BYTES);
    assertThat(handshake.failure()).isNull();
    assertThat(handshake.receiveEof()).isEqualTo(Outcome.FAILED);
    assertThat(handshake.failure()).isEqualTo("server answered 503 instead of 101");
    assertThat(text(handshake.bodyExcerpt())).isEqualTo("busy now");
  }

  @Test
  void failsIfTheConnectionEndsAtAnyByteOfTheHead() { // HC14
    String wire = GOOD + "\r\n";
    for (int length = 0; length < wire.length(); length++) {
      ClientHandshake handshake = handshake();
      handshake.receive(buffer(wire.substring(0, length)));

      assertThat(handshake.receiveEof()).isEqualTo(Outcome.FAILED);
      assertThat(handshake.failure())
          .isEqualTo("connection ended after " + length + " bytes of the response head");
      assertThat(handshake.response()).isNull();
      assertThat(handshake.receive(buffer(wire.substring(length)))).isEqualTo(Outcome.FAILED);
    }
  }

  @Test
  void failsIfTheConnectionEndsAfterAnInformationalResponse() {
    ClientHandshake handshake = handshake();
    handshake.receive(buffer("HTTP/1.1 100 Continue\r\n\r\nHTTP"));

    assertThat(handshake.receiveEof()).isEqualTo(Outcome.FAILED);
    assertThat(handshake.failure())
        .isEqualTo(
            "connection ended after 4 bytes of the response head that followed 1 informational"
                + " ones");
  }
}
