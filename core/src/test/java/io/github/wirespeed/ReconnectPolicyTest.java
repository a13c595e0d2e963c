package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.protocol.CloseHandshake;
import io.github.wirespeed.protocol.CloseStatus;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a policy may be told, and the table of what is worth a retry. */
class ReconnectPolicyTest {
  private static HandshakeException answered(int status, String... retryAfter) {
    Map<String, List<String>> headers =
        retryAfter.length == 0 ? Map.of() : Map.of("Retry-After", List.of(retryAfter));
    return new HandshakeException("answered " + status, status, headers, new byte[0]);
  }

  private static ConnectionClosedException ended(CloseHandshake how, boolean here, Throwable why) {
    CloseReport.Origin origin = here ? CloseReport.Origin.HERE : CloseReport.Origin.PEER;
    Traffic traffic = new Traffic(0, 0, 0, 0, 0, Traffic.UNKNOWN);
    return new ConnectionClosedException(new CloseReport(origin, how.end(), here, why, traffic, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, true", "101, false", "200, false", "301, false", "400, false", "401, false", "403, false",
    "404, false", "407, false", "408, true", "410, false", "425, true", "426, false", "429, true",
    "500, true", "502, true", "503, true", "504, true", "599, true"
  })
  void anAnswer(int status, boolean worth) {
    assertThat(Reconnect.worthRetrying(answered(status))).isEqualTo(worth);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, false", "1001, true", "1002, false", "1003, false", "1005, true", "1007, false",
    "1008, false", "1009, false", "1010, false", "1011, true", "1012, true", "1013, true",
    "1014, true", "3000, false", "3999, false", "4000, false", "4999, false"
  })
  void aClose(int code, boolean worth) {
    CloseHandshake received = CloseHandshake.OPEN.receive(new CloseStatus(code, ""));
    assertThat(Reconnect.worthRetrying(ended(received, false, null))).isEqualTo(worth);
    assertThat(
            Reconnect.worthRetrying(ended(received.send(new CloseStatus(code, "")), false, null)))
        .isEqualTo(worth);
    assertThat(Reconnect.worthRetrying(ended(received, true, null))).as("closed here").isTrue();
  }

  static Stream<Arguments> others() {
    CloseHandshake open = CloseHandshake.OPEN;
    SSLException expired = new SSLHandshakeException("PKIX path validation failed");
    expired.initCause(new CertificateExpiredException("yesterday"));
    SSLException path = new SSLHandshakeException("no path");
    path.initCause(new IOException(new CertPathValidatorException("unknown issuer")));
    SSLException cut = new SSLHandshakeException("Remote host terminated the handshake");
    cut.initCause(new EOFException("SSL peer shut down incorrectly"));
    return Stream.of(
        Arguments.of("lost", ended(open, false, null), true),
        Arguments.of("reset", ended(open, false, new IOException("reset")), true),
        Arguments.of("handler", ended(open, false, new IllegalStateException("bug")), true),
        Arguments.of("loop", ended(open, false, new OutOfMemoryError("no more")), true),
        Arguments.of(
            "violation",
            ended(open, false, new ProtocolViolationException(1002, "reserved bit")),
            false),
        Arguments.of("truncated", ended(open, false, new SSLException("truncated")), true),
        Arguments.of("certificate later", ended(open, false, expired), false),
        Arguments.of("refused", new ConnectException("refused"), true),
        Arguments.of("time-out", new SocketTimeoutException("10 s"), true),
        Arguments.of("no such name", new UnknownHostException("a.test"), true),
        Arguments.of("expired", expired, false),
        Arguments.of("unknown issuer", path, false),
        Arguments.of("other name", new SSLPeerUnverifiedException("b.test"), false),
        Arguments.of("no common cipher", new SSLHandshakeException("handshake_failure"), false),
        Arguments.of("TLS cut off", cut, true),
        Arguments.of("hook timed out", new TimeoutException("onOpen"), true),
        Arguments.of("bug", new IllegalArgumentException("bug"), false),
        Arguments.of("error", new OutOfMemoryError("no more"), false),
        Arguments.of(
            "wrapped", new CompletionException(new ExecutionException(answered(503))), true),
        Arguments.of("wrapped no", new CompletionException(answered(403)), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void anythingElse(String name, Throwable failure, boolean worth) {
    assertThat(Reconnect.worthRetrying(failure)).as(name).isEqualTo(worth);
  }

  @Test
  void retryAfterIsReadInSecondsUpToADay() {
    assertThat(AskedPause.of(answered(503, "120"))).isEqualTo(Duration.ofMinutes(2));
    assertThat(AskedPause.of(answered(503, " 0 "))).isZero();
    assertThat(AskedPause.of(answered(503, "86401"))).isEqualTo(Duration.ofDays(1));
    assertThat(AskedPause.of(answered(503, "99999999999999999999"))).isEqualTo(Duration.ofDays(1));
    assertThat(AskedPause.of(answered(503, "-5"))).isZero();
    assertThat(AskedPause.of(answered(503, "soon"))).isZero();
    assertThat(AskedPause.of(answered(503))).isZero();
    assertThat(AskedPause.of(new IOException("no answer"))).isZero();
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void whatMakesNoSenseIsRefusedWithItsValue() {
    Reconnect policy = Reconnect.defaults();
    refused(
        () -> policy.backoff(Duration.ZERO, Duration.ofSeconds(1)),
        "first delay of PT0S is not positive");
    refused(
        () -> policy.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
        "the longest delay, PT1S, is shorter than the first, PT2S");
    refused(
        () -> policy.resetAfter(Duration.ofSeconds(-1)),
        "time that a connection holds of PT-1S is not positive");
    refused(() -> policy.rotateAfter(Duration.ZERO), "time to rotate of PT0S is not positive");
    refused(() -> policy.maxAttempts(0), "0 attempts are not at least 1");
    refused(
        () -> policy.holdSends(0, 1), "0 messages and 1 bytes hold nothing: both must be positive");
    assertThatThrownBy(() -> policy.endpoints("ws://a.test", "http://b.test"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://b.test");
  }

  @Test
  void aPolicyDoesNotChange() {
    Reconnect policy = Reconnect.defaults();
    Reconnect other = policy.maxAttempts(3).holdSends(5, 50).failAtGap();

    assertThat(policy.maxAttempts()).isEqualTo(Integer.MAX_VALUE);
    assertThat(policy.heldMessages()).isZero();
    assertThat(policy.failsAtGap()).isFalse();
    assertThat(other.maxAttempts()).isEqualTo(3);
    assertThat(other.failsAtGap()).isTrue();
    assertThat(other.refuseSends().heldMessages()).isZero();
  }
}
