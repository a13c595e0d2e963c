package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts are addresses: looking those up must not need the network. */
class NamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "::ffff:1.2.3.4"
      })
  void anAddressIsOneWithoutTheNetwork(String host) throws Exception {
    assertThat(Names.isLiteral(host)).isTrue();
    assertThat(Names.PLATFORM.lookUp(host)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "fe80",
        "1.2.3",
        "127.1",
        "1.2.3.4.5",
        "1.2.3.4.",
        "1.2.3.256",
        "010.0.0.1",
        "1..2.3",
        "a.b.c.d",
        "1.2.3.0004",
        "2130706433",
        ".::1"
      })
  void whatOnlySomePlatformsTakeForAnAddressIsAName(String host) {
    assertThat(Names.isLiteral(host)).isFalse();
  }
}
