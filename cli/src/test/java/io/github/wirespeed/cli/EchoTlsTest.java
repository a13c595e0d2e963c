package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.LoopbackCertificate;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ws echo --tls}. */
@Timeout(60)
class EchoTlsTest {
  private final Tool tool = new Tool();

  /** Runs it until both of its lines are there, then does something, then stops it. */
  private void serving(Serving what, String... args) throws Exception {
    Thread thread = new Thread(() -> tool.run(args));
    thread.start();
    try {
      while (tool.out.toString().lines().count() < 2 && thread.isAlive()) {
        Thread.sleep(10);
      }
      List<String> lines = tool.out.toString().lines().toList();
      assertThat(tool.err.toString()).isEmpty();
      String uri = lines.get(0).replace("listening on ", "");
      String start = "to connect: ./ws connect " + uri + " --ca ";
      assertThat(lines.get(1)).startsWith(start);
      what.test(uri, Path.of(lines.get(1).substring(start.length())));
    } finally {
      thread.interrupt();
      thread.join(5000);
    }
    assertThat(thread.isAlive()).isFalse();
  }

  private interface Serving {
    void test(String uri, Path trust) throws Exception;
  }

  /** The echo of a text, by a client that trusts what is in the file and nothing else. */
  private static String echo(String uri, Path trust) throws Exception {
    X509Certificate issuer;
    try (InputStream in = Files.newInputStream(trust)) {
      issuer = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    CompletableFuture<String> echo = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            echo.complete(data.toString());
            return null;
          }
        };
    WebSocket ws =
        HttpClient.newBuilder()
            .sslContext(LoopbackCertificate.trusting(issuer))
            .build()
            .newWebSocketBuilder()
            .buildAsync(URI.create(uri), listener)
            .get(20, TimeUnit.SECONDS);
    ws.sendText("over TLS", true).get(20, TimeUnit.SECONDS);
    String came = echo.get(20, TimeUnit.SECONDS);
    ws.abort();
    return came;
  }

  @Test
  void servesWhoeverTrustsTheFileThatItNames() throws Exception {
    serving(
        (uri, trust) -> {
          assertThat(uri).startsWith("wss://127.0.0.1:");
          assertThat(echo(uri, trust)).isEqualTo("over TLS");
          Files.delete(trust);
        },
        "echo",
        "--port",
        "0",
        "--tls");
  }

  @Test
  void writesWhatToTrustWhereItIsTold(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("trust.pem");
    serving(
        (uri, trust) -> {
          assertThat(trust).isEqualTo(file);
          assertThat(echo(uri, trust)).isEqualTo("over TLS");
        },
        "echo",
        "--port",
        "0",
        "--tls",
        "--tls-certificate",
        file.toString());
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLine(@TempDir Path directory) {
    String file = directory.resolve("no/such/place.pem").toString();
    assertThat(tool.run("echo", "--port", "0", "--tls", "--tls-certificate", file)).isEqualTo(1);
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("ws echo: cannot write the certificate to " + file);
  }
}
