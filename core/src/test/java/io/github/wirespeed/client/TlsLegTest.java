package io.github.wirespeed.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.transport.TcpTransport;
import io.github.wirespeed.transport.TestCertificates;
import io.github.wirespeed.transport.TlsTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TlsLeg} against the sockets of the JDK: who is let in, and what the others are told. */
@Timeout(30)
class TlsLegTest {
  private static final long LONG_NANOS = 10_000_000_000L;

  @TempDir Path dir;
  private TlsSettings trusting;
  private ServerSocket listener;

  @BeforeEach
  void writeCa() throws IOException {
    Path ca = Files.writeString(dir.resolve("ca.pem"), "# ours\n" + TestCertificates.caPem());
    trusting = TlsSettings.PLATFORM.trust(ca);
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  /** What a server does with one connection. */
  private interface Service {
    void serve(Socket socket) throws IOException;
  }

  /** Serves one connection after the other. */
  private void serve(ServerSocket socket, Service service) {
    listener = socket;
    Thread thread =
        new Thread(
            () -> {
              while (!socket.isClosed()) {
                try (Socket accepted = socket.accept()) {
                  service.serve(accepted);
                } catch (IOException e) {
                  // The client hears of it, which is what is tested.
                }
              }
            },
            "test");
    thread.setDaemon(true);
    thread.start();
  }

  private SSLServerSocket listen(SSLContext context) throws IOException {
    return (SSLServerSocket)
        context
            .getServerSocketFactory()
            .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  /** Says hello, and waits for the end. */
  private static void greet(Socket socket) throws IOException {
    socket.getOutputStream().write("hello".getBytes(US_ASCII));
    while (socket.getInputStream().read() >= 0) {}
  }

  private void serve(TestCertificates certificate) throws IOException {
    serve(listen(certificate.context()), TlsLegTest::greet);
  }

  private TlsTransport connect(TlsSettings settings, String host) throws IOException {
    TcpTransport tcp =
        TcpTransport.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()),
            LONG_NANOS);
    Link link = new Link(tcp);
    TlsLeg leg = new TlsLeg(settings, host, listener.getLocalPort());
    try {
      while (true) {
        switch (leg.step(link)) {
          case AGAIN -> {}
          case READABLE -> assertThat(tcp.awaitReadable(false, LONG_NANOS)).isTrue();
          case WRITABLE -> assertThat(tcp.awaitWritable(LONG_NANOS)).isTrue();
          case TASK -> leg.task().run();
          case DONE -> {
            return (TlsTransport) link.transport();
          }
        }
      }
    } catch (IOException e) {
      tcp.close();
      throw e;
    }
  }

