package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.Deliveries.crlf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request a client emits: row HC15 of the bad-input study. */
class ClientRequestTest {

  /** The nonce of RFC 6455 1.3. */
  private static final byte[] KEY = Deliveries.bytes("the sample nonce");

  @Test
  void emitsExactlyTheseBytes() {
    assertThat(request("ws://Example.com/chat?x=1", List.of(), List.of(), List.of()))
        .isEqualTo(
            crlf(
                """
                GET /chat?x=1 HTTP/1.1
                Host: example.com
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13

                """));
  }

  @Test
  void emitsSubprotocolsExtensionsAndTheCallersHeadersInOrder() {
    String request =
        request(
            "wss://joe:secret@[::1]:8443",
            List.of(
                Map.entry("Origin", "https://example.com"),
                Map.entry("User-Agent", "mine/1"),
                Map.entry("Cookie", "a=b; c=d"),
                Map.entry("Cookie", "\te=\u00fc"),
                Map.entry("Authorization", "Bearer x")),
            List.of("chat", "superchat"),
            List.of(
                Extension.of("permessage-deflate").with("client_max_window_bits", null),
                Extension.of("foo").with("a", "1")));

    assertThat(request)
        .isEqualTo(
            "GET / HTTP/1.1\r\n"
                + "Host: [::1]:8443\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Protocol: chat, superchat\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, foo; a=1"
                + "\r\n"
                + "Origin: https://example.com\r\n"
                + "User-Agent: mine/1\r\n"
                + "Cookie: a=b; c=d\r\n"
                + "Cookie: \te=\u00fc\r\n"
                + "Authorization: Bearer x\r\n"
                + "\r\n");
  }

  @Test
  void neitherBytesNorOutcomeDependOnTheCallersArrays() {
    byte[] key = KEY.clone();
    ClientHandshake handshake =
        new ClientHandshake(
            WebSocketUri.of("ws://h"), List.of(), List.of(), List.of(), key, HttpLimits.DEFAULTS);
    byte[] first = handshake.request();
    byte[] expected = first.clone();
    first[0] = 'X';
    key[0] = 'X';

    assertThat(handshake.request()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "HOST",
        "upgrade",
        "Connection",
        "Sec-WebSocket-Key",
        "sec-websocket-version",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Anything",
        "Content-Length",
        "Transfer-Encoding"
      })
  void refusesAReservedHeader(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> requestWith(name, "x"))
        .withMessage("header \"" + name + "\" is written by the handshake and cannot be set");
  }

  @Test
  void refusesAHeaderNameThatIsNoToken() {
    for (String name : List.of("", "a b", "a:", "a\r\nb", "a\0", "\u00e4", "a\u0100")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> requestWith(name, "x"))
          .withMessage("header name is not a token: " + HttpSyntax.quote(name));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'a\r\nEvil: b', CR, 'a\\r\\nEvil: b'",
    "'a\nb', LF, 'a\\nb'",
    "'a\0b', NUL, 'a\\x00b'",
    "'a\u001bb', control character 0x1B, 'a\\x1Bb'",
    "'a\u007fb', control character 0x7F, 'a\\x7Fb'",
    "'a\u20acb', character U+20AC, 'a\\u20ACb'",
  })
  void refusesAHeaderValueThatWouldBreakTheHead(String value, String character, String shown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> requestWith("X-Mine", value))
        .withMessage(
            "value of header \"X-Mine\" has " + character + " at index 1: \"" + shown + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "proxy-authorization", "COOKIE"})
  void doesNotShowASecretThatIsWrong(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> requestWith(name, "hunter2\n"))
        .withMessage("value of header \"" + name + "\" has LF at index 7");
  }

  @Test
  void refusesSubprotocolsThatAreNotUniqueTokens() {
    for (String name : List.of("", "a b", "a,b", "a\r\nb", "\u00e4", "a/b")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> request("ws://h", List.of(), List.of("ok", name), List.of()))
          .withMessage("subprotocol is not a token: " + HttpSyntax.quote(name));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("ws://h", List.of(), List.of("a", "b", "a"), List.of()))
        .withMessage("subprotocol is named twice: \"a\"");
    assertThat(request("ws://h", List.of(), List.of("a", "A"), List.of()))
        .contains("Sec-WebSocket-Protocol: a, A\r\n");
  }

  @Test
  void refusesAKeyThatIsNot16Bytes() {
    for (int length : new int[] {0, 15, 17}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new ClientHandshake(
                      WebSocketUri.of("ws://h"),
                      List.of(),
                      List.of(),
                      List.of(),
                      new byte[length],
                      HttpLimits.DEFAULTS))
          .withMessage("key of " + length + " bytes is not 16 bytes");
    }
  }

  private static String requestWith(String name, String value) {
    return request("ws://h", List.of(Map.entry(name, value)), List.of(), List.of());
  }

  private static String request(
      String uri,
      List<Map.Entry<String, String>> headers,
      List<String> subprotocols,
      List<Extension> offers) {
    return Deliveries.text(
        new ClientHandshake(
                WebSocketUri.of(uri), headers, subprotocols, offers, KEY, HttpLimits.DEFAULTS)
            .request());
  }
}
