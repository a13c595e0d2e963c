package io.github.wirespeed.conformance.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.client.ProxyFailure;
import io.github.wirespeed.client.ProxyHop;
import io.github.wirespeed.client.ProxyWalk;
import io.github.wirespeed.conformance.Payloads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tinyproxy, microsocks and Dante: through each of them, and what each says when it refuses. */
@Timeout(120)
class RealProxiesTest {
  @TempDir Path directory;
  private final Socket held = new Socket();
  private ServerSocket server;
  private Thread serving;

  @BeforeEach
  void serve() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    serving = new Thread(this::greetAndEcho, "greeting-server");
    serving.setDaemon(true);
    serving.start();
  }

  /** Speaks first, so that its bytes may come together with the proxy's answer. */
  private void greetAndEcho() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write(new byte[] {1, 2, 3});
        client.getInputStream().transferTo(client.getOutputStream());
      } catch (IOException e) {
        // The client has left, or the test is over.
      }
    }
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    held.close();
  }

  private int port() {
    return server.getLocalPort();
  }

  private void passes(ProxyHop hop, String host) throws IOException {
    try (ProxyWalk walk = ProxyWalk.open(hop, host, port())) {
      assertThat(walk.read(3)).containsExactly(1, 2, 3);
      byte[] sent = Payloads.binary(50_000);
      for (int i = 0; i < 10; i++) {
        walk.write(sent);
        assertThat(walk.read(sent.length)).isEqualTo(sent);
      }
    }
  }

  private static ProxyFailure failure(ProxyHop hop, String host, int port) {
    ProxyFailure failure =
        catchThrowableOfType(ProxyFailure.class, () -> ProxyWalk.open(hop, host, port).close());
    assertThat(failure).isNotNull();
    assertThat(failure).hasMessageStartingWith("proxy " + hop.address() + " ");
    return failure;
  }

  /** Where nobody listens, nor will until the test is over. */
  private int closedPort() throws Exception {
    int port = port();
    server.close();
    serving.join(); // it listens until the thread that accepts has left
    held.setReuseAddress(true);
    held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return port;
  }

  @Test
  void tinyproxyPassesOnAndRefuses() throws Exception {
    try (ProxyProgram proxy = ProxyProgram.tinyproxy(directory, null)) {
      passes(proxy.hop(), "127.0.0.1");
      passes(proxy.hop(), "localhost");
      // A user that it did not ask for does no harm.
      passes(proxy.hop().as("ann", "secret"), "localhost");

      ProxyFailure filtered = failure(proxy.hop(), "refused.test", 80);
      assertThat(filtered.response().status()).isEqualTo(403);
      assertThat(filtered.response().first("Server").orElse("")).contains("tinyproxy");
      assertThat(filtered.body()).asString().contains("filtered");
      assertThat(filtered.wantsCredentials()).isFalse();

      ProxyFailure unreachable = failure(proxy.hop(), "127.0.0.1", closedPort());
      assertThat(unreachable.response().status()).isGreaterThanOrEqualTo(500);
    }
  }

  @Test
  void tinyproxyAsksWhoThisIs() throws Exception {
    try (ProxyProgram proxy = ProxyProgram.tinyproxy(directory, "ann secret")) {
      ProxyFailure unknown = failure(proxy.hop(), "localhost", port());
      assertThat(unknown.response().status()).isEqualTo(407);
      assertThat(unknown.response().first("Proxy-Authenticate").orElse("")).startsWith("Basic");
      assertThat(unknown.wantsCredentials()).isTrue();

      ProxyFailure wrong = failure(proxy.hop().as("ann", "wrong"), "localhost", port());
      assertThat(wrong.response().status()).as("what it says then").isEqualTo(401);
      assertThat(wrong.wantsCredentials()).isTrue();
      passes(proxy.hop().as("ann", "secret"), "localhost");
    }
  }

  @Test
  void microsocksPassesOnAndRefuses() throws Exception {
    try (ProxyProgram proxy = ProxyProgram.microsocks(directory)) {
      passes(proxy.hop(), "127.0.0.1");
      passes(proxy.hop(), "localhost");

      // Too long for a part of a name, so nobody is asked for it.
      assertThat(failure(proxy.hop(), "x".repeat(70), 80).reply()).isPositive();
      assertThat(failure(proxy.hop(), "127.0.0.1", closedPort()).reply()).isEqualTo(5);
    }
  }

  @Test
  void microsocksAsksWhoThisIs() throws Exception {
    try (ProxyProgram proxy = ProxyProgram.microsocks(directory, "-u", "ann", "-P", "secret")) {
      for (ProxyHop stranger : new ProxyHop[] {proxy.hop(), proxy.hop().as("ann", "wrong")}) {
        assertThat(failure(stranger, "localhost", port()).wantsCredentials()).isTrue();
      }
      passes(proxy.hop().as("ann", "secret"), "localhost");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ProxyHop.Kind.class,
      names = {"SOCKS5", "SOCKS4A"})
  void dantePassesOnAndRefuses(ProxyHop.Kind kind) throws Exception {
    try (ProxyProgram proxy = ProxyProgram.dante(directory, kind, 9)) {
      boolean five = kind == ProxyHop.Kind.SOCKS5;
      // It speaks SOCKS4 without the extension by names.
      String host = five ? "localhost" : "127.0.0.1";
      passes(proxy.hop(), "127.0.0.1");
      passes(proxy.hop(), host);
      passes(proxy.hop().as("ann", ""), host);

      assertThat(failure(proxy.hop(), "127.0.0.1", 9).reply()).isEqualTo(five ? 2 : 91);
      assertThat(failure(proxy.hop(), "127.0.0.1", closedPort()).reply()).isEqualTo(five ? 5 : 91);
    }
  }

  @Test
  void aProxyOfAnotherKindIsAnErrorAndNoWait() throws Exception {
    try (ProxyProgram socks = ProxyProgram.microsocks(directory)) {
      ProxyHop wrong = ProxyHop.of(ProxyHop.Kind.HTTP, socks.hop().host(), socks.hop().port());
      assertThat(failure(wrong, "localhost", port()).response()).isNull();
    }
  }
}
