package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Message;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.server.EchoServer;
import io.github.wirespeed.server.LoopbackCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our echo server and clients whose TLS is not the JDK's, where they are installed. */
@Timeout(120)
class OurServerOverTlsTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();

  @ParameterizedTest
  @CsvSource({"PYTHON, TLSv1.3", "PYTHON, TLSv1.2", "NODE, TLSv1.3", "NODE, TLSv1.2"})
  void echoesAndEndsWithPrograms(PeerRuntime runtime, String protocol, @TempDir Path directory)
      throws Exception {
    Path trust = Files.writeString(directory.resolve("ca.pem"), CERTIFICATE.issuerPem());
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    ForeignClient client = new ProgramClient(runtime, false, trust);
    try (EchoServer server =
        EchoServer.builder()
            .maxMessageSize(ForeignServer.MAX_MESSAGE)
            .tls(CERTIFICATE.serverContext(), parameters)
            .start()) {
      ForeignPeer peer = client.connect(server.uri().replace("127.0.0.1", "localhost") + "/");
      for (int size : new int[] {0, 1, 16_384, 65_536, 1 << 20}) {
        Message message = Payloads.message(size % 2 == 1, size);
        peer.send(message);
        Payloads.assertSame(peer.next(), message);
      }
      peer.textFragments(List.of("a", "b"), new byte[] {7});
      assertThat(peer.next()).isEqualTo(new Message.Text("ab"));
      assertThat(peer.nextPong()).isEqualTo(new byte[] {7});
      Task<Void> sender =
          Task.run(
              () -> {
                for (int i = 0; i < 300; i++) {
                  peer.text("message " + i);
                }
              });
      for (int i = 0; i < 300; i++) {
        assertThat(peer.next().text()).isEqualTo("message " + i);
      }
      sender.result();
      OurServerCase.endNormally(peer);
    } finally {
      client.stop();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, -tls1_3", "TLSv1.2, -tls1_2"})
  void echoesAndEndsWithOpenSsl(String protocol, String option, @TempDir Path directory)
      throws Exception {
    Path trust = Files.writeString(directory.resolve("ca.pem"), CERTIFICATE.issuerPem());
    try (EchoServer server = EchoServer.builder().tls(CERTIFICATE.serverContext()).start();
        OpenSslClient client = new OpenSslClient(server, trust, option)) {
      assertThat(client.open()).startsWith("HTTP/1.1 101 ");
      assertThat(client.said("Protocol version: ")).endsWith(protocol);
      assertThat(client.said("Verification")).isEqualTo("Verification: OK");
      assertThat(client.echo("hello")).isEqualTo("hello");
      if (protocol.equals("TLSv1.3")) {
        // New keys, of the server too, in the middle of the stream (RFC 8446 4.6.3).
        client.newKeys();
        assertThat(client.echo("with new keys")).isEqualTo("with new keys");
      }
      assertThat(client.echo("x".repeat(65_000))).isEqualTo("x".repeat(65_000));
      assertThat(client.end()).isZero();
    }
  }

  @Test
  void openSslThatTrustsAnotherIssuerDoesNotGetThrough(@TempDir Path directory) throws Exception {
    String other = LoopbackCertificate.make().issuerPem();
    Path trust = Files.writeString(directory.resolve("ca.pem"), other);
    try (EchoServer server = EchoServer.builder().tls(CERTIFICATE.serverContext()).start();
        OpenSslClient client = new OpenSslClient(server, trust, "-tls1_3")) {
      assertThat(client.open()).isEmpty();
      assertThat(client.end()).isPositive();
    }
  }
}
