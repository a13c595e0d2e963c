package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What selectors are asked, and what their answers mean. */
class ProxySelectionTest {

  /** Always says the same, and keeps what it was asked. */
  private static final class Fixed extends ProxySelector {
    private final List<Proxy> answer;
    private final List<URI> asked = new ArrayList<>();

    Fixed(Proxy... answer) {
      this.answer = Arrays.asList(answer);
    }

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      return answer;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      throw new AssertionError("not called");
    }
  }

  private static Proxy proxy(Proxy.Type type, String host, int port) {
    return new Proxy(type, InetSocketAddress.createUnresolved(host, port));
  }

  private static ProxyHop choose(ProxySelector selector, String uri) throws IOException {
    return new ProxySelection(() -> selector).choose(WebSocketUri.of(uri));
  }

  /** With system properties "a=b c=d". */
  private static ProxyHop system(String properties, String uri) throws IOException {
    String[] each = properties.split(" ", 0);
    for (String property : each) {
      System.setProperty(property.split("=", 2)[0], property.split("=", 2)[1]);
    }
    try {
      return new ProxySelection(ProxySelector::getDefault).choose(WebSocketUri.of(uri));
    } finally {
      for (String property : each) {
        System.clearProperty(property.split("=", 2)[0]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ws://h/p?q=1, http://h/p?q=1",
    "wss://h, https://h/",
    "ws://u:secret@h:8080/, http://h:8080/",
    "wss://[::1]:8443/, https://[::1]:8443/"
  })
  void itIsAskedForHttpAndWithoutCredentials(String uri, String asked) throws IOException {
    Fixed selector = new Fixed(Proxy.NO_PROXY);

    assertThat(choose(selector, uri)).isNull();
    assertThat(selector.asked).containsExactly(URI.create(asked));
  }

  @Test
  void theFirstThatCanBeSpokenToIsTaken() throws IOException {
    Proxy http = proxy(Proxy.Type.HTTP, "a", 3128);
    Proxy socks = proxy(Proxy.Type.SOCKS, "b", 1080);

    assertThat(choose(new Fixed(http, socks), "ws://h/"))
        .isEqualTo(ProxyHop.of(ProxyHop.Kind.HTTP, "a", 3128));
    assertThat(choose(new Fixed(socks, http), "ws://h/"))
        .isEqualTo(ProxyHop.of(ProxyHop.Kind.SOCKS5, "b", 1080));
    assertThat(choose(new Fixed(Proxy.NO_PROXY, http), "ws://h/")).isNull();
    assertThat(choose(new Fixed(proxy(Proxy.Type.HTTP, "a", 0), socks), "ws://h/").host())
        .isEqualTo("b");
  }

  @Test
  void noneIsTheDirectWay() throws IOException {
    assertThat(choose(null, "ws://h/")).isNull();
    assertThat(choose(new Fixed(), "ws://h/")).isNull();
  }

  @Test
  void oneThatNamesNoUsableProxyFailsTheConnect() {
    assertThatThrownBy(() -> choose(new Fixed(proxy(Proxy.Type.HTTP, "a", 0)), "ws://u:secret@h/"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the ProxySelector named no usable proxy for ws://h/: port 0 of proxy a is not in 1 to"
                + " 65535");
  }

  @Test
  void oneThatThrowsFailsTheConnect() {
    ProxySelector broken =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            throw new IllegalStateException("no PAC file");
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        };

    assertThatThrownBy(() -> choose(broken, "ws://h/"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no PAC file")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http.proxyHost=a http.proxyPort=3128, ws://h/, http://a:3128",
    "https.proxyHost=a https.proxyPort=3128, wss://h/, http://a:3128",
    "https.proxyHost=a https.proxyPort=3128, ws://h/, direct",
    "http.proxyHost=a http.nonProxyHosts=*.test|h, ws://h/, direct",
    "http.proxyHost=a http.nonProxyHosts=*.test|h, ws://g/, http://a:80",
    "socksProxyHost=a socksProxyPort=9050, wss://h/, socks5://a:9050",
    "socksProxyHost=a socksProxyVersion=4, ws://h/, socks4a://a:1080",
    "socksProxyHost=a java.net.socks.username=u java.net.socks.password=p, ws://h/,"
        + " socks5://***@a:1080",
    "socksProxyHost=a socksProxyVersion=4 java.net.socks.username=u java.net.socks.password=p,"
        + " ws://h/, socks4a://***@a:1080"
  })
  void theJdksOwnFollowsTheSystemProperties(String properties, String uri, String proxy)
      throws IOException {
    ProxyHop hop = system(properties, uri);

    assertThat(hop == null ? "direct" : hop.toString()).isEqualTo(proxy);
  }
}
