package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.TestProxy.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The whole way to a server behind a proxy. For whoever waits. */
abstract class ProxiedContract extends RedirectContract {
  private final List<String> lookedUp = Collections.synchronizedList(new ArrayList<>());

  /** A way on which all names are known, and noted. */
  final Reaching noting() {
    return Reaching.by(
        host -> {
          lookedUp.add(host);
          return addresses("127.0.0.1");
        });
  }

  final List<String> lookedUp() {
    return lookedUp;
  }

  final TestProxy proxy(ProxyHop.Kind kind) throws IOException {
    return closedLater(TestProxy.of(kind));
  }

  /** The proxy by a name, which is looked up here. */
  static ProxyHop named(TestProxy proxy) {
    ProxyHop hop = proxy.hop();
    return new ProxyHop(hop.kind(), "proxy.test", hop.port(), null, null, hop.tls());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "HTTPS")
  void theProxyIsLookedUpHereAndTheServerThere(ProxyHop.Kind kind) throws Exception {
    ScriptedServer server = willing();
    TestProxy proxy = proxy(kind);
    String uri = server.uri("/behind").replace("127.0.0.1", "server.test");

    Opening.Upgraded upgraded =
        (Opening.Upgraded) open(noting().proxy(any -> named(proxy)).request(uri), LONG);

    assertThat(lookedUp()).containsExactly("proxy.test");
    assertThat(proxy.targets()).singleElement().asString().startsWith("server.test:");
    assertThat(server.request())
        .startsWith("GET /behind ")
        .contains("\r\nHost: server.test:")
        .doesNotContain("Proxy");
    upgraded.transport().close();
    server.ended();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "HTTPS")
  void aProxyThatIsSilentIsWhatATimeOutNames(ProxyHop.Kind kind) throws Exception {
    TestProxy proxy = proxy(kind).with(Fault.SILENT);
    Request request = noting().proxy(any -> proxy.hop()).request("ws://server.test");

    assertThatThrownBy(() -> open(request, Duration.ofMillis(300)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("proxy 127.0.0.1:" + proxy.port());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"REFUSES", "CLOSES", "TRUNCATES", "JUNK"})
  void aProxyThatDoesNotOpenTheWayIsAFailureOfItsOwn(Fault fault) throws Exception {
    TestProxy proxy = proxy(ProxyHop.Kind.HTTP).with(fault);
    Request request = noting().proxy(any -> proxy.hop()).request("ws://server.test");

    assertThatThrownBy(() -> open(request, LONG))
        .isInstanceOf(ProxyFailure.class)
        .hasMessageContaining("proxy 127.0.0.1:" + proxy.port());
  }

  @Test
  void aProxyThatIsNotThereIsAConnectExceptionWithItsAddress() throws Exception {
    int port = freePort();
    ProxyHop hop = ProxyHop.of(ProxyHop.Kind.SOCKS5, "proxy.test", port);

    assertThatThrownBy(() -> open(noting().proxy(any -> hop).request("ws://server.test"), LONG))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void theNextServerOfARedirectIsReachedThroughItsOwnProxy() throws Exception {
    ScriptedServer next = willing();
    String there = next.uri("/there").replace("127.0.0.1", "b.test");
    ScriptedServer first =
        server(
            c -> {
              c.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + there + "\r\n\r\n");
              c.untilClientLeft();
            });
    TestProxy one = proxy(ProxyHop.Kind.HTTP);
    TestProxy two = proxy(ProxyHop.Kind.SOCKS5);
    String here = first.uri("/").replace("127.0.0.1", "a.test");

    Opening.Result result =
        open(
            noting()
                .proxy(uri -> uri.host().equals("a.test") ? one.hop() : two.hop())
                .redirects(1)
                .request(here),
            LONG);

    assertThat(result).isInstanceOf(Opening.Upgraded.class);
    assertThat(one.targets()).singleElement().asString().startsWith("a.test:");
    assertThat(two.targets()).singleElement().asString().startsWith("b.test:");
  }
}
