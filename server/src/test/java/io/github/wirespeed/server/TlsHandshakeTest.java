package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.WaitStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How TLS begins and ends with clients that are slow, wrong or rude. */
@Timeout(30)
class TlsHandshakeTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();
  private static final byte[] REQUEST = RawClient.REQUEST.getBytes(ISO_8859_1);

  private final EchoServer server = builder().start();
  private final RawClient other = openTls(server);

  TlsHandshakeTest() throws IOException {}

  private static EchoServer.Builder builder() {
    return EchoServer.builder()
        .waitStrategy(WaitStrategy.blocking())
        .tls(CERTIFICATE.serverContext());
  }

  private static RawClient openTls(EchoServer server) throws IOException {
    return RawClient.open(server, CERTIFICATE.clientContext().getSocketFactory().createSocket());
  }

  private EngineClient connect(String protocol, int piece) throws IOException {
    return new EngineClient(server, CERTIFICATE.clientContext(), protocol, piece);
  }

  /** Whatever one client did, the other is served, and so is a new one. */
  @AfterEach
  void othersAreServed() throws IOException {
    try (other;
        RawClient next = openTls(server)) {
      other.send(RawClient.text("still here"));
      next.send(RawClient.text("as ever"));
      assertThat(other.frame()).isEqualTo("TEXT still here");
      assertThat(next.frame()).isEqualTo("TEXT as ever");
    } finally {
      server.close();
    }
  }

  private static void open(EngineClient client) throws IOException {
    client.write(REQUEST);
    assertThat(new String(client.read(1), ISO_8859_1)).startsWith("HTTP/1.1 101 ");
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, 1", "TLSv1.3, 1", "TLSv1.2, 7", "TLSv1.3, 100"})
  void aHandshakeAndMessagesInPiecesAreUnderstood(String protocol, int piece) throws Exception {
    try (EngineClient client = connect(protocol, piece)) {
      open(client.shakeHands());
      client.write(RawClient.concat(RawClient.text("in"), RawClient.text("pieces")));

      assertThat(client.read(4 + 8))
          .isEqualTo("\u0081\u0002in\u0081\u0006pieces".getBytes(ISO_8859_1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\0\0\0\0\0\0\0\0", "x"})
  void aClientThatDoesNotSpeakTlsIsLeft(String start) throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(start.getBytes(ISO_8859_1));

      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void aClientThatTrustsAnotherIssuerIsLeft() throws Exception {
    SSLContext mistrusting = LoopbackCertificate.make().clientContext();
    try (EngineClient client = new EngineClient(server, mistrusting, "TLSv1.3", 9999)) {
      assertThatThrownBy(client::shakeHands).isInstanceOf(SSLException.class);
      client.closeNotify(); // its alert

      assertThat(client.socket.getInputStream().readAllBytes()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whoeverDoesNotGetToARequestInTimeIsLeft(int far) throws Exception {
    try (EchoServer hasty = builder().handshakeTimeout(Duration.ofMillis(400)).start();
        EngineClient client =
            new EngineClient(hasty, CERTIFICATE.clientContext(), "TLSv1.3", 9999)) {
      if (far == 1) {
        client.socket.getOutputStream().write(new byte[] {22, 3, 1}); // of a ClientHello
      } else if (far > 1) {
        client.shakeHands();
      }
      if (far > 2) {
        client.write("GET / HTTP/1.1\r\nHost: loc".getBytes(ISO_8859_1));
      }

      assertThat(far > 1 ? client.ending() : "" + client.socket.getInputStream().read())
          .isEqualTo(far > 1 ? "close_notify, TCP" : "-1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theEndIsToldByCloseNotifyAndTcp(String protocol) throws Exception {
    try (EngineClient client = connect(protocol, 9999)) {
      open(client.shakeHands());
      client.write(RawClient.close(1000, ""));

      assertThat(client.ending()).isEqualTo("close_notify, TCP");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientThatEndsTlsAloneIsAnsweredLikewise(String protocol) throws Exception {
    try (EngineClient client = connect(protocol, 9999)) {
      open(client.shakeHands());
      client.closeNotify();

      assertThat(client.ending()).isEqualTo("close_notify, TCP");
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, true", "TLSv1.3, true", "TLSv1.3, false"})
  void ofAMessageThatIsCutOffNothingComesBack(String protocol, boolean notified) throws Exception {
    try (EngineClient client = connect(protocol, 9999)) {
      open(client.shakeHands());
      byte[] frame = RawClient.text("half");
      client.write(java.util.Arrays.copyOf(frame, frame.length - 1));
      if (notified) {
        client.closeNotify();
      }
      client.socket.shutdownOutput();

      assertThatThrownBy(() -> client.read(1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void clientsThatVanishInAnyStateHarmNobody() throws Exception {
    for (int i = 0; i < 12; i++) {
      try (EngineClient client = connect(i % 2 == 0 ? "TLSv1.2" : "TLSv1.3", 9999)) {
        if (i % 3 > 0) {
          client.shakeHands();
        }
        if (i % 3 > 1) {
          client.write(REQUEST);
          client.write(RawClient.frame(0x82, new byte[10_000]));
        }
        client.socket.setSoLinger(i % 4 < 2, 0); // every other one by a reset
      }
    }
  }

  private static SSLContext context(KeyManager[] keys, X509TrustManager trust) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {trust}, null);
    return context;
  }

  /** Trusts the certificate of all these tests, of servers and of clients, and calls out. */
  private static X509ExtendedTrustManager trusting(Runnable asked) {
    return new TrustsOne(CERTIFICATE.certificate(), asked);
  }

  private static EchoServer.Builder asking(boolean needed, Runnable asked) throws Exception {
    SSLParameters parameters = new SSLParameters();
    if (needed) {
      parameters.setNeedClientAuth(true);
    } else {
      parameters.setWantClientAuth(true);
    }
    return builder().tls(context(CERTIFICATE.keyManagers(), trusting(asked)), parameters);
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, true", "TLSv1.3, true", "TLSv1.2, false", "TLSv1.3, false"})
  void aClientWithACertificateIsServed(String protocol, boolean needed) throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    SSLContext known = context(CERTIFICATE.keyManagers(), trusting(() -> {}));
    SSLSocket socket = (SSLSocket) known.getSocketFactory().createSocket();
    socket.setEnabledProtocols(new String[] {protocol});
    try (EchoServer strict =
            asking(needed, () -> asked.add(Thread.currentThread().getName())).start();
        RawClient client = RawClient.open(strict, socket)) {
      client.send(RawClient.text("x"));

      assertThat(client.frame()).isEqualTo("TEXT x");
    }
    assertThat(asked).singleElement().asString().startsWith("wirespeed-tls-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientWithoutACertificateIsToldSo(String protocol) throws Exception {
    try (EchoServer strict = asking(true, () -> {}).start();
        EngineClient client =
            new EngineClient(strict, CERTIFICATE.clientContext(), protocol, 9999)) {
      assertThatThrownBy(
              () -> {
                client.shakeHands();
                // With TLS 1.3 the client is done before it is refused, and may be writing by then.
                client.write(REQUEST);
                client.read(1);
              })
          .isInstanceOf(SSLException.class)
          // Which alert it is differs between the releases of the JDK, and of TLS.
          .hasMessageMatching(
              ".*Received fatal alert: (bad_certificate|certificate_required|handshake_failure)");
    }
  }

  @Test
  void aClientWithoutACertificateThatIsOnlyWantedIsServed() throws Exception {
    try (EchoServer asking = asking(false, () -> {}).start();
        RawClient client = openTls(asking)) {
      client.send(RawClient.text("x"));

      assertThat(client.frame()).isEqualTo("TEXT x");
    }
  }

  /** Who is asked for long whether a client is known keeps nobody else waiting. */
  @Test
  void whatComputesForLongHoldsNoOtherConnectionUp() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    SSLContext known = context(CERTIFICATE.keyManagers(), trusting(() -> {}));
    try (EchoServer slow =
            asking(
                    false,
                    () -> {
                      begun.countDown();
                      await(go);
                    })
                .start();
        RawClient open = openTls(slow);
        EngineClient waiting = new EngineClient(slow, known, "TLSv1.3", 9999).shakeHands()) {
      await(begun);
      open.send(RawClient.text("served meanwhile"));
      assertThat(open.frame()).isEqualTo("TEXT served meanwhile");
      go.countDown();
      open(waiting);
    } finally {
      go.countDown();
    }
  }

  /** The engine would wait for it for ever. */
  @Test
  void anErrorOfATrustManagerEndsThatConnectionAtOnce() throws Exception {
    SSLContext known = context(CERTIFICATE.keyManagers(), trusting(() -> {}));
    try (EchoServer failing =
            asking(
                    false,
                    () -> {
                      throw new NoClassDefFoundError("a test's");
                    })
                .handshakeTimeout(Duration.ofMinutes(5)) // which is not what ends it
                .start();
        RawClient open = openTls(failing);
        EngineClient client = new EngineClient(failing, known, "TLSv1.3", 9999).shakeHands()) {
      assertThat(client.ending()).endsWith("TCP");
      open.send(RawClient.text("x"));
      assertThat(open.frame()).isEqualTo("TEXT x");
    }
  }

  /** A server that is closed does not wait for who computes. */
  @Test
  void closeEndsAHandshakeThatIsComputing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    SSLContext known = context(CERTIFICATE.keyManagers(), trusting(() -> {}));
    EchoServer slow =
        asking(
                true,
                () -> {
                  begun.countDown();
                  await(go);
                })
            .start();
    try (EngineClient waiting = new EngineClient(slow, known, "TLSv1.3", 9999).shakeHands()) {
      await(begun);
      slow.close();

      assertThat(waiting.ending()).isEqualTo("TCP");
    } finally {
      slow.close();
      go.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
