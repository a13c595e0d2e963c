package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which variable counts. */
class ProxyEnvironmentTest {

  /** "A=b C=d" as variables. */
  private static ProxyHop choose(String variables, String uri) throws IOException {
    Map<String, String> map = new HashMap<>();
    for (String each : variables.split(" ", 0)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        map.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    return new ProxyEnvironment(map).choose(WebSocketUri.of(uri));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PROXY=http://a:1, ws://h/, a:1",
    "http_proxy=http://a:1, ws://h/, a:1",
    "HTTPS_PROXY=http://a:1, wss://h/, a:1",
    "https_proxy=http://a:1 HTTPS_PROXY=http://b:1, wss://h/, a:1",
    "https_proxy= HTTPS_PROXY=http://b:1, wss://h/, b:1",
    "HTTP_PROXY=http://a:1 HTTPS_PROXY=http://b:1, wss://h/, b:1",
    "HTTP_PROXY=http://a:1 HTTPS_PROXY=http://b:1, ws://h/, a:1",
    "HTTP_PROXY=http://a:1 ALL_PROXY=http://c:1, ws://h/, a:1",
    "HTTP_PROXY=http://a:1 ALL_PROXY=http://c:1, wss://h/, c:1",
    "all_proxy=socks5h://c:1 ALL_PROXY=http://d:1, wss://h/, c:1",
    "HTTP_PROXY=a:3128, ws://h/, a:3128",
    "HTTP_PROXY=a, ws://h/, a:80",
    "HTTP_PROXY=http://a:1 NO_PROXY=other, ws://h/, a:1",
    "HTTP_PROXY=http://a:1 no_proxy=other NO_PROXY=h, ws://h/, a:1",
    "HTTP_PROXY=http://a:1 NO_PROXY=h:81, ws://h/, a:1",
    "http_proxy=http://a:1 REQUEST_METHOD=GET, ws://h/, a:1"
  })
  void theProxyIsThatOfTheFirstThatIsSet(String variables, String uri, String proxy)
      throws IOException {
    assertThat(choose(variables, uri).address()).isEqualTo(proxy);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ws://h/",
    "HTTP_PROXY=http://a:1, wss://h/",
    "HTTPS_PROXY=http://a:1, ws://h/",
    "Http_Proxy=http://a:1, ws://h/",
    "HTTP_PROXY=http://a:1 NO_PROXY=h, ws://h/",
    "HTTP_PROXY=http://a:1 no_proxy=h NO_PROXY=other, ws://h/",
    "HTTP_PROXY=http://a:1 NO_PROXY=h:80, ws://h/",
    "ALL_PROXY=http://a:1 NO_PROXY=*, wss://h/",
    "ALL_PROXY=http://a:1 NO_PROXY=10.0.0.0/8, wss://10.1.2.3:8443/",
    "NO_PROXY=10.0.0.0/99, ws://h/", // nobody asks it
    // The header Proxy of a request, where this is a CGI program.
    "HTTP_PROXY=http://evil:1 REQUEST_METHOD=GET, ws://h/"
  })
  void elseThereIsNone(String variables, String uri) throws IOException {
    assertThat(choose(variables, uri)).isNull();
  }

  @Test
  void credentialsComeFromTheUrl() throws IOException {
    ProxyHop hop = choose("HTTPS_PROXY=http://ann:s%20t@a:1", "wss://h/");

    assertThat(hop.user()).isEqualTo("ann");
    assertThat(hop.password()).isEqualTo("s t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https_proxy=ftp://ann:secret@a:1",
        "https_proxy=ann:secret@a:x",
        "https_proxy=ann:secret",
        "HTTPS_PROXY=http://a:1 no_proxy=10.0.0.0/99",
        "ALL_PROXY=http://ann:secret@a:99999"
      })
  void oneThatMakesNoSenseIsNamedAndItsPasswordIsNotShown(String variables) {
    String[] each = variables.split(" ", 0);
    String name = each[each.length - 1].replaceAll("=.*", "");

    assertThatThrownBy(() -> choose(variables, "wss://h/"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("environment variable " + name + ": ")
        .hasNoCause()
        .message()
        .doesNotContain("secret");
  }

  @Test
  void oneThatIsNotNeededMayMakeNoSense() throws IOException {
    assertThat(choose("HTTPS_PROXY=nonsense:// HTTP_PROXY=http://a:1", "ws://h/").address())
        .isEqualTo("a:1");
  }
}
