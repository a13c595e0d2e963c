package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.client.Opening;
import io.github.wirespeed.protocol.HttpHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeExceptionTest {
  @ParameterizedTest
  @ValueSource(ints = {101, 200, 302, 400, 401, 402, 403, 404, 407, 429, 500, 502, 503, 504})
  void tellsFourStatusesApart(int status) {
    HandshakeException e = refused(status, List.of(), "");

    assertThat(e.isUnauthorized()).isEqualTo(status == 401);
    assertThat(e.isForbidden()).isEqualTo(status == 403);
    assertThat(e.isTooManyRequests()).isEqualTo(status == 429);
    assertThat(e.isUnavailable()).isEqualTo(status == 503);
    assertThat(e.retryAfter()).isEmpty();
  }

  @Test
  void saysWhenToAskAgain() {
    assertThat(refused(503, List.of(Map.entry("retry-after", "120")), "").retryAfter())
        .contains(Duration.ofMinutes(2));
  }

  @Test
  void theMessageHasTheFirstWordsOfTheBody() {
    List<Map.Entry<String, String>> json =
        List.of(Map.entry("Content-Type", "application/json; charset=utf-8"));

    HandshakeException e = refused(403, json, "{\n \"error\": \"no caf\u00e9\"}");

    assertThat(e).hasMessage("why: \"{ 'error': 'no caf\u00e9'}\"");
    assertThat(e.bodyText()).isEqualTo("{\n \"error\": \"no caf\u00e9\"}");
    assertThat(refused(403, json, "")).hasMessage("why");
  }

  @Test
  void withoutAResponseThereIsNothingButTheWords() {
    HandshakeException e = HandshakeException.of(new Opening.Refused("why", null, new byte[0]));

    assertThat(e).hasMessage("why");
    assertThat(e.status()).isZero();
    assertThat(e.bodyText()).isEmpty();
    assertThat(e.retryAfter()).isEmpty();
  }

  @Test
  void serializedItKeepsStatusAndMessage() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(refused(429, List.of(Map.entry("Retry-After", "1")), "slow down"));
    }
    HandshakeException e =
        (HandshakeException)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

    assertThat(e).hasMessage("why: \"slow down\"");
    assertThat(e.isTooManyRequests()).isTrue();
    assertThat(e.retryAfter()).isEmpty();
    assertThat(e.bodyText()).isEmpty();
  }

  private static HandshakeException refused(
      int status, List<Map.Entry<String, String>> headers, String body) {
    return HandshakeException.of(
        new Opening.Refused(
            "why",
            HttpHead.status("HTTP/1.1", status, "", headers),
            body.getBytes(StandardCharsets.UTF_8)));
  }
}
