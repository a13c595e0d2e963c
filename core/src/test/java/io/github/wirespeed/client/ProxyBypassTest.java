package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NO_PROXY, entry by entry. */
class ProxyBypassTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The server is reached directly...
        "example.com | example.com | 443 | true",
        "EXAMPLE.com | example.com | 443 | true",
        "example.com | a.b.example.com | 443 | true",
        "example.com. | example.com | 443 | true",
        "example.com | example.com. | 443 | true",
        ".example.com | www.example.com | 443 | true",
        "*.example.com | www.example.com | 443 | true",
        "example.com:443 | example.com | 443 | true",
        "example.com:443 | www.example.com | 443 | true",
        "* | anything | 1 | true",
        "* | 192.0.2.7 | 1 | true",
        "*:80 | anything | 80 | true",
        "192.0.2.7 | 192.0.2.7 | 80 | true",
        "192.0.2.7:80 | 192.0.2.7 | 80 | true",
        "192.168.* | 192.168.4.4 | 80 | true",
        "10.0.0.0/8 | 10.255.0.1 | 80 | true",
        "10.1.2.3/8 | 10.255.0.1 | 80 | true",
        "192.0.2.128/25 | 192.0.2.128 | 80 | true",
        "0.0.0.0/0 | 192.0.2.7 | 80 | true",
        "192.0.2.7/32 | 192.0.2.7 | 80 | true",
        "::1 | ::1 | 80 | true",
        "0:0:0:0:0:0:0:1 | ::1 | 80 | true",
        "2001:DB8::7 | 2001:db8:0::7 | 80 | true",
        "[2001:db8::7] | 2001:db8::7 | 80 | true",
        "[2001:db8::7]:80 | 2001:db8::7 | 80 | true",
        "2001:db8::/32 | 2001:db8:ffff::1 | 80 | true",
        "fe80::/10 | fe80::1%eth0 | 80 | true",
        "::ffff:192.0.2.7 | 192.0.2.7 | 80 | true",
        "a.test,b.test | b.test | 80 | true",
        "a.test b.test | b.test | 80 | true",
        "' , a.test ,, b.test, ' | b.test | 80 | true",
        // ... and here through the proxy.
        "'' | example.com | 443 | false",
        "example.com | notexample.com | 443 | false",
        "example.com | example.com.evil.test | 443 | false",
        "www.example.com | example.com | 443 | false",
        ".example.com | example.com | 443 | false",
        "*.example.com | example.com | 443 | false",
        "example.com:443 | example.com | 80 | false",
        "*:80 | anything | 81 | false",
        "192.0.2.7 | 192.0.2.70 | 80 | false",
        "0.2.7 | 192.0.2.7 | 80 | false",
        ".2.7 | 192.0.2.7 | 80 | false",
        "192.168.* | 192.16.8.1 | 80 | false",
        "10.0.0.0/8 | 11.0.0.1 | 80 | false",
        "192.0.2.128/25 | 192.0.2.127 | 80 | false",
        "192.0.2.7/31 | 192.0.2.8 | 80 | false",
        "0.0.0.0/0 | example.com | 80 | false",
        "0.0.0.0/0 | ::1 | 80 | false",
        "::/0 | 192.0.2.7 | 80 | false",
        "2001:db8::/32 | 2001:db9::1 | 80 | false",
        "[2001:db8::7]:80 | 2001:db8::7 | 443 | false",
        "127.0.0.1 | localhost | 80 | false",
        "localhost | 127.0.0.1 | 80 | false"
      })
  void sendsSomePastTheProxy(String list, String host, int port, boolean past) {
    assertThat(new ProxyBypass(list).holds(host, port)).isEqualTo(past);
  }

  @Test
  void aServerThatOnlyLooksLikeAnAddressIsNone() {
    assertThat(new ProxyBypass("1:2:3::4").holds("1:2", 80)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/33 | 0 to 32",
        "10.0.0.0/-1 | 0 to 32",
        "10.0.0.0/ | 0 to 32",
        "::/129 | 0 to 128",
        "10.0.0/8 | no address before '/'",
        "example.com/8 | no address before '/'",
        "example.com:65536 | 0 to 65535",
        "example.com:http | 0 to 65535",
        "http://example.com | no address before '/'",
        "1:2:3 | is not an address",
        "[::1 | without ']'",
        "a*b | no name, address or block",
        "**.test | no name, address or block",
        ". | no name, address or block",
        ":80 | no name, address or block"
      })
  void anEntryThatCanStandForNothingIsShown(String entry, String why) {
    assertThatThrownBy(() -> new ProxyBypass("localhost," + entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + entry + "\"")
        .hasMessageContaining(why);
  }
}
