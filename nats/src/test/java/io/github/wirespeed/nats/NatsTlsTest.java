package io.github.wirespeed.nats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that speaks TLS, by a context that the user of the backplane made. */
class NatsTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path directory;

  /** A key and its certificate for 127.0.0.1, by the JDK's own tool. */
  private KeyStore newKey() throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private Path pem(String name, String what, byte[] der) throws Exception {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                what, Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der), what);
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void aBrokerThatSpeaksTlsIsReachedByAContextThatTrustsItAndByNoOther() throws Exception {
    KeyStore keys = newKey();
    Path certificate = pem("cert.pem", "CERTIFICATE", keys.getCertificate("broker").getEncoded());
    Path key = pem("key.pem", "PRIVATE KEY", keys.getKey("broker", PASSWORD).getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("broker", keys.getCertificate("broker"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);

    String config = "tls { cert_file: \"" + certificate + "\", key_file: \"" + key + "\" }\n";
    try (Broker broker = Broker.start(directory, config)) {
      NatsBackplaneBuilder settings =
          NatsBackplane.builder().server(broker.uri()).options(o -> o.sslContext(context));
      try (NatsBackplane here = settings.connect();
          NatsBackplane there = settings.connect()) {
        Inbox inbox = new Inbox();
        there.start(inbox);
        there.wanted("t");
        NatsBackplaneTest.join(there.settled());
        NatsBackplaneTest.join(here.publish(NatsBackplaneTest.text("t", "x")));
        assertThat(inbox.texts(1)).containsExactly("x");
      }
      SSLContext untrusting = SSLContext.getDefault();
      assertThatIOException()
          .isThrownBy(
              () ->
                  NatsBackplane.builder()
                      .server(broker.uri())
                      .options(o -> o.sslContext(untrusting))
                      .connect())
          .withMessageContaining(broker.uri());
      assertThatIOException()
          .isThrownBy(() -> NatsBackplane.builder().server(broker.uri()).connect())
          .withMessageContaining("SSL required");
    }
  }
}
