package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.protocol.ConnectHandshake.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONNECT: the request in bytes, and every answer in every delivery. RFC 9110 9.3.6. */
class ConnectHandshakeTest {
  private static final HttpLimits LIMITS = HttpLimits.DEFAULTS;

  private static ConnectHandshake handshake() {
    return new ConnectHandshake("example.com", 443, null, null, LIMITS);
  }

  private static String request(String host, int port, String user, String password) {
    return Deliveries.text(new ConnectHandshake(host, port, user, password, LIMITS).request());
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, 443, example.com:443",
    "example.com, 80, example.com:80",
    "192.0.2.7, 8080, 192.0.2.7:8080",
    "2001:db8::1, 443, [2001:db8::1]:443",
    "fe80::1%eth0, 443, [fe80::1]:443"
  })
  void asksForHostAndPort(String host, int port, String target) {
    assertThat(request(host, port, null, null))
        .isEqualTo("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
  }

  @Test
  void tellsWhoAsksInUtf8() {
    String pair =
        Base64.getEncoder().encodeToString("j\u00f6:\u20ac:x".getBytes(StandardCharsets.UTF_8));

    assertThat(request("h", 1, "j\u00f6", "\u20ac:x"))
        .endsWith("\r\nProxy-Authorization: Basic " + pair + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 Connection established\n\n",
        "HTTP/1.0 200 OK\nContent-Length: 5\nTransfer-Encoding: chunked\n\n",
        "HTTP/1.1 299 \n\n",
        "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early\nLink: x\n\nHTTP/1.1 200 OK\n\n"
      })
  void anyStatusOf2xxOpensAndLeavesWhatFollows(String answer) {
    for (List<byte[]> delivery : Deliveries.of(Deliveries.crlf(answer) + "\r\n0\r\n")) {
      ConnectHandshake handshake = handshake();

      String left =
          Deliveries.leftoverOf(
              delivery,
              in -> {
                Outcome outcome = handshake.receive(in);
                assertThat(outcome).isNotEqualTo(Outcome.FAILED);
                return outcome == Outcome.OPEN;
              });

      assertThat(left).isEqualTo("\r\n0\r\n");
      assertThat(handshake.failure()).isNull();
      assertThat(handshake.receiveEof()).as("it stays open").isEqualTo(Outcome.OPEN);
    }
  }

  private static ConnectHandshake failed(List<byte[]> delivery, ConnectHandshake handshake) {
    Deliveries.leftoverOf(delivery, in -> handshake.receive(in) == Outcome.FAILED);
    assertThat(handshake.receiveEof()).isEqualTo(Outcome.FAILED);
    return handshake;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 407 Who?~Content-Length: 2~~no | answered 407 \"Who?\" to CONNECT example.com:443"
            + " | no",
        "HTTP/1.0 502 ~~gone | answered 502 to CONNECT example.com:443 | gone",
        "HTTP/1.1 503 B~Transfer-Encoding: chunked~~2~ab~0~~ | answered 503 \"B\" to CONNECT"
            + " example.com:443 | ab",
        "HTTP/1.1 302 Found~Location: http://login/~Content-Length: 0~~ | answered 302 \"Found\" to"
            + " CONNECT example.com:443 |",
        "HTTP/1.1 101 Switching~~ | answered 101 \"Switching\" to CONNECT example.com:443 |"
      })
  void anyOtherStatusIsARefusalWithItsBody(String answer, String why, String body) {
    for (List<byte[]> delivery : Deliveries.of(answer.strip().replace("~", "\r\n"))) {
      ConnectHandshake handshake = failed(delivery, handshake());

      assertThat(handshake.failure()).isEqualTo(why);
      assertThat(handshake.response()).isNotNull();
      assertThat(handshake.bodyExcerpt()).asString().isEqualTo(body == null ? "" : body);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u0005\u0000",
        "\u0015\u0003\u0003\u0000\u0002",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\n\n"
      })
  void junkIsAnErrorAndNoAnswer(String junk) {
    for (List<byte[]> delivery : Deliveries.of(junk)) {
      ConnectHandshake handshake = handshake();
      Deliveries.leftoverOf(delivery, in -> handshake.receive(in) == Outcome.FAILED);

      assertThat(handshake.failure()).as("before the end").isNotBlank();
      assertThat(handshake.response()).isNull();
      assertThat(handshake.bodyExcerpt()).isEmpty();
    }
  }

  @Test
  void aHeadWithoutEndIsCutAtItsLimit() {
    ConnectHandshake handshake =
        new ConnectHandshake("example.com", 443, null, null, LIMITS.withHead(64));

    assertThat(handshake.receive(Deliveries.buffer("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(20))))
        .isEqualTo(Outcome.FAILED);
    assertThat(handshake.failure()).contains("64 bytes");
  }

  @Test
  void informationalAnswersWithoutEndAreCutAtTheirLimit() {
    ConnectHandshake handshake =
        new ConnectHandshake("example.com", 443, null, null, LIMITS.withInformational(2));

    assertThat(handshake.receive(Deliveries.buffer("HTTP/1.1 102 P\r\n\r\n".repeat(2))))
        .isEqualTo(Outcome.NEED_BYTES);
    assertThat(handshake.receive(Deliveries.buffer("HTTP/1.1 102 P\r\n\r\n")))
        .isEqualTo(Outcome.FAILED);
    assertThat(handshake.failure()).contains("more than 2 informational").contains("102");
  }

  @Test
  void anEndAnywhereInTheHeadSaysWhere() {
    String answer = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
    for (int at = 0; at < answer.length(); at++) {
      ConnectHandshake handshake = handshake();
      handshake.receive(Deliveries.buffer(answer.substring(0, at)));

      assertThat(handshake.receiveEof()).isEqualTo(Outcome.FAILED);
      assertThat(handshake.failure())
          .isEqualTo(
              "ended the connection after "
                  + at
                  + " bytes of the answer to CONNECT example.com:443");
    }
  }

  @Test
  void onlyTheStartOfABodyIsKept() {
    ConnectHandshake handshake =
        new ConnectHandshake("example.com", 443, null, null, LIMITS.withBody(4));

    assertThat(handshake.receive(Deliveries.buffer("HTTP/1.1 500 X\r\n\r\nabcdefgh")))
        .isEqualTo(Outcome.FAILED);
    assertThat(handshake.bodyExcerpt()).asString().isEqualTo("abcd");
  }
}
