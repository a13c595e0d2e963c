package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ProxyHop.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a proxy can be. */
class ProxyHopTest {

  @ParameterizedTest
  @CsvSource({
    "'', 1, missing host",
    "a b, 1, in host",
    "h:1, 1, not an IPv6 address",
    "[::1]:1, 1, has a port as well",
    "h, 0, port 0 of proxy h",
    "h, -1, port -1 of proxy h",
    "h, 65536, port 65536 of proxy h"
  })
  void hostAndPortMustBeSome(String host, int port, String why) {
    assertThatThrownBy(() -> ProxyHop.of(Kind.HTTP, host, port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void anIpv6AddressMayHaveItsBrackets() {
    assertThat(ProxyHop.of(Kind.HTTP, "[::1]", 1)).isEqualTo(ProxyHop.of(Kind.HTTP, "::1", 1));
    assertThat(ProxyHop.of(Kind.HTTP, "::1", 1).address()).isEqualTo("[::1]:1");
  }

  @Test
  void theUserIsNotShown() {
    ProxyHop hop = ProxyHop.of(Kind.SOCKS5, "h", 1080);

    assertThat(hop).hasToString("socks5://h:1080");
    assertThat(hop.as("ann", "secret")).hasToString("socks5://***@h:1080");
    assertThat(hop.as("ann", null).password()).isEmpty();
    assertThat(hop.as(null, "secret")).isEqualTo(hop);
  }

  @ParameterizedTest
  @CsvSource({
    "SOCKS5, 255, 255, true",
    "SOCKS5, 256, 1, false",
    "SOCKS5, 1, 256, false",
    "SOCKS4A, 255, 0, true",
    "SOCKS4A, 256, 0, false",
    "HTTP, 4000, 4000, true",
    "HTTPS, 4000, 4000, true"
  })
  void socksCarries255Bytes(Kind kind, int user, int password, boolean fits) {
    ProxyHop hop = ProxyHop.of(kind, "h", 1);
    if (fits) {
      assertThat(hop.as("u".repeat(user), "p".repeat(password)).user()).hasSize(user);
    } else {
      assertThatThrownBy(() -> hop.as("u".repeat(user), "p".repeat(password)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("256 bytes, more than 255");
    }
  }

  @Test
  void itIsBytesThatAreCounted() {
    assertThatThrownBy(() -> ProxyHop.of(Kind.SOCKS5, "h", 1).as("\u20ac".repeat(86), ""))
        .hasMessageContaining("258 bytes");
  }
}
