package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.server.EchoServer;
import io.github.wirespeed.server.LoopbackCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PemKeysTest {
  private static final String PASSWORD = "changeit";

  @TempDir private Path directory;

  /** Made by the JDK's keytool, certificate and key. */
  private record Made(X509Certificate certificate, PrivateKey key) {}

  private Made make(String algorithm) throws Exception {
    Path store = directory.resolve(algorithm + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new Made(
        (X509Certificate) keys.getCertificate("it"),
        (PrivateKey) keys.getKey("it", PASSWORD.toCharArray()));
  }

  private static String pem(String label, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(bytes), label);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Path certificate(Made made) throws Exception {
    return file("cert.pem", pem("CERTIFICATE", made.certificate().getEncoded()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "Ed25519"})
  void servesWithThem(String algorithm) throws Exception {
    Made made = make(algorithm);
    // What tools write around it is no part of it.
    Path key =
        file("key.pem", "Bag Attributes\n" + pem("PRIVATE KEY", made.key().getEncoded()) + "\n");
    try (EchoServer server =
            EchoServer.builder().tls(PemKeys.context(certificate(made), key)).start();
        SSLSocket socket =
            (SSLSocket)
                LoopbackCertificate.trusting(made.certificate())
                    .getSocketFactory()
                    .createSocket("localhost", server.address().getPort())) {
      socket.startHandshake();
      assertThat(socket.getSession().getPeerCertificates()).containsExactly(made.certificate());
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    Path certificate = file("ca.pem", LoopbackCertificate.make().issuerPem());
    Path key = file("key.pem", pem("PRIVATE KEY", make("EC").key().getEncoded()));
    assertThatThrownBy(() -> PemKeys.context(certificate, key))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the key in " + key + " is not that of the first certificate in " + certificate);
  }

  @ParameterizedTest
  @CsvSource({
    "EC PRIVATE KEY, is an EC PRIVATE KEY: `openssl pkcs8 -topk8 -nodes",
    "RSA PRIVATE KEY, is an RSA PRIVATE KEY: `openssl pkcs8 -topk8 -nodes",
    "ENCRYPTED PRIVATE KEY, is an ENCRYPTED PRIVATE KEY: `openssl pkcs8 -topk8 -nodes",
    "CERTIFICATE, there is no PRIVATE KEY as PEM in",
    "PRIVATE KEY, is not that of the first certificate",
  })
  void aFileThatIsNoKeyIsRefused(String label, String message) throws Exception {
    Path certificate = file("ca.pem", LoopbackCertificate.make().issuerPem());
    Path key = file("key.pem", pem(label, new byte[] {1, 2, 3}));
    assertThatThrownBy(() -> PemKeys.context(certificate, key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(key.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "none", "-----BEGIN CERTIFICATE-----\nAAAA\n"})
  void aFileThatIsNoCertificateIsRefused(String text) throws Exception {
    Path certificate = file("cert.pem", text);
    assertThatThrownBy(() -> PemKeys.context(certificate, certificate))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no certificate")
        .hasMessageContaining(certificate.toString());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path none = directory.resolve("none.pem");
    assertThatThrownBy(() -> PemKeys.context(none, none))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read " + none);
  }
}
