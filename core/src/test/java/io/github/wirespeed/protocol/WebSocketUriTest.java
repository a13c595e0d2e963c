package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketUriTest {

  @ParameterizedTest
  @CsvSource({
    "ws://example.com, false, example.com, 80, example.com, /",
    "wss://example.com, true, example.com, 443, example.com, /",
    "WS://Example.COM/Chat, false, example.com, 80, example.com, /Chat",
    "wSs://h:443/, true, h, 443, h, /",
    "ws://h:443/, false, h, 443, h:443, /",
    "wss://h:80/, true, h, 80, h:80, /",
    "ws://h:80, false, h, 80, h, /",
    "ws://h:/x, false, h, 80, h, /x",
    "ws://h:1, false, h, 1, h:1, /",
    "ws://h:65535, false, h, 65535, h:65535, /",
    "ws://h?a=b, false, h, 80, h, /?a=b",
    "ws://h/?, false, h, 80, h, /?",
    "ws://h/a%2Fb%20c;p=1?q=%26&r=/?, false, h, 80, h, /a%2Fb%20c;p=1?q=%26&r=/?",
    "ws://h//evil/x, false, h, 80, h, //evil/x",
    "ws://my_host-1.local:9000/x, false, my_host-1.local, 9000, my_host-1.local:9000, /x",
    "ws://127.0.0.1:8080/, false, 127.0.0.1, 8080, 127.0.0.1:8080, /",
    "ws://[::1]/x, false, ::1, 80, [::1], /x",
    "wss://[2001:DB8::1]:8443/, true, 2001:db8::1, 8443, [2001:db8::1]:8443, /",
    "ws://[fe80::1%25Eth0]:81/, false, fe80::1%Eth0, 81, [fe80::1]:81, /",
    "ws://[fe80::1%eth0]/, false, fe80::1%eth0, 80, [fe80::1], /",
    "ws://h/?a@b://c, false, h, 80, h, /?a@b://c",
  })
  void takesAUriApart(
      String text, boolean secure, String host, int port, String hostHeader, String resource) {
    WebSocketUri uri = WebSocketUri.of(text);

    assertThat(uri.secure()).isEqualTo(secure);
    assertThat(uri.host()).isEqualTo(host);
    assertThat(uri.port()).isEqualTo(port);
    assertThat(uri.hostHeader()).isEqualTo(hostHeader);
    assertThat(uri.resourceName()).isEqualTo(resource);
    assertThat(uri.userInfo()).isNull();
    assertThat(uri).hasToString((secure ? "wss://" : "ws://") + hostHeader + resource);
  }

  @Test
  void percentEncodesWhatIsNotAscii() {
    assertThat(WebSocketUri.of("ws://h/caf\u00e9/\ud83d\ude00?q=\u20ac").resourceName())
        .isEqualTo("/caf%C3%A9/%F0%9F%98%80?q=%E2%82%AC");
  }

  @Test
  void keepsCredentialsAside() {
    WebSocketUri uri = WebSocketUri.of("ws://joe:p%40ss@h:81/x");

    assertThat(uri.userInfo()).isEqualTo("joe:p%40ss");
    assertThat(uri.host()).isEqualTo("h");
    assertThat(uri.hostHeader()).isEqualTo("h:81");
    assertThat(uri).hasToString("ws://h:81/x");
  }

  @Test
  void takesTheSameFromAJavaUri() {
    assertThat(WebSocketUri.of(URI.create("wss://u@h:9/a?b")))
        .isEqualTo(WebSocketUri.of("wss://u@H:9/a?b"))
        .hasSameHashCodeAs(WebSocketUri.of("wss://u@h:9/a?b"))
        .isNotEqualTo(WebSocketUri.of("wss://h:9/a?b"))
        .isNotEqualTo(WebSocketUri.of("wss://u@h:9/a"))
        .isNotEqualTo(WebSocketUri.of("ws://u@h:9/a?b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
''                     | empty URI
example.com/x          | missing scheme, did you mean ws:// or wss://?: "example.com/x"
localhost:8080         | missing scheme, did you mean ws:// or wss://?: "localhost:8080"
//example.com          | missing scheme, did you mean ws:// or wss://?: "//example.com"
/a?b=http://c          | missing scheme, did you mean ws:// or wss://?: "/a?b=http://c"
1ws://h                | missing scheme, did you mean ws:// or wss://?: "1ws://h"
http://h/              | scheme "http" is neither ws nor wss, did you mean ws://?: "http://h/"
HTTPS://h/             | scheme "https" is neither ws nor wss, did you mean wss://?: "HTTPS://h/"
x+Y-z.9://h            | scheme "x+y-z.9" is neither ws nor wss: "x+Y-z.9://h"
a/z://h                | missing scheme, did you mean ws:// or wss://?: "a/z://h"
://h                   | missing scheme, did you mean ws:// or wss://?: "://h"
ftp://h/               | scheme "ftp" is neither ws nor wss: "ftp://h/"
ws:h                   | missing host: no // after the scheme: "ws:h"
wss:/h                 | missing host: no // after the scheme: "wss:/h"
ws://                  | missing host: "ws://"
ws:///path             | missing host: "ws:///path"
ws://?q                | missing host: "ws://?q"
ws://:80/              | missing host: "ws://:80/"
ws://user@/            | missing host: "ws://***@/"
ws://h:0/              | port is not in 1 to 65535: "0": "ws://h:0/"
ws://h:65536/          | port is not in 1 to 65535: "65536": "ws://h:65536/"
ws://h:4294967376/     | port is not in 1 to 65535: "4294967376": "ws://h:4294967376/"
ws://h:8o/             | port is not a number: "8o": "ws://h:8o/"
ws://h:-1/             | port is not a number: "-1": "ws://h:-1/"
ws://h:1:2/            | port is not a number: "1:2": "ws://h:1:2/"
ws://::1/              | missing host: "ws://::1/"
ws://[::1/             | '[' without ']' in host "[::1": "ws://[::1/"
ws://[::1]x/           | text after ']' in host "[::1]x": "ws://[::1]x/"
ws://[host]/           | not an IPv6 address: "host": "ws://[host]/"
ws://[::1%]/           | not an IPv6 address: "::1%": "ws://[::1%]/"
ws://[]/               | not an IPv6 address: "": "ws://[]/"
ws://h,i/              | ',' in host "h,i": "ws://h,i/"
ws://h%2e/             | '%' in host "h%2e": "ws://h%2e/"
ws://h/#               | fragment # is not allowed, write # as %23: "ws://h/#"
ws://h/x#frag          | fragment #frag is not allowed, write # as %23: "ws://h/x#frag"
ws://h#frag            | fragment #frag is not allowed, write # as %23: "ws://h#frag"
ws://h/a b             | illegal ' ' at index 8: "ws://h/a b"
ws://h/%zz             | malformed escape pair at index 7: "ws://h/%zz"
""",
      ignoreLeadingAndTrailingWhitespace = true)
  void saysWhatIsWrong(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketUri.of(text))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\r", "\n", "\0", "\t", "\u007f", "\u0085", "\u00a0", "\u2028", "\"", "<", "\\"})
  void refusesIllegalCharactersWithTheirIndex(String illegal) {
    for (String text : new String[] {"ws://h/x%sy", "ws://h/?x%sy", "ws://h%s/", "ws%s://h/"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WebSocketUri.of(text.replace("%s", illegal)))
          .withMessageStartingWith("illegal ")
          .withMessageContaining(" at index " + text.indexOf('%') + ": \"ws");
    }
  }

  @Test
  void refusesHalfASurrogatePair() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketUri.of("ws://h/\ud83dx"))
        .withMessage("illegal character U+D83D at index 7: \"ws://h/\\uD83Dx\"");
  }

  @Test
  void refusesAHostThatIsNotAscii() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketUri.of("ws://b\u00fccher.example/"))
        .withMessageStartingWith("8-bit byte 0xFC in host \"b\\xFCcher.example\"");
  }

  @Test
  void neverShowsCredentials() {
    String[] wrong = {
      "http://joe:secret@h/",
      "ws://joe:secret@h:0/",
      "ws://joe:secret@h/#f",
      "ws://joe:secret@h/%",
      "ws://joe:secret@/",
      "ws://joe:secret@h/ ",
      "ws://joe:sec%ret@h/"
    };
    for (String text : wrong) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WebSocketUri.of(text))
          .withMessageContaining("://***@")
          .withMessageNotContainingAny("secret", "joe", "sec%ret")
          .withNoCause();
    }
  }

  @Test
  void cutsALongUriInTheMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketUri.of("ws://h/" + "a".repeat(100) + "#"))
        .withMessageEndingWith("\"ws://h/" + "a".repeat(73) + "...\" (108 characters)");
  }

  // RFC 3986 5.4, with its base, and what servers send beside that.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
ws://g/h/./x/../y        | ws://g/h/y
http://g                 | ws://g/
HTTPS://G:443/h          | wss://g/h
wss://joe:pw@g:9/        | wss://g:9/
https://a@b@g/           | wss://g/
//g                      | ws://g/
//g:81?q                 | ws://g:81/?q
/g                       | ws://a/g
/a?b=http://c/../d       | ws://a/a?b=http://c/../d
g                        | ws://a/b/c/g
./g                      | ws://a/b/c/g
g/                       | ws://a/b/c/g/
?y                       | ws://a/b/c/d;p?y
?                        | ws://a/b/c/d;p?
g?y                      | ws://a/b/c/g?y
#s                       | ws://a/b/c/d;p?q
g?y#s                    | ws://a/b/c/g?y
/g#http://x              | ws://a/g
''                       | ws://a/b/c/d;p?q
.                        | ws://a/b/c/
./                       | ws://a/b/c/
..                       | ws://a/b/
../..                    | ws://a/
../../g                  | ws://a/g
../../../../g            | ws://a/g
/./g                     | ws://a/g
/../g                    | ws://a/g
g.                       | ws://a/b/c/g.
..g                      | ws://a/b/c/..g
./../g                   | ws://a/b/g
./g/.                    | ws://a/b/c/g/
g/./h                    | ws://a/b/c/g/h
g/../h                   | ws://a/b/c/h
g;x=1/../y               | ws://a/b/c/y
g?y/../x                 | ws://a/b/c/g?y/../x
/a//../b                 | ws://a/a/b
/%2e%2e/x                | ws://a/%2e%2e/x
:80/x                   | ws://a/b/c/:80/x
/cafÃ©         | ws://a/caf%C3%A9
/café               | ws://a/caf%E9
""",
      ignoreLeadingAndTrailingWhitespace = true)
  void resolvesALocation(String reference, String expected) {
    assertThat(WebSocketUri.of("ws://a/b/c/d;p?q").resolve(reference)).hasToString(expected);
  }

  @Test
  void aRelativeLocationStaysWithPortZoneAndTls() {
    assertThat(WebSocketUri.of("wss://h:8443/a").resolve("b")).hasToString("wss://h:8443/b");
    assertThat(WebSocketUri.of("wss://h/a").resolve("//g/b")).hasToString("wss://g/b");
    WebSocketUri zoned = WebSocketUri.of("ws://[fe80::1%25Eth0]/a").resolve("b");
    assertThat(zoned.host()).isEqualTo("fe80::1%Eth0");
    assertThat(zoned).hasToString("ws://[fe80::1]/b");
  }

  @Test
  void credentialsStayWithTheirOrigin() {
    WebSocketUri uri = WebSocketUri.of("ws://joe:pw@h/a");

    assertThat(uri.resolve("b").userInfo()).isEqualTo("joe:pw");
    assertThat(uri.resolve("http://eve:x@H:80/b").userInfo()).isEqualTo("joe:pw");
    for (String other : new String[] {"wss://h/", "ws://h:81/", "ws://g/", "//g@i/", "//h.evil/"}) {
      assertThat(uri.resolve(other).userInfo()).as(other).isNull();
      assertThat(uri.isSameOrigin(uri.resolve(other))).as(other).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
ftp://h/                 | scheme "ftp" is neither ws nor wss: "ftp://h/"
javascript:alert(1)      | missing scheme, did you mean ws:// or wss://?: "javascript:alert(1)"
http:g                   | missing host: no // after the scheme: "ws:g"
///x                     | missing host: "ws:///x"
http://                  | missing host: "ws://"
//h:0/                   | port is not in 1 to 65535: "0": "ws://h:0/"
/a b                     | illegal ' ' at index 11: "ws://a:80/a b"
/\\evil                  | illegal '\\' at index 10: "ws://a:80/\\\\evil"
http://joe:pw@h i/       | illegal ' ' at index 6: "ws://h i/"
/%zz                     | malformed escape pair at index 10: "ws://a:80/%zz"
""",
      ignoreLeadingAndTrailingWhitespace = true)
  void saysWhatIsWrongWithALocation(String reference, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebSocketUri.of("ws://a/b").resolve(reference))
        .withMessage(message);
  }

  @Test
  void aLineBreakIsNoPartOfALocation() {
    for (String end : new String[] {"\n", "\r", "\r\nEvil: x"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WebSocketUri.of("ws://a/b").resolve("/x" + end));
    }
  }
}
