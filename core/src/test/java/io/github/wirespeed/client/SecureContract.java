package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer.Conversation;
import io.github.wirespeed.transport.TestCertificates;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on the way: with the server, with a proxy, with both. For whoever waits. */
abstract class SecureContract extends ProxiedContract {
  private static final TlsSettings TRUSTING =
      TlsSettings.PLATFORM.withContext(TestCertificates.trusting());

  private ScriptedServer secure(ScriptedServer.Script script) throws IOException {
    return closedLater(ScriptedServer.secure(TestCertificates.VALID.context(), script));
  }

  private ScriptedServer secureWilling() throws IOException {
    return secure(
        c -> {
          c.send(c.accept(""));
          c.untilClientLeft();
        });
  }

  private Reaching trusting() {
    return noting().tls(TRUSTING);
  }

  @Test
  void aServerIsReachedOverTls() throws Exception {
    ScriptedServer server = secureWilling();

    Opening.Upgraded upgraded =
        (Opening.Upgraded) open(trusting().request(server.uri("/secret")), LONG);

    assertThat(server.request()).startsWith("GET /secret HTTP/1.1\r\n");
    assertThat(upgraded.transport().remoteAddress().toString()).startsWith("/127.0.0.1:");
    upgraded.transport().close();
    server.ended();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatComesWithTheAnswerOverTlsIsNotLost(boolean oneRecord) throws Exception {
    ScriptedServer server =
        secure(
            c -> {
              byte[] head = c.accept("");
              String more = "what comes first";
              if (oneRecord) {
                c.send(new String(head, StandardCharsets.ISO_8859_1) + more);
              } else {
                c.send(head);
                c.send(more);
              }
              c.untilClientLeft();
            });

    Opening.Upgraded upgraded = (Opening.Upgraded) open(trusting().request(server.uri("/")), LONG);

    ByteBuffer all = ByteBuffer.allocate(100).put(upgraded.first());
    Transport transport = upgraded.transport();
    while (all.position() < "what comes first".length()) {
      int n = transport.read(all);
      assertThat(n).isNotNegative();
      if (n == 0) {
        assertThat(transport.awaitReadable(false, LONG.toNanos())).isTrue();
      }
    }
    assertThat(StandardCharsets.ISO_8859_1.decode(all.flip()).toString())
        .isEqualTo("what comes first");
  }

  @Test
  void anAnswerInManyRecordsIsTheSame() throws Exception {
    ScriptedServer server =
        secure(
            c -> {
              for (byte b : c.accept("X-Slow: yes\r\n")) {
                c.send(new byte[] {b});
              }
              c.untilClientLeft();
            });

    Opening.Upgraded upgraded = (Opening.Upgraded) open(trusting().request(server.uri("/")), LONG);

    assertThat(upgraded.response().asMap()).containsKey("X-Slow");
  }

  @Test
  void aRefusalOverTlsIsOne() throws Exception {
    ScriptedServer server =
        secure(
            c -> {
              c.send("HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\n");
              c.send("no");
              c.send("no");
              c.untilClientLeft();
            });

    Opening.Refused refused = (Opening.Refused) open(trusting().request(server.uri("/")), LONG);

    assertThat(refused.response().status()).isEqualTo(403);
    assertThat(refused.body()).asString().isEqualTo("nono");
    server.ended();
  }

  @ParameterizedTest
  @EnumSource(
      value = TestCertificates.class,
      names = {"EXPIRED", "WRONG_HOST", "UNKNOWN_ISSUER"})
  void aServerThatIsNotTrustedIsAFailureAndHearsNoRequest(TestCertificates certificate)
      throws Exception {
    ScriptedServer server =
        closedLater(ScriptedServer.secure(certificate.context(), Conversation::untilClientLeft));

    assertThatThrownBy(() -> open(trusting().request(server.uri("/")), LONG))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(server::request).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsAFailure() throws Exception {
    byte[] refusal = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server =
          new Thread(
              () -> {
                try (Socket socket = listener.accept()) {
                  socket.getOutputStream().write(refusal);
                  socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  // It has left.
                }
              });
      server.start();
      String uri = "wss://127.0.0.1:" + listener.getLocalPort();

      assertThatThrownBy(() -> open(trusting().request(uri), LONG))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("400 Bad Request");
      server.join(20_000);
    }
  }

  @Test
  void aServerThatIsSilentInTheHandshakeOfTlsIsATimeOutThatSaysSo() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String uri = "wss://127.0.0.1:" + deaf.getLocalPort();

      assertThatThrownBy(() -> open(trusting().request(uri), Duration.ofMillis(300)))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("TLS handshake with 127.0.0.1:" + deaf.getLocalPort());
    }
  }

  @Test
  void aServerThatIsSilentBehindTlsIsATimeOutThatSaysSo() throws Exception {
    ScriptedServer server = secure(Conversation::untilClientLeft);

    assertThatThrownBy(() -> open(trusting().request(server.uri("/")), Duration.ofMillis(1500)))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("the server did not answer the opening handshake in time");
    server.ended();
  }

  @ParameterizedTest
  @EnumSource(ProxyHop.Kind.class)
  void aServerIsReachedOverTlsThroughAnyProxy(ProxyHop.Kind kind) throws Exception {
    ScriptedServer server = secureWilling();
    TestProxy proxy =
        kind == ProxyHop.Kind.HTTPS
            ? closedLater(TestProxy.https(TestCertificates.VALID.context()))
            : proxy(kind);
    // By a name that the certificate has, and that must not be looked up here.
    String uri = server.uri("/").replace("127.0.0.1", "localhost");

    Opening.Upgraded upgraded =
        (Opening.Upgraded)
            open(trusting().proxy(any -> proxy.hop().over(TRUSTING)).request(uri), LONG);

    assertThat(lookedUp()).containsExactly("127.0.0.1");
    assertThat(proxy.targets()).singleElement().asString().startsWith("localhost:");
    upgraded.transport().close();
    server.ended();
  }

  @Test
  void aServerIsReachedInTheClearThroughAProxyOverTls() throws Exception {
    ScriptedServer server = willing();
    TestProxy proxy = closedLater(TestProxy.https(TestCertificates.VALID.context()));

    Opening.Result result =
        open(noting().proxy(any -> proxy.hop().over(TRUSTING)).request(server.uri("/")), LONG);

    assertThat(result).isInstanceOf(Opening.Upgraded.class);
    assertThat(proxy.targets()).hasSize(1);
  }

  @Test
  void aProxyOverTlsThatIsNotTrustedIsAFailure() throws Exception {
    TestProxy proxy = closedLater(TestProxy.https(TestCertificates.UNKNOWN_ISSUER.context()));

    assertThatThrownBy(
            () ->
                open(
                    trusting().proxy(any -> proxy.hop().over(TRUSTING)).request("ws://a.test"),
                    LONG))
        .isInstanceOf(SSLException.class);
    assertThat(proxy.targets()).isEmpty();
  }

  @Test
  void aRedirectMayLeadIntoTlsAndNotOutOfIt() throws Exception {
    ScriptedServer open = willing();
    ScriptedServer secure =
        secure(
            c -> {
              c.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n");
              c.send("Location: " + open.uri("/") + "\r\n\r\n");
              c.untilClientLeft();
            });
    ScriptedServer first =
        server(
            c -> {
              c.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n");
              c.send("Location: " + secure.uri("/") + "\r\n\r\n");
              c.untilClientLeft();
            });

    Opening.Result result = open(trusting().redirects(5).request(first.uri("/")), LONG);

    assertThat(((Opening.Refused) result).why()).contains("it leads out of TLS");
    secure.ended();
    first.ended();
  }

  @Test
  void theZoneOfAnAddressIsNotInItsCertificate() throws Exception {
    ScriptedServer server = secureWilling();
    try (Relay relay = ipv6(server)) {
      int port = ((InetSocketAddress) relay.address()).getPort();

      assertThat(open(trusting().names(Names.PLATFORM).request("wss://[::1%25lo]:" + port), LONG))
          .isInstanceOf(Opening.Upgraded.class);
    }
  }

  @Test
  void openingsOverTlsLeaveNoDescriptorBehind() throws Exception {
    failOverTls(); // opens what is opened once per JVM
    long before = Descriptors.settled(0);
    for (int i = 0; i < 10; i++) {
      failOverTls();
    }
    assertThat(Descriptors.settled(before)).isEqualTo(before);
  }

  private void failOverTls() throws Exception {
    for (TestCertificates each :
        new TestCertificates[] {TestCertificates.VALID, TestCertificates.WRONG_HOST}) {
      try (ScriptedServer server =
          ScriptedServer.secure(
              each.context(), c -> c.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))) {
        try {
          assertThat(result(trusting().request(server.uri("/")), LONG))
              .isInstanceOf(Opening.Refused.class);
        } catch (SSLException e) {
          assertThat(each).isEqualTo(TestCertificates.WRONG_HOST);
        }
      }
    }
  }
}
