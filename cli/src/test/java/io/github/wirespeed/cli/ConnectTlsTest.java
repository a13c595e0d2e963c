package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.EchoServer;
import io.github.wirespeed.server.LoopbackCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./ws connect} over TLS. */
@Timeout(60)
class ConnectTlsTest {
  @TempDir private static Path directory;
  private static Path issuer;
  private static EchoServer server;

  private final Tool tool = new Tool();

  @BeforeAll
  static void start() throws IOException {
    LoopbackCertificate made = LoopbackCertificate.make();
    issuer = Files.writeString(directory.resolve("issuer.pem"), made.issuerPem());
    server = EchoServer.builder().tls(made.serverContext()).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private int connect(String... options) {
    List<String> args = new ArrayList<>(List.of("connect", server.uri()));
    args.addAll(List.of(options));
    return tool.pipe("over TLS\n", args.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--ca ISSUER",
        "--ca ISSUER --tls-protocol TLSv1.3 --cipher TLS_AES_128_GCM_SHA256",
        "--ca ISSUER --tls-protocol TLSv1.2,TLSv1.3 --server-name localhost",
        "--insecure",
      })
  void talksToAServerThatIsTrusted(String options) {
    assertThat(connect(options.replace("ISSUER", issuer.toString()).split(" "))).isZero();
    assertThat(tool.out.toString().lines()).containsExactly("< over TLS");
  }

  @Test
  void anUnknownIssuerIsOneLineThatSaysWhatToDo() {
    assertThat(connect()).isEqualTo(1);
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("ws connect: ")
        .endsWith("; --ca FILE trusts its issuer");
  }

  @Test
  void anotherServerNameIsNotAccepted() {
    assertThat(connect("--ca", issuer.toString(), "--server-name", "example.com")).isEqualTo(1);
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .contains("example.com")
        .endsWith("; --server-name NAME expects another name");
  }

  @Test
  void aFileThatIsNotThereIsOneLine() {
    String missing = directory.resolve("missing.pem").toString();

    assertThat(connect("--ca", missing)).isEqualTo(1);
    assertThat(tool.err.toString().lines()).singleElement().asString().contains(missing);
  }

  @Test
  void aFileThatIsNoCertificateIsOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");

    assertThat(connect("--ca", file.toString())).isEqualTo(1);
    assertThat(tool.err.toString().lines()).singleElement().asString().contains("nonsense.pem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--tls-protocol TLSv9", "--cipher TLS_NOPE"})
  void whatThePlatformDoesNotKnowIsNamed(String options) {
    assertThat(connect(options.split(" "))).isEqualTo(1);
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .contains(options.substring(options.indexOf(' ') + 1));
  }
}
