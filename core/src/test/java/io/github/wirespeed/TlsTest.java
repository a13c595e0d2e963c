package io.github.wirespeed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer;
import io.github.wirespeed.transport.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wss} with a server that is the JDK's own TLS socket, through both kinds of client. */
@Timeout(60)
class TlsTest {
  /** "hi", as a server sends it. */
  private static final byte[] HI = {(byte) 0x81, 2, 'h', 'i'};

  private static final byte[] CLOSE = {(byte) 0x88, 0};

  @TempDir Path directory;

  private ScriptedServer server;
  private SSLServerSocket listener;
  private Tls trusting;
  private final AtomicReference<SSLSession> seen = new AtomicReference<>();
  private final AtomicReference<String> chosen = new AtomicReference<>();

  /** The two ways to open a connection. */
  enum Api {
    BLOCKING {
      @Override
      String hear(String uri, WebSocketOptions options) throws IOException {
        try (WebSocket ws = WebSocket.connect(uri, options)) {
          return ws.receive().text();
        }
      }
    },
    ASYNC {
      @Override
      String hear(String uri, WebSocketOptions options) throws IOException {
        try (WebSocketClient client = WebSocketClient.create()) {
          AsyncWebSocket ws = client.connectAsync(uri, options).join();
          return ws.receive().join().text();
        } catch (CompletionException e) {
          if (e.getCause() instanceof IOException io) {
            throw io;
          }
          throw e;
        }
      }
    };

    /** The first message. */
    abstract String hear(String uri, WebSocketOptions options) throws IOException;
  }

  @BeforeEach
  void trust() throws IOException {
    trusting = Tls.defaults().trust(file("ca.pem", TestCertificates.caPem()));
  }

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private void serve(TestCertificates certificate, int connections) throws IOException {
    serve(certificate, connections, socket -> {});
  }

  private void serve(
      TestCertificates certificate, int connections, Consumer<SSLServerSocket> settings)
      throws IOException {
    SSLContext context = certificate.context();
    listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    settings.accept(listener);
    server =
        new ScriptedServer(
            listener,
            connections,
            c -> {
              seen.set(((SSLSocket) c.socket()).getSession());
              chosen.set(((SSLSocket) c.socket()).getApplicationProtocol());
              c.send(c.accept(""));
              c.send(HI);
              c.send(CLOSE);
              c.socket().getInputStream().read(); // its Close
            });
  }

  private String uri(String host) {
    return "wss://" + host + ":" + listener.getLocalPort() + "/";
  }

  private static WebSocketOptions with(Tls tls) {
    return WebSocketOptions.defaults().tls(tls);
  }

  // ---- what works ----

  @ParameterizedTest
  @EnumSource
  void aMessageComesOverTls13(Api api) throws Exception {
    serve(TestCertificates.VALID, 1);

    assertThat(api.hear(uri("localhost"), with(trusting))).isEqualTo("hi");
    assertThat(seen.get().getProtocol()).isEqualTo("TLSv1.3");
  }

  @ParameterizedTest
  @EnumSource
  void anOlderVersionAndACipherMayBeChosen(Api api) throws Exception {
    serve(TestCertificates.VALID, 1);
    String cipher = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    assertThat(api.hear(uri("localhost"), with(trusting.protocols("TLSv1.2").ciphers(cipher))))
        .isEqualTo("hi");
    assertThat(seen.get().getProtocol()).isEqualTo("TLSv1.2");
    assertThat(seen.get().getCipherSuite()).isEqualTo(cipher);
  }

  @Test
  void aContextOfTheUsersIsUsed() throws Exception {
    serve(TestCertificates.VALID, 1);

    assertThat(
            Api.BLOCKING.hear(
                uri("127.0.0.1"), with(Tls.defaults().context(TestCertificates.trusting()))))
        .isEqualTo("hi");
  }