  private static String read(TlsTransport tls) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(100);
    while (tls.read(in) == 0) {
      tls.awaitReadable(false, LONG_NANOS);
    }
    return new String(in.array(), 0, in.position(), US_ASCII);
  }

  private String failure(TlsSettings settings, String host) {
    Throwable thrown =
        org.assertj.core.api.Assertions.catchThrowable(() -> connect(settings, host).close());
    assertThat(thrown)
        .isInstanceOf(SSLHandshakeException.class)
        .hasCauseInstanceOf(SSLException.class);
    return thrown.getMessage().replace(":" + listener.getLocalPort() + ": ", "|");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "127.0.0.1", "::1", "[::1]"})
  void aCertificateForTheHostIsTrusted(String host) throws Exception {
    serve(TestCertificates.VALID);
    try (TlsTransport tls = connect(trusting, host)) {
      assertThat(read(tls)).isEqualTo("hello");
      assertThat(tls.session().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(tls.applicationProtocol()).isNull();
    }
  }

  @Test
  void anExpiredCertificateIsToldWithItsEnd() throws Exception {
    serve(TestCertificates.EXPIRED);
    assertThat(failure(trusting, "localhost"))
        .matches(
            "localhost\\|the certificate of CN=localhost, O=Wirespeed tests expired on"
                + " \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d .*");
  }

  @Test
  void aCertificateOfTomorrowIsToldWithItsBeginning() throws Exception {
    serve(TestCertificates.NOT_YET_VALID);
    assertThat(failure(trusting, "localhost"))
        .matches("localhost\\|the certificate of CN=localhost.* is not valid before \\d{4}-.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "::1"})
  void aCertificateForAnotherHostIsToldWithItsNames(String host) throws Exception {
    serve(TestCertificates.WRONG_HOST);
    assertThat(failure(trusting, host))
        .endsWith(
            "|the certificate of CN=wrong.example, O=Wirespeed tests is not for "
                + host
                + ", but for wrong.example, 192.0.2.1");
  }

  @Test
  void anUnknownIssuerIsTold() throws Exception {
    serve(TestCertificates.UNKNOWN_ISSUER);
    assertThat(failure(trusting, "localhost"))
        .isEqualTo(
            "localhost|the certificate of CN=localhost, O=Wirespeed tests is by CN=Unknown CA,"
                + " O=Wirespeed tests, which is not trusted");
  }

  @Test
  void aSelfSignedCertificateIsTold() throws Exception {
    serve(TestCertificates.SELF_SIGNED);
    assertThat(failure(trusting, "localhost"))
        .isEqualTo(
            "localhost|the certificate of CN=localhost, O=Wirespeed tests is self-signed, and not"
                + " trusted");
  }

  @Test
  void thePlatformDoesNotTrustAPrivateCa() throws Exception {
    serve(TestCertificates.VALID);
    assertThat(failure(TlsSettings.PLATFORM, "localhost"))
        .contains("is by CN=Test CA, O=Wirespeed tests, which is not trusted");
  }

  @Test
  void aPrivateCaIsTrustedBesideThePlatforms() throws Exception {
    serve(TestCertificates.VALID);
    connect(trusting.trustPlatform(), "localhost").close();
    assertThat(failure(TlsSettings.PLATFORM.trustPlatform(), "localhost")).contains("not trusted");
  }

  @ParameterizedTest
  @CsvSource({"EXPIRED", "NOT_YET_VALID", "WRONG_HOST", "UNKNOWN_ISSUER", "SELF_SIGNED"})
  void whoeverTrustsEverybodyLooksAtNeitherCertificateNorName(TestCertificates certificate)
      throws Exception {
    serve(certificate);
    try (TlsTransport tls = connect(TlsSettings.PLATFORM.trustEverybody(), "localhost")) {
      assertThat(read(tls)).isEqualTo("hello");
    }
  }

  @Test
  void hostNamesAreVerifiedWithAContextOfOnesOwnToo() throws Exception {
    serve(TestCertificates.WRONG_HOST);
    TlsSettings own = TlsSettings.PLATFORM.context(TestCertificates.trusting());
    assertThat(failure(own, "localhost")).contains("not trusted", "No ", "localhost");
  }

  @Test
  void anotherServerNameIsAskedForAndVerified() throws Exception {
    CompletableFuture<String> asked = new CompletableFuture<>();
    serve(
        listen(TestCertificates.WRONG_HOST.context()),
        socket -> {
          SSLSocket tls = (SSLSocket) socket;
          SSLParameters parameters = tls.getSSLParameters();
          parameters.setSNIMatchers(
              List.of(
                  new javax.net.ssl.SNIMatcher(0) {
                    @Override
                    public boolean matches(javax.net.ssl.SNIServerName name) {
                      return asked.complete(new String(name.getEncoded(), US_ASCII));
                    }
                  }));
          tls.setSSLParameters(parameters);
          greet(socket);
        });
    connect(trusting.serverName("wrong.example"), "localhost").close();
    assertThat(asked.get()).isEqualTo("wrong.example");
    assertThat(failure(trusting.serverName("other.example"), "localhost")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerThatWantsAClientCertificateIsToldOf(String protocol) throws Exception {
    SSLServerSocket socket = listen(TestCertificates.VALID.context());
    socket.setNeedClientAuth(true);
    serve(socket, TlsLegTest::greet);
    TlsSettings settings = trusting.protocols(List.of(protocol));
    assertThatThrownBy(() -> read(connect(settings, "localhost")))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("the server wants a client certificate, and");

    Path certificate = Files.writeString(dir.resolve("c.pem"), TestCertificates.CLIENT.pem());
    Path key = Files.writeString(dir.resolve("k.pem"), TestCertificates.CLIENT.keyPem());
    try (TlsTransport tls = connect(settings.identity(certificate, key, null), "localhost")) {
      assertThat(read(tls)).isEqualTo("hello");
      assertThat(tls.session().getLocalCertificates()).hasSize(1);
    }
    TlsSettings fromStore =
        settings.identity(
            TestCertificates.CLIENT.keyStore(), TestCertificates.PASSWORD.toCharArray());
    try (TlsTransport tls = connect(fromStore, "localhost")) {
      assertThat(read(tls)).isEqualTo("hello");
    }
  }

  @Test
  void noCommonVersionIsTold() throws Exception {
    SSLServerSocket socket = listen(TestCertificates.VALID.context());
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    serve(socket, TlsLegTest::greet);
    assertThat(failure(trusting.protocols(List.of("TLSv1.3")), "localhost"))
        .startsWith("localhost|no common version of TLS; TLSv1.3 was offered");
  }

  @Test
  void noCommonCipherIsTold() throws Exception {
    SSLServerSocket socket = listen(TestCertificates.VALID.context());
    socket.setEnabledCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
    serve(socket, TlsLegTest::greet);
    assertThat(failure(trusting.ciphers(List.of("TLS_AES_128_GCM_SHA256")), "localhost"))
        .startsWith("localhost|no common version of TLS or cipher suite");
  }

  @Test
  void aPlainAnswerIsShown() throws Exception {
    serve(
        new ServerSocket(0, 10, InetAddress.getLoopbackAddress()),
        socket -> {
          socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
          while (socket.getInputStream().read() >= 0) {}
        });
    assertThat(failure(trusting, "localhost"))
        .isEqualTo("localhost|the peer does not speak TLS: it sent \"HTTP/1.1 400 Bad Request\"");
  }

  @Test
  void anEndDuringTheHandshakeIsTold() throws Exception {
    serve(
        new ServerSocket(0, 10, InetAddress.getLoopbackAddress()),
        socket -> {
          socket.getInputStream().read(new byte[16 << 10]); // the hello, all of it
        });
    assertThat(failure(trusting, "127.0.0.1"))
        .isEqualTo("127.0.0.1|the peer ended the connection during the TLS handshake");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSecondConnectionResumesTheSession(String protocol) throws Exception {
    serve(TestCertificates.VALID);
    TlsSettings settings = trusting.protocols(List.of(protocol));
    long created;
    try (TlsTransport first = connect(settings, "localhost")) {
      assertThat(read(first)).isEqualTo("hello"); // behind the ticket
      created = first.session().getCreationTime();
    }
    Thread.sleep(5); // so that a session of its own would tell another time
    try (TlsTransport second = connect(settings, "localhost")) {
      assertThat(read(second)).isEqualTo("hello");
      assertThat(second.session().getCreationTime()).isEqualTo(created);
    }
    try (TlsTransport other = connect(settings, "127.0.0.1")) {
      assertThat(other.session().getCreationTime()).isGreaterThan(created);
    }
  }

  @Test
  void anApplicationProtocolIsOfferedWhenAskedFor() throws Exception {
    serve(
        listen(TestCertificates.VALID.context()),
        socket -> {
          SSLSocket tls = (SSLSocket) socket;
          SSLParameters parameters = tls.getSSLParameters();
          parameters.setApplicationProtocols(new String[] {"http/1.1"});
          tls.setSSLParameters(parameters);
          greet(socket);
        });
    try (TlsTransport tls =
        connect(trusting.applicationProtocols(List.of("http/1.1")), "localhost")) {
      assertThat(tls.applicationProtocol()).isEqualTo("http/1.1");
    }
    try (TlsTransport tls = connect(trusting, "localhost")) {
      assertThat(tls.applicationProtocol()).isNull();
    }
  }
}
