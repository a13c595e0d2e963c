package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Compression;
import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ConnectTest {
  private final Tool tool = new Tool();
  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    server = EchoServer.builder().start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void fromAPipeOnlyMessagesAreShown() {
    assertThat(tool.pipe("a\nb\n", "connect", server.uri())).isZero();
    assertThat(tool.out.toString().lines()).containsExactly("< a", "< b");
    assertThat(tool.err.toString())
        .matches(
            "closed by this side; the server answered 1000\\R"
                + "[0-9.]+ s; received 2 messages, 2 bytes; sent 2 messages, 2 bytes\\R");
  }

  @Test
  void aLineWithoutItsEndIsALine() {
    assertThat(tool.pipe("\n//close\nünï", "connect", server.uri())).isZero();
    assertThat(tool.out.toString().lines()).containsExactly("< ", "< /close", "< ünï");
  }

  @Test
  void closesWithCodeAndReason() {
    assertThat(tool.pipe("a\n/close 4001 good bye\nb\n", "connect", server.uri())).isZero();
    assertThat(tool.err.toString()).contains("closed by this side; the server answered 4001");
    assertThat(tool.out.toString()).doesNotContain("< b");
  }

  @Test
  void aCloseThatMustNotBeSentIsNot() {
    assertThat(tool.pipe("/close 1005 x\n/close x\na\n", "connect", server.uri())).isZero();
    assertThat(tool.err.toString())
        .contains("not closed: close code 1005")
        .contains("not closed: 'x' is not a close code");
    assertThat(tool.out.toString().lines()).containsExactly("< a");
  }

  @Test
  void pingsAndHelps() {
    assertThat(tool.pipe("/ping\n/help\n/what\n", "connect", server.uri())).isZero();
    assertThat(tool.err.toString())
        .containsPattern("pong after [0-9.]+ ms")
        .contains("/close [CODE [REASON]]")
        .contains("unknown command /what");
    assertThat(tool.out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1/ | scheme \"http\" is neither ws nor wss",
        "nonsense | ws connect: ",
        "ws://127.0.0.1:99999 | 99999",
      })
  void aWrongUrlIsOneLine(String url, String message) {
    assertThat(tool.pipe("", "connect", url)).isEqualTo(1);
    assertThat(tool.err.toString().lines()).singleElement().asString().contains(message);
    assertThat(tool.out.toString()).isEmpty();
  }

  @Test
  void aWrongHeaderIsOneLine() {
    assertThat(tool.pipe("", "connect", server.uri(), "--header", "Host: x")).isEqualTo(1);
    assertThat(tool.err.toString().lines()).singleElement().asString().contains("Host");
  }

  @Test
  void aRefusedPortIsOneLine() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(tool.pipe("", "connect", "ws://127.0.0.1:" + port)).isEqualTo(1);
    assertThat(tool.err.toString().lines())
        .singleElement()
        .asString()
        .isEqualTo("ws connect: Connection refused: 127.0.0.1:" + port);
  }

  @Test
  void aRefusedHandshakeIsOneLine() throws IOException, InterruptedException {
    try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(() -> answer(http, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"));
      thread.start();
      assertThat(tool.pipe("", "connect", "ws://127.0.0.1:" + http.getLocalPort())).isEqualTo(1);
      assertThat(tool.err.toString().lines()).singleElement().asString().contains("403");
      thread.join();
    }
  }

  @Test
  void compressionIsOfferedIfAskedFor() throws IOException {
    try (EchoServer compressing =
        EchoServer.builder().compression(Compression.deflate().serverTakeover(false)).start()) {
      int code = tool.pipe("aaaa\n", "connect", compressing.uri(), "--compress", "--show-headers");
      assertThat(code).isZero();
      assertThat(tool.out.toString().lines()).containsExactly("< aaaa");
      assertThat(tool.err.toString())
          .contains("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover");
    }
  }

  @Test
  void aLostConnectionIsAbnormal() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread peer = new Thread(() -> greetAndReset(listening));
      peer.start();
      String uri = "ws://127.0.0.1:" + listening.getLocalPort();
      assertThat(tool.pipe("a\n", "connect", uri)).isEqualTo(1);
      assertThat(tool.err.toString()).contains("connection ended: ");
      peer.join();
    }
  }

  @Test
  void aServerThatIsClosedSaysSo() throws InterruptedException {
    Thread stopper =
        new Thread(
            () -> {
              while (!tool.out.toString().contains("< a")) {
                Thread.onSpinWait();
              }
              server.close();
            });
    stopper.start();
    tool.pipe("a\n", "connect", server.uri());
    assertThat(tool.err.toString()).contains("1001");
    stopper.join();
  }

  /** Opens a WebSocket by hand, sends a text, and ends with a reset instead of a Close. */
  private static void greetAndReset(ServerSocket listening) {
    try (Socket socket = listening.accept()) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) socket.getInputStream().read());
      }
      Matcher key = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)").matcher(head);
      assertThat(key.find()).isTrue();
      byte[] accept =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      String response =
          "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + Base64.getEncoder().encodeToString(accept)
              + "\r\n\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(response.getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[] {(byte) 0x81, 1, 'a'});
      socket.setSoLinger(true, 0);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void answer(ServerSocket listening, String response) {
    try (Socket socket = listening.accept()) {
      InputStream in = socket.getInputStream();
      int blank = 0;
      while (blank < 4) {
        int c = in.read();
        blank = c == '\r' || c == '\n' ? blank + 1 : 0;
      }
      OutputStream out = socket.getOutputStream();
      out.write(response.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