  @Test
  void issuersOfTheUsersMayBeTrustedBesideThePlatforms() throws Exception {
    serve(TestCertificates.VALID, 1);
    Tls both = Tls.defaults().alsoTrust(file("own.pem", TestCertificates.caPem()));

    assertThat(Api.BLOCKING.hear(uri("localhost"), with(both))).isEqualTo("hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theNextConnectionResumesTheSession(String protocol) throws Exception {
    serve(TestCertificates.VALID, 2);
    Tls tls = trusting.protocols(protocol);
    Api.BLOCKING.hear(uri("localhost"), with(tls));
    long created = seen.get().getCreationTime();
    Thread.sleep(5); // so that another session would be another millisecond's
    Api.BLOCKING.hear(uri("localhost"), with(tls));

    assertThat(seen.get().getCreationTime()).isEqualTo(created);
  }

  @Test
  void anApplicationProtocolIsOfferedWhenAskedFor() throws Exception {
    serve(
        TestCertificates.VALID,
        1,
        socket -> {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setApplicationProtocols(new String[] {"http/1.1"});
          socket.setSSLParameters(parameters);
        });
    Tls tls = trusting.applicationProtocols("h2", "http/1.1");

    assertThat(Api.BLOCKING.hear(uri("localhost"), with(tls))).isEqualTo("hi");
    assertThat(chosen.get()).isEqualTo("http/1.1");
  }

  // ---- who the server is told that it is asked for ----

  @ParameterizedTest
  @CsvSource({"localhost, '', localhost", "127.0.0.1, '', ''", "127.0.0.1, localhost, localhost"})
  void theServerIsToldItsNameUnlessThatIsAnAddress(String host, String override, String told)
      throws Exception {
    serve(TestCertificates.VALID, 1);
    Tls tls = override.isEmpty() ? trusting : trusting.serverName(override);
    Api.BLOCKING.hear(uri(host), with(tls));

    List<String> names =
        ((ExtendedSSLSession) seen.get())
            .getRequestedServerNames().stream()
                .map(name -> ((SNIHostName) name).getAsciiName())
                .toList();
    assertThat(names).isEqualTo(told.isEmpty() ? List.of() : List.of(told));
  }

  @Test
  void theNameThatIsGivenIsTheOneThatIsVerified() throws Exception {
    serve(TestCertificates.WRONG_HOST, 2);
    assertThat(Api.BLOCKING.hear(uri("localhost"), with(trusting.serverName("wrong.example"))))
        .isEqualTo("hi");
  }

  // ---- certificates that are not accepted ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPIRED | expired, or its issuer did: valid until ",
        "NOT_YET_VALID | is not valid before ",
        "WRONG_HOST | for wrong.example, 192.0.2.1: No subject alternative",
        "UNKNOWN_ISSUER | was issued by O=Wirespeed tests,CN=Unknown CA, who is not trusted here",
        "SELF_SIGNED | is signed by itself, and is not among the trusted ones",
      })
  void aBadCertificateIsRefusedAndSaidToBeWhatItIs(TestCertificates certificate, String words)
      throws Exception {
    for (Api api : Api.values()) {
      serve(certificate, 1);
      assertThatThrownBy(() -> api.hear(uri("localhost"), with(trusting)))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageStartingWith(
              "the certificate of localhost:" + listener.getLocalPort() + " is not accepted: ")
          .message()
          .containsAnyOf(
              words,
              words.replace("O=Wirespeed tests,CN=Unknown CA", "CN=Unknown CA,O=Wirespeed tests"));
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPIRED", "NOT_YET_VALID", "WRONG_HOST", "UNKNOWN_ISSUER", "SELF_SIGNED"})
  void aContextOfTheUsersNeverVerifiesHalf(TestCertificates certificate) throws Exception {
    serve(certificate, 1);
    assertThatThrownBy(
            () ->
                Api.ASYNC.hear(
                    uri("localhost"), with(Tls.defaults().context(TestCertificates.trusting()))))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageStartingWith("the certificate of localhost:" + listener.getLocalPort());
  }

  @Test
  void thePlatformsIssuersDoNotKnowOurs() throws Exception {
    serve(TestCertificates.VALID, 1);
    assertThatThrownBy(() -> Api.BLOCKING.hear(uri("localhost"), WebSocketOptions.defaults()))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessage(
            "the certificate of localhost:%d is not accepted: it was issued by somebody who is not"
                    .formatted(listener.getLocalPort())
                + " trusted here");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPIRED", "NOT_YET_VALID", "WRONG_HOST", "UNKNOWN_ISSUER", "SELF_SIGNED"})
  void insecureBelievesEverybody(TestCertificates certificate) throws Exception {
    serve(certificate, 1);
    assertThat(Api.BLOCKING.hear(uri("localhost"), with(Tls.insecure()))).isEqualTo("hi");
  }

  // ---- certificates of this side ----

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerThatWantsACertificateGetsIt(String protocol) throws Exception {
    serve(TestCertificates.VALID, 1, socket -> socket.setNeedClientAuth(true));
    Tls tls =
        trusting
            .identity(
                file("own.pem", TestCertificates.CLIENT.pem()),
                file("own.key", TestCertificates.CLIENT.keyPem()))
            .protocols(protocol);

    assertThat(Api.BLOCKING.hear(uri("localhost"), with(tls))).isEqualTo("hi");
    assertThat(seen.get().getPeerPrincipal().getName()).contains("a client");
  }

  @Test
  void anIdentityMayBeInAKeyStore() throws Exception {
    serve(TestCertificates.VALID, 1, socket -> socket.setNeedClientAuth(true));
    Tls tls =
        trusting.identity(
            TestCertificates.CLIENT.keyStore(), TestCertificates.PASSWORD.toCharArray());

    assertThat(Api.ASYNC.hear(uri("localhost"), with(tls))).isEqualTo("hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerThatWantsACertificateInVainSaysSo(String protocol) throws Exception {
    for (Api api : Api.values()) {
      serve(TestCertificates.VALID, 1, socket -> socket.setNeedClientAuth(true));
      assertThatThrownBy(() -> api.hear(uri("localhost"), with(trusting.protocols(protocol))))
          .isInstanceOf(SSLException.class)
          .message()
          .startsWith("localhost:" + listener.getLocalPort())
          .containsAnyOf(
              "wants a certificate of this side",
              "does not accept the certificate of this side, or that there is none",
              // A JDK of 25 says so to TLS 1.2.
              "no TLS version, cipher or certificate in common with this side");
      server.close();
    }
  }

  // ---- peers with whom there is no TLS ----

  @Test
  void aVersionThatTheServerDoesNotSpeakIsNamed() throws Exception {
    serve(
        TestCertificates.VALID, 1, only13 -> only13.setEnabledProtocols(new String[] {"TLSv1.3"}));
    assertThatThrownBy(
            () -> Api.BLOCKING.hear(uri("localhost"), with(trusting.protocols("TLSv1.2"))))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("no TLS version, cipher or certificate in common")
        .hasMessageContaining("alert protocol_version");
  }

  @Test
  void aCipherThatNobodyKnowsIsNamed() throws Exception {
    serve(TestCertificates.VALID, 1);
    assertThatThrownBy(
            () -> Api.BLOCKING.hear(uri("localhost"), with(trusting.ciphers("TLS_NONE"))))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("TLS_NONE");
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatSpeaksNoTlsIsToldApart(Api api) throws Exception {
    try (ServerSocket plain = answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      String uri = "wss://127.0.0.1:" + plain.getLocalPort();
      assertThatThrownBy(() -> api.hear(uri, with(trusting)))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("does not speak TLS: it sent \"HTTP/1.1 400 Bad Request\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatEndsTheConnectionInTheHandshakeIsToldApart(Api api) throws Exception {
    try (ServerSocket plain = answering("")) {
      String uri = "wss://127.0.0.1:" + plain.getLocalPort();
      assertThatThrownBy(() -> api.hear(uri, with(trusting)))
          .isInstanceOf(IOException.class)
          .message()
          .containsAnyOf("ended the connection during the TLS handshake", "reset", "pipe");
    }
  }

  /** A server that reads something, answers, and ends the connection. */
  private static ServerSocket answering(String answer) throws IOException {
    ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Background.run(
        () -> {
          try (Socket socket = listening.accept()) {
            socket.getInputStream().read(new byte[1 << 14]);
            socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
          }
        });
    return listening;
  }

  // ---- what cannot be asked for ----

  @Test
  void aContextAndAnIssuerDoNotGoTogether() throws Exception {
    Path ca = file("a.pem", TestCertificates.caPem());
    Tls given = Tls.defaults().context(TestCertificates.trusting());
    assertThatThrownBy(() -> given.trust(ca)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> trusting.context(TestCertificates.trusting()))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | : there is no \"-----BEGIN CERTIFICATE-----\"",
        "'x/"
            + "-----BEGIN CERTIFICATE-----/"
            + "AAAA/"
            + "-----END CERTIFICATE-----' | :2: this is no certificate",
        "'-----BEGIN CERTIFICATE-----/?/-----END CERTIFICATE-----' | :1: this is not Base64",
        "'-----BEGIN CERTIFICATE-----/AAAA' | :1: \"-----BEGIN CERTIFICATE-----\" has no end",
      })
  void aFileWithoutCertificatesIsNamedWithTheLine(String text, String words) throws Exception {
    Path bad = file("bad.pem", text.replace('/', '\n'));
    assertThatThrownBy(() -> Tls.defaults().trust(bad))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(bad + words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing | : there is no \"-----BEGIN PRIVATE KEY-----\"",
        "'-----BEGIN RSA PRIVATE KEY-----/"
            + "AAAA/"
            + "-----END RSA PRIVATE KEY-----' | :1: the key is not in PKCS#8",
        "'-----BEGIN ENCRYPTED PRIVATE KEY-----/"
            + "AAAA/"
            + "-----END ENCRYPTED PRIVATE KEY-----' | :1: the key is encrypted",
        "'-----BEGIN PRIVATE KEY-----/"
            + "AAAA/"
            + "-----END PRIVATE KEY-----' | :1: this is no key of EC, RSA",
      })
  void aFileWithoutAKeyIsNamedWithTheLine(String text, String words) throws Exception {
    Path good = file("good.pem", TestCertificates.CLIENT.pem());
    Path bad = file("bad.key", text.replace('/', '\n'));
    assertThatThrownBy(() -> Tls.defaults().identity(good, bad))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(bad + words);
  }
}
