package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.WaitStrategy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the echo server sends back over TLS, to clients of the JDK. */
@Timeout(30)
class EchoServerTlsTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();

  // Without hot channels: what the selector does not tell of must be read all the same.
  private final EchoServer server = builder().maxMessageSize(2 << 20).hotChannels(0).start();

  EchoServerTlsTest() throws IOException {}

  private static EchoServer.Builder builder() {
    return EchoServer.builder()
        .waitStrategy(WaitStrategy.blocking())
        .tls(CERTIFICATE.serverContext());
  }

  private static SSLSocket socket(String protocol) throws IOException {
    SSLSocket socket = (SSLSocket) CERTIFICATE.clientContext().getSocketFactory().createSocket();
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  private static RawClient open(EchoServer server, String protocol) throws IOException {
    return RawClient.open(server, socket(protocol));
  }

  @AfterEach
  void end() {
    server.close();
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  /** Sends on a thread of its own: a socket of the JDK waits until all of it is taken. */
  private static FutureTask<Void> send(RawClient client, byte[] bytes) {
    FutureTask<Void> sending =
        new FutureTask<>(
            () -> {
              client.send(bytes);
              return null;
            });
    Thread thread = new Thread(sending);
    thread.setDaemon(true);
    thread.start();
    return sending;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void messagesComeBackAndTheEndIsToldTwice(String protocol) throws Exception {
    try (RawClient client = open(server, protocol)) {
      assertThat(((SSLSocket) client.socket).getSession().getProtocol()).isEqualTo(protocol);
      client.send(RawClient.text("aé€😀"), RawClient.frame(0x82, pattern(3)));
      client.send(RawClient.frame(0x89, "ping"), RawClient.text(""));
      client.send(RawClient.close(4000, "bye"));

      assertThat(client.frame()).isEqualTo("TEXT aé€😀");
      assertThat(client.frame()).isEqualTo("BINARY 3 bytes");
      assertThat(client.frame()).isEqualTo("PONG ping");
      assertThat(client.frame()).isEqualTo("TEXT ");
      assertThat(client.frame()).isEqualTo("CLOSE 4000");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, 16383", "TLSv1.3, 16383", "TLSv1.2, 16384", "TLSv1.3, 16384", "TLSv1.2, 16385",
    "TLSv1.3, 65536", "TLSv1.2, 300000", "TLSv1.3, 300000", "TLSv1.2, 2097152", "TLSv1.3, 2097152"
  })
  void aLargeMessageComesBackWhole(String protocol, int size) throws Exception {
    try (RawClient client = open(server, protocol)) {
      for (int i = 0; i < 2; i++) {
        FutureTask<Void> sending = send(client, RawClient.frame(0x82, pattern(size)));

        assertThat(client.message()).isEqualTo(pattern(size));
        sending.get();
      }
    }
  }

  /** Many frames in a record, many records in a read: what no selector tells of. */
  @ParameterizedTest
  @CsvSource({"TLSv1.2, 0", "TLSv1.3, 0", "TLSv1.3, 4"})
  void whatWasReadAheadIsAnsweredWithoutAnotherByte(String protocol, int hot) throws Exception {
    int messages = 20_000;
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < messages; i++) {
      frames.writeBytes(RawClient.text("m" + i));
    }
    try (EchoServer asking = builder().hotChannels(hot).start();
        RawClient client = open(asking, protocol)) {
      FutureTask<Void> sending = send(client, frames.toByteArray());

      for (int i = 0; i < messages; i++) {
        assertThat(client.frame()).isEqualTo("TEXT m" + i);
      }
      sending.get();
    }
  }

  @Test
  void framesBehindTheRequestAreAnswered() throws Exception {
    try (RawClient client = new RawClient(socket("TLSv1.3"), server.address())) {
      client.send(
          RawClient.REQUEST.getBytes(ISO_8859_1),
          RawClient.text("a"),
          RawClient.frame(0x82, pattern(15_000)));

      assertThat(client.head()).startsWith("HTTP/1.1 101 ").contains(RawClient.ACCEPT);
      assertThat(client.frame()).isEqualTo("TEXT a");
      assertThat(client.message()).isEqualTo(pattern(15_000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void theHttpClientOfTheJdkIsServed(String host) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(CERTIFICATE.clientContext()).build();
    CompletableFuture<String> echo = new CompletableFuture<>();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
              echo.complete(text.toString());
            }
            from.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            code.complete(status);
            return null;
          }

          @Override
          public void onError(WebSocket from, Throwable error) {
            echo.completeExceptionally(error);
            code.completeExceptionally(error);
          }
        };
    assertThat(server.uri()).isEqualTo("wss://127.0.0.1:" + server.address().getPort());
    URI uri = URI.create(server.uri().replace("127.0.0.1", host));
    WebSocket ws = client.newWebSocketBuilder().buildAsync(uri, listener).get(10, TimeUnit.SECONDS);
    String large = "é".repeat(100_000);
    ws.sendText(large, true).get(10, TimeUnit.SECONDS);
    assertThat(echo.get(10, TimeUnit.SECONDS)).isEqualTo(large);
    ws.sendClose(4001, "done").get(10, TimeUnit.SECONDS);
    assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(4001);
  }

  @Test
  void manyConnectionsAreServedAtOnce() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        clients.add(open(server, i % 2 == 0 ? "TLSv1.3" : "TLSv1.2"));
      }
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < clients.size(); i++) {
          clients.get(i).send(RawClient.text(round + "/" + i));
        }
        for (int i = clients.size() - 1; i >= 0; i--) {
          assertThat(clients.get(i).frame()).isEqualTo("TEXT " + round + "/" + i);
        }
      }
      for (RawClient client : clients) {
        client.send(RawClient.close(1000, ""));
      }
      for (RawClient client : clients) {
        assertThat(client.frame()).isEqualTo("CLOSE 1000");
        assertThat(client.frame()).isEqualTo("END");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientThatDoesNotReadIsNotReadFromAndLosesNothingWhenItReadsAgain(String protocol)
      throws Exception {
    byte[] frame = RawClient.frame(0x82, pattern(100_000));
    int messages = 300; // 30 MB: more than the buffers of all sockets
    try (RawClient client = open(server, protocol);
        RawClient other = open(server, protocol)) {
      FutureTask<Void> sending =
          new FutureTask<>(
              () -> {
                for (int i = 0; i < messages; i++) {
                  client.send(frame);
                }
                return null;
              });
      Thread thread = new Thread(sending);
      thread.setDaemon(true);
      thread.start();
      thread.join(300);
      assertThat(sending.isDone()).as("the server stops reading").isFalse();
      other.send(RawClient.text("others are served"));
      assertThat(other.frame()).isEqualTo("TEXT others are served");

      for (int i = 0; i < messages; i++) {
        assertThat(client.message()).isEqualTo(pattern(100_000));
      }
      sending.get();
    }
  }

  @Test
  void protocolsAreThoseThatWereChosen() throws Exception {
    SSLParameters old = new SSLParameters();
    old.setProtocols(new String[] {"TLSv1.2"});
    try (EchoServer only = builder().tls(CERTIFICATE.serverContext(), old).start()) {
      old.setProtocols(new String[] {"TLSv1.3"}); // they were copied
      try (RawClient client = open(only, "TLSv1.2")) {
        client.send(RawClient.text("x"));
        assertThat(client.frame()).isEqualTo("TEXT x");
      }
      assertThatThrownBy(() -> open(only, "TLSv1.3"))
          .isInstanceOf(javax.net.ssl.SSLHandshakeException.class)
          .hasMessageContaining("protocol_version");
    }
  }

  @Test
  void parametersThatCannotBeAreRefusedBeforeItStarts() throws Exception {
    SSLParameters wrong = new SSLParameters();
    wrong.setProtocols(new String[] {"TLSv9"});
    EchoServer.Builder builder = EchoServer.builder();
    assertThatThrownBy(() -> builder.tls(CERTIFICATE.serverContext(), wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLSv9");
    var context = javax.net.ssl.SSLContext.getInstance("TLS");
    assertThatThrownBy(() -> builder.tls(context)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closeEndsConnectionsInEveryState() throws Exception {
    // The silent one first: when the other is open it was taken in too.
    try (Socket silent = new Socket(server.address().getAddress(), server.address().getPort());
        RawClient open = open(server, "TLSv1.3")) {
      open.send(RawClient.text("x"));
      open.frame();
      server.close();

      assertThat(open.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(open.frame()).isEqualTo("END");
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }
}
