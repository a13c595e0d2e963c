package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ProxyHop;
import io.github.wirespeed.client.Relay;
import io.github.wirespeed.client.ScriptedServer;
import io.github.wirespeed.client.TestProxy;
import io.github.wirespeed.transport.TestCertificates;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Through TLS, proxies and sockets of other kinds to a message, in each of the APIs. */
@Timeout(60)
class SecureConnectTest {
  private static final long GUARD_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final WebSocketClient client =
      WebSocketClient.builder().waitStrategy(WaitStrategy.blocking()).build();

  @TempDir Path directory;

  /** The ways to ask for a connection and get its first message. */
  private enum Api {
    BLOCKING {
      @Override
      String greeting(WebSocketClient client, String uri, WebSocketOptions options)
          throws Exception {
        try (WebSocket ws = WebSocket.connect(uri, options)) {
          return ws.receive().text();
        }
      }
    },
    ASYNC {
      @Override
      String greeting(WebSocketClient client, String uri, WebSocketOptions options)
          throws Exception {
        AsyncWebSocket ws = get(client.connectAsync(uri, options));
        String text = get(ws.receive()).text();
        ws.close();
        return text;
      }
    },
    HANDLER {
      @Override
      String greeting(WebSocketClient client, String uri, WebSocketOptions options)
          throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocketConnection connection =
            get(client.connect(uri, options, (any, message) -> first.complete(message.text())));
        String text = first.get(20, TimeUnit.SECONDS);
        connection.close();
        return text;
      }
    },
    POLLER {
      @Override
      String greeting(WebSocketClient client, String uri, WebSocketOptions options) {
        CompletableFuture<String> first = new CompletableFuture<>();
        try (Poller poller = client.poller()) {
          Stage<WebSocketConnection> opening =
              poller.connect(uri, options, (any, message) -> first.complete(message.text()));
          long start = System.nanoTime();
          while (!first.isDone()) {
            poller.poll(Duration.ofMillis(20));
            assertThat(opening.toCompletableFuture().isCompletedExceptionally()).isFalse();
            assertThat(System.nanoTime() - start).as("waited").isLessThan(GUARD_NANOS);
          }
        }
        return first.join();
      }
    };

    abstract String greeting(WebSocketClient client, String uri, WebSocketOptions options)
        throws Exception;

    private static <T> T get(Stage<T> stage) throws Exception {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void end() {
    client.close();
  }

  private static void greet(ScriptedServer.Conversation c) throws Exception {
    // With the answer, in one record and one packet: no selector tells of it.
    c.send(Session.concat(c.accept(""), Session.frame(Session.TEXT, "hello")));
    c.untilReleased();
  }

  private static ScriptedServer secureGreeting() throws Exception {
    return ScriptedServer.secure(TestCertificates.VALID.context(), SecureConnectTest::greet);
  }

  private static WebSocketOptions trusting() {
    return WebSocketOptions.defaults()
        .closeTimeout(Duration.ofMillis(1))
        .tls(Tls.defaults().context(TestCertificates.trusting()));
  }

  @ParameterizedTest
  @EnumSource
  void aMessageComesOverTls(Api api) throws Exception {
    try (ScriptedServer server = secureGreeting()) {
      assertThat(api.greeting(client, server.uri("/"), trusting())).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMessageComesOverTlsThroughAProxyAfterARedirectWithACookie(Api api) throws Exception {
    try (ScriptedServer server = secureGreeting();
        TestProxy proxy = TestProxy.of(ProxyHop.Kind.HTTP).requires("user", "word");
        ScriptedServer first =
            new ScriptedServer(
                c -> {
                  String location = server.uri("/next").replace("127.0.0.1", "localhost");
                  c.send("HTTP/1.1 307 Elsewhere\r\nContent-Length: 0\r\nSet-Cookie: a=1\r\n");
                  c.send("Location: " + location + "\r\n\r\n");
                  c.untilClientLeft();
                })) {
      CookieManager cookies = new CookieManager();
      WebSocketOptions options =
          trusting()
              .proxy(Proxy.http("127.0.0.1", proxy.port()).credentials("user", "word"))
              .redirects(1)
              .cookies(cookies);

      assertThat(api.greeting(client, first.uri("/"), options)).isEqualTo("hello");

      assertThat(server.request()).startsWith("GET /next ").contains("\r\nHost: localhost:");
      assertThat(proxy.targets()).hasSize(2);
      assertThat(cookies.getCookieStore().getCookies()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMessageComesOverAUnixSocketWithTlsInIt(Api api) throws Exception {
    Path path = directory.resolve("s");
    try (ScriptedServer server = secureGreeting();
        Relay relay = new Relay(UnixDomainSocketAddress.of(path), portOf(server))) {
      WebSocketOptions options = trusting().network(Network.defaults().unixSocket(path));

      assertThat(api.greeting(client, "wss://localhost/over", options)).isEqualTo("hello");
      assertThat(server.request()).contains("\r\nHost: localhost\r\n");
      assertThat(relay.address()).isEqualTo(UnixDomainSocketAddress.of(path));
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAreLookedUpByTheResolverOfTheUser(Api api) throws Exception {
    try (ScriptedServer server = new ScriptedServer(SecureConnectTest::greet)) {
      Network network =
          Network.defaults()
              .attemptDelay(Duration.ofMillis(20))
              .resolver(
                  host -> {
                    assertThat(host).isEqualTo("a-name.invalid");
                    return List.of(
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                  });

      String uri = server.uri("/").replace("127.0.0.1", "a-name.invalid");
      assertThat(api.greeting(client, uri, trusting().network(network))).isEqualTo("hello");
    }
  }

  @Test
  void aResolverThatKnowsNothingIsAnUnknownHost() {
    WebSocketOptions none =
        WebSocketOptions.defaults().network(Network.defaults().resolver(host -> List.of()));
    WebSocketOptions nothing =
        WebSocketOptions.defaults().network(Network.defaults().resolver(host -> null));

    assertThatThrownBy(() -> WebSocket.connect("ws://a-name.invalid", none))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("a-name.invalid: no address was found");
    assertThatThrownBy(() -> WebSocket.connect("ws://a-name.invalid", nothing))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("a-name.invalid: the resolver returned null");
  }

  @Test
  void aServerThatIsNotTrustedIsAnSslException() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.secure(
            TestCertificates.UNKNOWN_ISSUER.context(), SecureConnectTest::greet)) {
      assertThatThrownBy(() -> WebSocket.connect(server.uri("/"), trusting()))
          .isInstanceOf(SSLException.class);
    }
  }

  private static int portOf(ScriptedServer server) {
    return URI.create(server.uri("/")).getPort();
  }
}
