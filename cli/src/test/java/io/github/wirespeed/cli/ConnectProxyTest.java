package io.github.wirespeed.cli;

import static io.github.wirespeed.cli.AnsweringServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code ./ws connect} by way of a proxy. */
@Timeout(30)
class ConnectProxyTest {
  private final Tool tool = new Tool();

  @Test
  void theProxyIsAskedForTheServerByItsName() throws IOException {
    try (AnsweringServer proxy = AnsweringServer.tcp(answer("407 Who Are You"))) {
      String url = proxy.uri().replace("ws:", "http:");

      assertThat(tool.pipe("", "connect", "ws://nowhere.invalid/x", "--proxy", url)).isEqualTo(1);
      assertThat(proxy.requests)
          .singleElement()
          .asString()
          .startsWith("CONNECT nowhere.invalid:80 HTTP/1.1\r\n");
    }
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .contains("407")
        .endsWith("; --proxy scheme://USER:PASSWORD@HOST says who asks");
  }

  @Test
  void thePasswordOfAProxyGoesThereAndIsNotShown() throws IOException {
    try (AnsweringServer proxy = AnsweringServer.tcp(answer("403 No"))) {
      String url = "http://joe:secret@127.0.0.1:" + proxy.port();

      assertThat(tool.pipe("", "connect", "ws://nowhere.invalid/x", "--proxy", url)).isEqualTo(1);
      assertThat(proxy.requests.get(0)).contains("\r\nProxy-Authorization: Basic am9lOnNlY3JldA==");
    }
    assertThat(tool.err.toString()).contains("403").doesNotContain("secret");
  }

  @Test
  void systemPropertiesAreLookedAtIfAskedFor() throws IOException {
    List<String> names = List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts");
    List<String> before = names.stream().map(System::getProperty).toList();
    try (AnsweringServer proxy = AnsweringServer.tcp(answer("403 No"))) {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", Integer.toString(proxy.port()));
      System.setProperty("http.nonProxyHosts", "");
      tool.pipe("", "connect", "ws://nowhere.invalid/x", "--proxy-system");

      assertThat(proxy.requests)
          .singleElement()
          .asString()
          .startsWith("CONNECT nowhere.invalid:80 ");
    } finally {
      for (int i = 0; i < names.size(); i++) {
        if (before.get(i) == null) {
          System.clearProperty(names.get(i));
        } else {
          System.setProperty(names.get(i), before.get(i));
        }
      }
    }
  }
}
