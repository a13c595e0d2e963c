package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What URLs of proxies mean, and what the wrong ones are told. */
class ProxyUrlTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "http://proxy.test:3128, HTTP, proxy.test, 3128, -, -",
        "http://proxy.test, HTTP, proxy.test, 80, -, -",
        "HTTP://proxy.test:3128/, HTTP, proxy.test, 3128, -, -",
        "https://proxy.test, HTTPS, proxy.test, 443, -, -",
        "socks5://127.0.0.1, SOCKS5, 127.0.0.1, 1080, -, -",
        "socks5h://h:9050, SOCKS5, h, 9050, -, -",
        "socks4://h, SOCKS4A, h, 1080, -, -",
        "socks4a://h:1, SOCKS4A, h, 1, -, -",
        "http://[2001:db8::1]:3128, HTTP, 2001:db8::1, 3128, -, -",
        "http://[::1], HTTP, ::1, 80, -, -",
        "http://kim:secret@h:1, HTTP, h, 1, kim, secret",
        "http://kim@h, HTTP, h, 80, kim, ''",
        "http://:secret@h, HTTP, h, 80, '', secret",
        "http://kim:a:b@h, HTTP, h, 80, kim, a:b",
        "http://kim:p@ss@h, HTTP, h, 80, kim, p@ss",
        "http://d%5Ckim:%25%40%2f%C3%A9@h, HTTP, h, 80, d\\kim, %@/\u00e9",
        "socks5://a%3Ab:c@h, SOCKS5, h, 1080, a:b, c",
        "socks4a://kim:@h, SOCKS4A, h, 1080, kim, ''"
      })
  void isTakenApart(
      String url, ProxyHop.Kind kind, String host, int port, String user, String password) {
    ProxyHop hop = ProxyUrl.parse(url);

    assertThat(hop.kind()).isEqualTo(kind);
    assertThat(hop.host()).isEqualTo(host);
    assertThat(hop.port()).isEqualTo(port);
    assertThat(hop.user()).isEqualTo(user);
    assertThat(hop.password()).isEqualTo(password);
    assertThat(hop.tls() != null).isEqualTo(kind == ProxyHop.Kind.HTTPS);
    assertThat(hop.toString()).doesNotContain("secret").doesNotContain("kim");
  }

  @ParameterizedTest
  @CsvSource({
    "'', missing scheme",
    "proxy.test:3128, missing scheme",
    "kim:secret@proxy.test, missing scheme",
    "ftp://kim:secret@h, scheme ftp is none of http",
    "kim:secret@h://, the scheme is none of http",
    "socks://h, 'socks5 or socks4a'",
    "http://, missing host",
    "http://kim:secret@, missing host",
    "http://kim:secret, port is not a number",
    "http://kim:secret:, port is not a number",
    "http://kim:73737373, port is not in 1 to 65535",
    "http://kim:secret@h:x, port is not a number",
    "http://h:0, not in 1 to 65535",
    "http://h:65536, not in 1 to 65535",
    "http://h_\u00e9, in host",
    "http://[::1, ']'",
    "http://[h]:1, not an IPv6 address",
    "http://h/path, '/' and more behind the host",
    "http://h?secret, '?' and more behind the host",
    "http://kim:sec/ret@h, '/' before '@' must be percent-encoded",
    "http://kim:sec#ret@h, '#' before '@' must be percent-encoded",
    "http://kim:secret%@h, '%' without two hexadecimal digits",
    "http://kim:secret%4@h, '%' without two hexadecimal digits",
    "http://kim:secret%zz@h, '%' without two hexadecimal digits",
    "http://k%3Aim:secret@h, has ':'",
    "http://kim:secret%0d%0a@h, control character",
    "socks5://:secret@h, is empty",
    "socks4a://kim:secret@h, knows users only",
    "socks4a://a%00n@h, has NUL"
  })
  void isRefusedWithAReasonAndWithoutThePassword(String url, String why) {
    assertThatThrownBy(() -> ProxyUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain("sec")
        .doesNotContain("ret")
        .doesNotContain("kim")
        .doesNotContain("7373");
  }
}
