package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class LoopbackCertificateTest {
  private final LoopbackCertificate made = LoopbackCertificate.make();

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "::1"})
  void isTrustedForTheLoopbackUnderEachOfItsNames(String host) throws Exception {
    assertThat(handshake(made.clientContext(), host)).isEqualTo("TLSv1.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "127.0.0.2", "::2"})
  void isForNoOtherHost(String host) {
    assertThatThrownBy(() -> handshake(made.clientContext(), host))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(host);
  }

  @Test
  void isTrustedByNobodyElse() {
    LoopbackCertificate other = LoopbackCertificate.make();
    assertThatThrownBy(() -> handshake(other.clientContext(), "localhost"))
        .isInstanceOf(SSLException.class);
    assertThat(other.certificate().getSerialNumber())
        .isNotEqualTo(made.certificate().getSerialNumber());
  }

  @Test
  void theIssuersPemIsWhatSignedIt() throws Exception {
    assertThat(made.issuerPem().lines()).allMatch(line -> line.length() <= 64);
    var read =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(made.issuerPem().getBytes(US_ASCII)));
    assertThat(read).isEqualTo(made.issuer());
    made.certificate().verify(read.getPublicKey());
    made.issuer().verify(read.getPublicKey());
  }

  @Test
  void mayServeButNotIssue() throws Exception {
    assertThat(made.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(made.issuer().getBasicConstraints()).isNotNegative();
    assertThat(made.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(made.certificate().getSerialNumber()).isPositive();
    made.certificate().checkValidity();
    Instant end = made.certificate().getNotAfter().toInstant();
    assertThat(Duration.between(Instant.now(), end).toDays()).isBetween(363L, 365L);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0400",
    "127, 047f",
    "128, 048180",
    "255, 0481ff",
    "256, 04820100",
    "65536, 0483010000"
  })
  void lengthsAreOfAsFewBytesAsTheyTake(int length, String head) {
    byte[] value = Der.octets(new byte[length]);
    assertThat(HexFormat.of().formatHex(value)).startsWith(head);
    assertThat(value).hasSize(length + head.length() / 2);
  }

  @Test
  void objectIdentifiersAreInBaseHundredAndTwentyEight() {
    assertThat(HexFormat.of().formatHex(Der.oid("1.2.840.10045.4.3.2")))
        .isEqualTo("06082a8648ce3d040302");
    assertThat(HexFormat.of().formatHex(Der.oid("2.5.4.3"))).isEqualTo("0603550403");
  }

  /** Shakes hands in memory; the protocol that came of it. */
  private String handshake(SSLContext trusting, String host) throws SSLException {
    SSLEngine client = trusting.createSSLEngine(host, 443);
    client.setUseClientMode(true);
    SSLParameters verified = client.getSSLParameters();
    verified.setEndpointIdentificationAlgorithm("HTTPS");
    client.setSSLParameters(verified);
    SSLEngine server = made.serverContext().createSSLEngine();
    server.setUseClientMode(false);
    ByteBuffer up = ByteBuffer.allocate(64 << 10).flip();
    ByteBuffer down = ByteBuffer.allocate(64 << 10).flip();
    boolean moved;
    do {
      moved = step(client, up, down);
      moved |= step(server, down, up);
    } while (moved);
    assertThat(client.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    return client.getSession().getProtocol();
  }

  private static boolean step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
    out.compact();
    int written = engine.wrap(ByteBuffer.allocate(0), out).bytesProduced();
    out.flip();
    int read = engine.unwrap(in, ByteBuffer.allocate(32 << 10)).bytesConsumed();
    boolean tasks = engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
    if (tasks) {
      engine.getDelegatedTask().run();
    }
    return written + read > 0 || tasks;
  }
}
