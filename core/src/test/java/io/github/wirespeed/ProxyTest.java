package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ProxyHop;
import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The choice of a proxy as users make it. */
class ProxyTest {

  private static ProxyHop hop(Proxy proxy) throws IOException {
    return proxy.choice().choose(WebSocketUri.of("wss://h/"));
  }

  @Test
  void eachKindIsMade() throws IOException {
    assertThat(hop(Proxy.none())).isNull();
    assertThat(hop(Proxy.http("p", 1))).hasToString("http://p:1");
    assertThat(hop(Proxy.https("p", 2))).hasToString("https://p:2");
    assertThat(hop(Proxy.https("p", 2)).tls()).isSameAs(Tls.defaults().settings());
    assertThat(hop(Proxy.socks5("::1", 3))).hasToString("socks5://[::1]:3");
    assertThat(hop(Proxy.socks4a("p", 4))).hasToString("socks4a://p:4");
    assertThat(hop(Proxy.of("socks5h://p"))).hasToString("socks5://p:1080");
    assertThat(hop(Proxy.environment(Map.of("https_proxy", "p:5")))).hasToString("http://p:5");
    assertThat(hop(Proxy.selector(ProxySelector.of(InetSocketAddress.createUnresolved("p", 6)))))
        .hasToString("http://p:6");
    assertThat(Proxy.system().choice().choose(WebSocketUri.of("ws://localhost/"))).isNull();
  }

  @Test
  void credentialsComeBeforeThoseOfAUrl() throws IOException {
    Proxy named = Proxy.http("p", 1).credentials("ann", "secret");
    Proxy replaced = Proxy.of("http://bob:other@p:1").credentials("ann", "secret");
    Proxy chosen =
        Proxy.environment(Map.of("ALL_PROXY", "http://bob:other@p:1")).credentials("ann", "secret");

    for (Proxy each : new Proxy[] {named, replaced, chosen}) {
      assertThat(hop(each).user()).isEqualTo("ann");
      assertThat(hop(each).password()).isEqualTo("secret");
    }
    assertThat(hop(Proxy.http("p", 1)).user()).as("of the original").isNull();
    assertThat(hop(Proxy.none().credentials("ann", "secret"))).isNull();
  }

  @Test
  void nothingShowsThem() {
    assertThat(Proxy.of("http://ann:secret@p:1")).hasToString("http://***@p:1");
    assertThat(Proxy.http("p", 1).credentials("ann", "secret")).hasToString("http://***@p:1");
    assertThat(Proxy.environment(Map.of("ALL_PROXY", "http://ann:secret@p")))
        .hasToString("environment");
    assertThat(Proxy.environment()).hasToString("environment");
    assertThat(Proxy.none()).hasToString("none");
    assertThat(Proxy.system().credentials("ann", "secret")).hasToString("system");
  }

  @Test
  void whatAProxyCannotCarryIsRefusedAtOnce() {
    assertThatThrownBy(() -> Proxy.http("p", 1).credentials("a:n", "secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("user for http proxy has ':', which Basic authentication cannot carry");
    assertThatThrownBy(() -> Proxy.socks4a("p", 1).credentials("ann", "secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("password for socks4a proxy, which knows users only; socks5 has passwords");
    assertThatThrownBy(() -> Proxy.socks5("p", 1).credentials("", "secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> Proxy.http("p", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Proxy.of("p:1")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatAChosenProxyCannotCarryFailsTheConnect() {
    Proxy proxy = Proxy.environment(Map.of("all_proxy", "socks4a://p")).credentials("a", "secret");

    assertThatThrownBy(() -> hop(proxy))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("knows users only")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void tlsIsForThoseThatSpeakIt() throws IOException {
    assertThat(hop(Proxy.https("p", 1).tls(Tls.defaults())).tls()).isNotNull();
    assertThat(Proxy.system().tls(Tls.defaults())).hasToString("system");
    assertThatThrownBy(() -> Proxy.http("p", 1).tls(Tls.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no TLS is spoken with proxy http://p:1");
  }
}
