package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
  private static final Map.Entry<String, String> MINE = Map.entry("X-Mine", "1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // RFC 7617 2, and 2.1 in UTF-8.
        "Aladdin:open%20sesame | QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "test:123%C2%A3 | dGVzdDoxMjPCow==",
        "test:123\u00a3 | dGVzdDoxMjPCow==",
        "joe | am9lOg==",
        "joe: | am9lOg==",
        ":pw | OnB3",
        ": | Og==",
        "joe:a:b%3Ac%20 | am9lOmE6YjpjIA==",
        "%6A%6f%65:%ff | am9lOv8=",
      })
  void theUserInfoOfTheUriIsSent(String userInfo, String base64) throws IOException {

    Request request = request("ws://" + userInfo + "@h/", List.of(MINE), null, null);

    assertThat(RequestHeaders.of(request))
        .containsExactly(MINE, Map.entry("Authorization", "Basic " + base64));
  }

  @Test
  void credentialsAreSentInUtf8() throws IOException {
    Reach.Credentials credentials = new Reach.Credentials("j\u00f6", "\u20ac:%41");
    Request request = request("ws://h/", List.of(), credentials, null);

    assertThat(RequestHeaders.of(request))
        .containsExactly(Map.entry("Authorization", "Basic " + base64("j\u00f6:\u20ac:%41")));
  }

  @Test
  void theUriComesBeforeTheOptionAndTheHeaderBeforeBoth() throws IOException {
    Reach.Credentials credentials = new Reach.Credentials("option", "pw");
    Map.Entry<String, String> own = Map.entry("aUTHORIZATION", "Bearer t");

    assertThat(RequestHeaders.of(request("ws://uri:pw@h/", List.of(), credentials, null)))
        .containsExactly(Map.entry("Authorization", "Basic " + base64("uri:pw")));
    assertThat(RequestHeaders.of(request("ws://@h/", List.of(), credentials, null)))
        .containsExactly(Map.entry("Authorization", "Basic " + base64("option:pw")));
    assertThat(RequestHeaders.of(request("ws://uri:pw@h/", List.of(own), credentials, null)))
        .containsExactly(own);
    assertThat(RequestHeaders.of(request("ws://h/", List.of(MINE), null, null)))
        .containsExactly(MINE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jo%3Ae:secret | the user name of the URI has a colon, which Basic authentication cannot"
            + " send",
        "jo%0ae:secret | the user name of the URI has a control character",
        "joe:secret%0d | the password of the URI has a control character",
        "joe:%7Fsecret | the password of the URI has a control character",
      })
  void aWrongUserInfoIsRefusedWithoutShowingIt(String userInfo, String message) {
    Request request = request("ws://" + userInfo + "@h/", List.of(), null, null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestHeaders.of(request))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "j:oe, secret, 'the user name of the credentials has a colon, which Basic authentication cannot"
        + " send'",
    "'joe\n', secret, the user name of the credentials has a control character",
    "joe, 'secret\n', the password of the credentials has a control character",
  })
  void wrongCredentialsAreRefusedWithoutShowingThem(String user, String password, String message) {
    Request request = request("ws://h/", List.of(), new Reach.Credentials(user, password), null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestHeaders.withoutCookies(request))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 302, 403, 503})
  void cookiesOfEveryResponseAreKeptAndSent(int status) throws IOException {
    CookieManager cookies = new CookieManager();
    Request request = request("ws://example.com:81/a/b", List.of(MINE), null, cookies);
    Cookies.store(request, setting(status, "id=7; Path=/a", "other=1; Path=/elsewhere"));

    assertThat(RequestHeaders.of(request)).containsExactly(MINE, Map.entry("Cookie", "id=7"));
    assertThat(RequestHeaders.of(request("ws://example.org/a/b", List.of(), null, cookies)))
        .isEmpty();
    assertThat(RequestHeaders.of(request("ws://example.com/", List.of(), null, cookies))).isEmpty();
  }

  @Test
  void aSecureCookieGoesOverTlsOnly() throws IOException {
    CookieManager cookies = new CookieManager();
    Cookies.store(
        request("wss://example.com/", List.of(), null, cookies),
        setting(101, "id=7; Secure", "open=1"));

    assertThat(RequestHeaders.of(request("wss://example.com/", List.of(), null, cookies)))
        .singleElement()
        .satisfies(
            header -> assertThat(header.getValue().split("; ")).containsOnly("id=7", "open=1"));
    assertThat(RequestHeaders.of(request("ws://example.com/", List.of(), null, cookies)))
        .containsExactly(Map.entry("Cookie", "open=1"));
  }

  @Test
  void cookiesJoinThoseOfTheUserWhoseValueIsSent() throws IOException {
    CookieManager cookies = new CookieManager();
    Request request =
        request(
            "ws://example.com/", List.of(Map.entry("cookie", "id=mine; x=y"), MINE), null, cookies);
    assertThat(RequestHeaders.of(request)).isEqualTo(request.headers());

    Cookies.store(request, setting(101, "id=7", "more=8"));

    assertThat(RequestHeaders.of(request))
        .containsExactly(MINE, Map.entry("Cookie", "id=mine; x=y; more=8"));
  }

  @Test
  void theHandlerSeesTheHttpUriAndTheHeaders() throws IOException {
    RecordingHandler handler = new RecordingHandler();
    Request request =
        request("wss://joe:pw@[2001:DB8::1]:8443/caf\u00e9?q=1", List.of(MINE), null, handler);

    assertThat(RequestHeaders.of(request)).contains(Map.entry("Cookie", "a=1; b=2"));
    Cookies.store(request, setting(101, "c=3"));

    URI expected = URI.create("https://[2001:db8::1]:8443/caf%C3%A9?q=1");
    assertThat(handler.asked).isEqualTo(expected);
    assertThat(handler.told).isEqualTo(expected);
    assertThat(handler.sent).containsEntry("x-mine", List.of("1")).containsKey("authorization");
    assertThat(handler.received).containsEntry("set-cookie", List.of("c=3"));
  }

  @Test
  void whatTheHandlerThrowsIsThrown() {
    CookieHandler broken = new RecordingHandler("disk full");
    Request request = request("ws://h/", List.of(), null, broken);

    assertThatThrownBy(() -> RequestHeaders.of(request))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  @Test
  void withoutAHandlerNothingIsKept() throws IOException {
    Request request = request("ws://h/", List.of(MINE), null, null);

    Cookies.store(request, setting(101, "a=1"));

    assertThat(RequestHeaders.of(request)).containsExactly(MINE);
  }

  private static Request request(
      String uri,
      List<Map.Entry<String, String>> headers,
      Reach.Credentials credentials,
      CookieHandler cookies) {
    Reach direct = Reach.DIRECT;
    Reach reach =
        new Reach(
            direct.names(),
            direct.sockets(),
            direct.attemptDelay(),
            null,
            direct.proxy(),
            direct.tls(),
            0,
            credentials,
            cookies);
    return new Request(
        WebSocketUri.of(uri), headers, List.of(), List.of(), HttpLimits.DEFAULTS, reach);
  }

  private static HttpHead setting(int status, String... cookies) {
    return HttpHead.status(
        "HTTP/1.1",
        status,
        "",
        List.of(cookies).stream().map(cookie -> Map.entry("Set-Cookie", cookie)).toList());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers two cookies, one to a header, and beside them what is none. */
  private static final class RecordingHandler extends CookieHandler {
    private final String failure;
    private URI asked;
    private URI told;
    private Map<String, List<String>> sent;
    private Map<String, List<String>> received;

    RecordingHandler() {
      this(null);
    }

    RecordingHandler(String failure) {
      this.failure = failure;
    }

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers)
        throws IOException {
      if (failure != null) {
        throw new IOException(failure);
      }
      asked = uri;
      sent = headers;
      return Map.of("cookie", List.of("a=1", "b=2"), "Cookie2", List.of("$Version=1"));
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) {
      told = uri;
      received = headers;
    }
  }
}
