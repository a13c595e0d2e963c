package io.github.wirespeed.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TlsTransport} against a peer that is not the JDK's: OpenSSL's {@code s_server}. */
@Timeout(30)
class TlsOpenSslTest {
  private static final long LONG_NANOS = 10_000_000_000L;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void linesComeBackReversed(String protocol) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process openssl = start(port);
    try (TlsTransport tls = connect(port, openssl, protocol)) {
      ByteBuffer line = ByteBuffer.wrap("hello\n".getBytes(US_ASCII));
      assertThat(tls.write(line)).isEqualTo(6);
      assertThat(read(tls, 6)).isEqualTo("olleh\n");
      assertThat(tls.session().getProtocol()).isEqualTo(protocol);
    } finally {
      openssl.destroy();
    }
  }

  private Process start(int port) throws IOException {
    Path certificate = Files.writeString(dir.resolve("c.pem"), TestCertificates.VALID.pem());
    Path key = Files.writeString(dir.resolve("k.pem"), TestCertificates.VALID.keyPem());
    ProcessBuilder command =
        new ProcessBuilder(
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:" + port,
            "-rev",
            "-quiet",
            "-cert",
            certificate.toString(),
            "-key",
            key.toString());
    command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      return command.start();
    } catch (IOException e) {
      return abort("there is no program openssl: " + e.getMessage());
    }
  }

  private static TlsTransport connect(int port, Process openssl, String protocol)
      throws IOException, InterruptedException {
    TcpTransport tcp = null;
    while (tcp == null) {
      try {
        tcp =
            TcpTransport.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LONG_NANOS);
      } catch (java.net.ConnectException e) {
        assertThat(openssl.isAlive()).as("openssl runs").isTrue();
        Thread.sleep(20); // it does not listen yet
      }
    }
    TlsTransport tls = TlsPair.over(TlsPair.clientEngine(protocol), tcp, NetBuffers.SHARED);
    while (!TlsPair.step(tls)) {
      assertThat(tcp.awaitReadable(false, LONG_NANOS)).isTrue();
    }
    return tls;
  }

  private static String read(TlsTransport tls, int bytes) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(bytes);
    while (in.hasRemaining()) {
      assertThat(tls.read(in)).isNotNegative();
      if (in.hasRemaining()) {
        assertThat(tls.awaitReadable(false, LONG_NANOS)).isTrue();
      }
    }
    return new String(in.array(), US_ASCII);
  }
}
