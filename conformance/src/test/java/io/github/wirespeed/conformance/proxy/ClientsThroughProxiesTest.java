package io.github.wirespeed.conformance.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Proxy;
import io.github.wirespeed.ProxyException;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.server.EchoServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both clients through proxies that are not ours, as users configure them. */
@Timeout(120)
class ClientsThroughProxiesTest {
  @TempDir Path directory;
  private EchoServer server;
  private WebSocketClient client;

  @BeforeEach
  void start() throws Exception {
    server = EchoServer.builder().start();
    client = WebSocketClient.create();
  }

  @AfterEach
  void end() {
    client.close();
    server.close();
  }

  /** The server by a name, which the proxy looks up. */
  private String uri() {
    return "ws://localhost:" + URI.create(server.uri()).getPort() + "/";
  }

  private static WebSocketOptions by(Proxy proxy) {
    return WebSocketOptions.defaults().proxy(proxy);
  }

  private void echoes(Proxy proxy) throws Exception {
    try (WebSocket ws = WebSocket.connect(uri(), by(proxy))) {
      ws.send("blocking");
      assertThat(ws.receive().text()).isEqualTo("blocking");
    }
    AsyncWebSocket async =
        client.connectAsync(uri(), by(proxy)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    try {
      async.send("async");
      assertThat(async.receive().toCompletableFuture().get(30, TimeUnit.SECONDS).text())
          .isEqualTo("async");
    } finally {
      async.close();
    }
  }

  private ProxyException refusal(Proxy proxy) throws Exception {
    ProxyException async =
        (ProxyException)
            catchThrowableOfType(
                    ExecutionException.class,
                    () ->
                        client
                            .connectAsync(uri(), by(proxy))
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS))
                .getCause();
    ProxyException blocking =
        catchThrowableOfType(
            ProxyException.class, () -> WebSocket.connect(uri(), by(proxy)).close());
    assertThat(blocking).isNotNull().hasMessage(async.getMessage());
    return blocking;
  }

  @Test
  void throughTinyproxy() throws Exception {
    try (ProxyProgram program = ProxyProgram.tinyproxy(directory, "ann secret")) {
      Proxy proxy = Proxy.http("127.0.0.1", program.hop().port());

      echoes(proxy.credentials("ann", "secret"));
      echoes(
          Proxy.environment(
              Map.of("http_proxy", "http://ann:secret@127.0.0.1:" + program.hop().port())));
      ProxyException refusal = refusal(proxy);
      assertThat(refusal.status()).isEqualTo(407);
      assertThat(refusal.wantsCredentials()).isTrue();
      assertThat(refusal.headers()).containsKey("Proxy-Authenticate");
      assertThat(refusal.body()).asString().contains("407");
    }
  }

  @Test
  void throughMicrosocks() throws Exception {
    try (ProxyProgram program = ProxyProgram.microsocks(directory, "-u", "ann", "-P", "secret")) {
      Proxy proxy = Proxy.of("socks5h://127.0.0.1:" + program.hop().port());

      echoes(proxy.credentials("ann", "secret"));
      assertThat(refusal(proxy).wantsCredentials()).isTrue();
      server.close();
      assertThat(refusal(proxy.credentials("ann", "secret")).socksReply()).isEqualTo(5);
    }
  }
}
