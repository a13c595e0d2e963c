package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.client.ProxyFailures;
import io.github.wirespeed.protocol.HttpHead;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What users are told of a proxy that did not open the way. */
class ProxyExceptionTest {

  @Test
  void anAnswerIsToldInFull() {
    HttpHead head =
        HttpHead.status("HTTP/1.1", 407, "Who", List.of(Map.entry("Proxy-Authenticate", "Basic")));

    ProxyException e = ProxyException.of(ProxyFailures.answer(head, new byte[] {1, 2}));

    assertThat(e).hasMessage("proxy proxy.test:3128 answered 407").hasNoCause();
    assertThat(e.proxy()).isEqualTo("proxy.test:3128");
    assertThat(e.wantsCredentials()).isTrue();
    assertThat(e.status()).isEqualTo(407);
    assertThat(e.socksReply()).isZero();
    assertThat(e.headers()).containsEntry("proxy-authenticate", List.of("Basic"));
    assertThat(e.body()).containsExactly(1, 2);
    e.body()[0] = 9;
    assertThat(e.body()).as("a copy each").containsExactly(1, 2);
  }

  @Test
  void aReplyOfSocksIsACode() {
    ProxyException e = ProxyException.of(ProxyFailures.reply(5));

    assertThat(e.socksReply()).isEqualTo(5);
    assertThat(e.status()).isZero();
    assertThat(e.headers()).isEmpty();
    assertThat(e.body()).isEmpty();
    assertThat(e.wantsCredentials()).isFalse();
  }
}
