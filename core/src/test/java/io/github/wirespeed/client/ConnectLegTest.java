package io.github.wirespeed.client;

import static io.github.wirespeed.client.PlayedProxy.everyWay;
import static io.github.wirespeed.client.PlayedProxy.hex;
import static io.github.wirespeed.client.PlayedProxy.turn;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.protocol.HttpLimits;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONNECT over a connection; {@code ConnectHandshakeTest} has the rules of its bytes. */
class ConnectLegTest {
  private static final ProxyHop HOP = ProxyHop.of(ProxyHop.Kind.HTTP, "proxy.test", 3128);
  private static final String REQUEST =
      "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n";

  private static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  private static Leg leg(ProxyHop hop) {
    return ProxyLegs.of(hop, "example.com", 443);
  }

  private static PlayedProxy asked(Leg leg, String answer) throws IOException {
    PlayedProxy played = new PlayedProxy(leg);
    assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
    played.answer(answer.getBytes(ISO_8859_1));
    return played;
  }

  private static ProxyFailure failureOf(PlayedProxy played) {
    ProxyFailure failure = catchThrowableOfType(ProxyFailure.class, played::go);
    assertThat(failure).isNotNull();
    assertThat(failure.proxy()).isEqualTo("proxy.test:3128");
    assertThat(failure.reply()).isZero();
    return failure;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 Connection established\r\n\r\n",
        "HTTP/1.0 200 OK\r\nProxy-agent: some\r\n\r\n",
        "HTTP/1.1 204 \r\nContent-Length: 3\r\n\r\n",
        "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void theTunnelBeginsRightBehindTheHead(String answer) throws IOException {
    everyWay(() -> leg(HOP), List.of(turn(hex(REQUEST), hex(answer))));
  }

  @Test
  void aProxyOverTlsIsAskedTheSame() throws IOException {
    ProxyHop https = ProxyHop.of(ProxyHop.Kind.HTTPS, "proxy.test", 3128);

    everyWay(() -> leg(https), List.of(turn(hex(REQUEST), hex("HTTP/1.1 200 \r\n\r\n"))));
  }

  @Test
  void theUserIsTold() throws IOException {
    PlayedProxy played = new PlayedProxy(leg(HOP.as("Aladdin", "open sesame")));
    played.go();

    assertThat(played.sent())
        .isEqualTo(
            hex(
                lines(
                    "CONNECT example.com:443 HTTP/1.1",
                    "Host: example.com:443",
                    "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                    "",
                    "")));
  }

  @Test
  void aRefusalGivesAllThatTheProxySaid() throws IOException {
    PlayedProxy played =
        asked(
            leg(HOP),
            lines(
                "HTTP/1.1 407 Proxy Authentication Required",
                "Proxy-Authenticate: Basic realm=\"x\"",
                "Content-Length: 9",
                "",
                "who's it?more"));

    ProxyFailure failure = failureOf(played);

    assertThat(failure)
        .hasMessage(
            "proxy proxy.test:3128 answered 407 \"Proxy Authentication Required\" to CONNECT"
                + " example.com:443");
    assertThat(failure.wantsCredentials()).isTrue();
    assertThat(failure.response().status()).isEqualTo(407);
    assertThat(failure.response().first("proxy-authenticate")).hasValue("Basic realm=\"x\"");
    assertThat(failure.body()).asString().isEqualTo("who's it?");
  }

  @Test
  void aProxyThatSays401MeansItself() throws IOException {
    PlayedProxy played =
        asked(leg(HOP.as("ann", "wrong")), lines("HTTP/1.0 401 Unauthorized", "", ""));
    played.go();
    played.ends();

    assertThat(failureOf(played).wantsCredentials()).isTrue();
  }

  @Test
  void anyOtherStatusIsNoQuestionOfCredentials() throws IOException {
    ProxyFailure failure =
        failureOf(asked(leg(HOP), "HTTP/1.1 403 Filtered\r\nContent-Length: 0\r\n\r\n"));

    assertThat(failure).hasMessageContaining("403 \"Filtered\"");
    assertThat(failure.wantsCredentials()).isFalse();
  }

  @Test
  void theLimitsAreThoseGiven() throws IOException {
    Leg leg = ProxyLegs.of(HOP, "example.com", 443, HttpLimits.DEFAULTS.withBody(3));

    assertThat(failureOf(asked(leg, "HTTP/1.1 502 Bad Gateway\r\n\r\nabcdef")).body())
        .asString()
        .isEqualTo("abc");
  }

  @Test
  void aRefusalWhoseBodyDoesNotEndInTimeIsARefusal() throws IOException {
    PlayedProxy played =
        asked(leg(HOP), "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nin a while");
    assertThat(played.go()).isEqualTo(Leg.Need.READABLE);

    ProxyFailure failure = (ProxyFailure) played.leg.timedOut();

    assertThat(failure.response().status()).isEqualTo(503);
    assertThat(failure.body()).asString().isEqualTo("in a while");
  }

  @Test
  void aHeadThatDoesNotEndInTimeIsATimeOut() throws IOException {
    PlayedProxy played = asked(leg(HOP), "HTTP/1.1 200 OK\r\n");
    assertThat(played.go()).isEqualTo(Leg.Need.READABLE);

    assertThat(played.leg.timedOut())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("proxy proxy.test:3128 did not answer in time");
  }

  @Test
  void anEndWithoutAnAnswerIsAnErrorThatSaysWhere() throws IOException {
    PlayedProxy played = asked(leg(HOP), "HTTP/1.1 20");
    played.ends();

    ProxyFailure failure = failureOf(played);

    assertThat(failure)
        .hasMessage(
            "proxy proxy.test:3128 ended the connection after 11 bytes of the answer to CONNECT"
                + " example.com:443");
    assertThat(failure.response()).isNull();
  }

  @Test
  void anEndInTheBodyOfARefusalIsTheRefusal() throws IOException {
    PlayedProxy played = asked(leg(HOP), "HTTP/1.1 500 Oops\r\n\r\nall there is");
    assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
    played.ends();

    ProxyFailure failure = failureOf(played);

    assertThat(failure.response().status()).isEqualTo(500);
    assertThat(failure.body()).asString().isEqualTo("all there is");
  }
}
