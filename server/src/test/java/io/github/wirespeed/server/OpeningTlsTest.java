package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Openings over TLS, where no selector tells of bytes that are decrypted already. */
@Timeout(60)
class OpeningTlsTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();

  private final BlockingQueue<CompletableFuture<UpgradeDecision>> asked =
      new LinkedBlockingQueue<>();
  private final BlockingQueue<UpgradeRequest> seen = new LinkedBlockingQueue<>();
  private final WebSocketServer server;

  OpeningTlsTest() throws Exception {
    ServerBuilder builder =
        Requests.server()
            .tls(CERTIFICATE.serverContext())
            .route("/**", (connection, message) -> connection.send(message))
            .route(
                "/later",
                Route.to((connection, message) -> connection.send(message))
                    .onUpgrade(
                        request -> {
                          seen.add(request);
                          CompletableFuture<UpgradeDecision> decision = new CompletableFuture<>();
                          asked.add(decision);
                          return UpgradeDecision.later(decision);
                        }));
    builder.hotChannels = 0;
    server = builder.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient client() throws Exception {
    return new RawClient(
        CERTIFICATE.clientContext().getSocketFactory().createSocket(), Requests.address(server));
  }

  private static String longHeader() {
    return "X: " + "x".repeat(7000);
  }

  @Test
  void aLongRequestInOneRecordIsReadToItsEnd() throws Exception {
    try (RawClient client = client()) {
      client.send(
          Requests.upgrade("/a", longHeader()).getBytes(ISO_8859_1), RawClient.text("behind"));

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.frame()).isEqualTo("TEXT behind");
    }
  }

  @Test
  void framesBehindARequestThatIsDecidedLaterSurvive() throws Exception {
    try (RawClient client = client()) {
      client.send(
          Requests.upgrade("/later", longHeader()).getBytes(ISO_8859_1),
          RawClient.frame(0x82, new byte[7000]));
      CompletableFuture<UpgradeDecision> decision = asked.poll(20, TimeUnit.SECONDS);
      client.send(RawClient.frame(0x82, new byte[50_000]));
      decision.complete(UpgradeDecision.accept());

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.message()).hasSize(7000);
      assertThat(client.message()).hasSize(50_000);
      assertThat(seen.take().isSecure()).isTrue();
    }
  }

  @Test
  void aRefusalIsReadInFullAndEndsTheConnection() throws Exception {
    try (RawClient client = client()) {
      client.send(Requests.upgrade("/a", "Origin: http://localhost:1").getBytes(ISO_8859_1));

      assertThat(client.head()).startsWith("HTTP/1.1 403 Forbidden\r\n");
      assertThat(client.ended()).isTrue();
    }
    try (RawClient client = client()) {
      client.send(Requests.upgrade("/a", "Origin: https://localhost").getBytes(ISO_8859_1));

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    }
  }
}
