package io.github.wirespeed.cli;

import static io.github.wirespeed.cli.AnsweringServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code ./ws connect --reconnect}. */
@Timeout(60)
class ConnectReconnectTest {
  private final Tool tool = new Tool();

  @Test
  void theConversationGoesOnWithTheNextConnection() throws Exception {
    EchoServer first = EchoServer.builder().start();
    String uri = first.uri();
    AtomicInteger code = new AtomicInteger(-1);
    try (PipedOutputStream keyboard = new PipedOutputStream();
        PipedInputStream input = new PipedInputStream(keyboard)) {
      Thread thread =
          new Thread(
              () ->
                  code.set(
                      tool.pipe(input, "connect", uri, "--reconnect", "--max-delay", "100ms")));
      thread.start();
      type(keyboard, "a");
      tool.await(tool.out, "< a");
      first.close();
      tool.await(tool.err, " failed: Connection refused");
      type(keyboard, "held");
      try (EchoServer second = EchoServer.builder().address(address(uri)).start()) {
        tool.await(tool.err, "connected again, after ");
        type(keyboard, "/ping");
        tool.await(tool.err, "pong after ");
        type(keyboard, "/close 4000 bye");
        thread.join(20_000);
        assertThat(second.uri()).isEqualTo(uri);
      }
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(code).hasValue(0);
    assertThat(tool.out.toString().lines()).containsExactly("< a", "< held");
    assertThat(tool.err.toString())
        .contains("; received 1 message, 1 byte; sent 1 message, 1 byte")
        .contains("closed by this side; the server answered 4000")
        .containsPattern("received 1 message, 4 bytes; sent 1 message, 4 bytes.*\\R$");
  }

  @Test
  void itIsGivenUpAfterSoManyAttempts() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String options = " --reconnect --max-attempts 3 --max-delay 1ms";
    String[] args = ("connect ws://127.0.0.1:" + port + options).split(" ");

    assertThat(tool.pipe("a\n", args)).isEqualTo(1);

    assertThat(tool.err.toString())
        .containsSubsequence(
            "attempt 1 failed: Connection refused",
            "attempt 2 in 0.",
            "attempt 2 failed: ",
            "attempt 3 failed: ",
            "ws connect: ",
            "Connection refused");
    assertThat(tool.err.toString()).doesNotContain("attempt 4");
  }

  @Test
  void whatIsNotWorthARetryIsTheEndAndSaysWhatToDo() throws IOException {
    try (AnsweringServer server = AnsweringServer.tcp(answer("401 Unauthorized"))) {
      assertThat(tool.pipe("", "connect", server.uri(), "--reconnect")).isEqualTo(1);
    }
    assertThat(tool.err.toString().lines().reduce((before, last) -> last).orElse(""))
        .startsWith("ws connect: ")
        .contains("401")
        .endsWith("; --user, or --header 'Authorization: ...', says who asks");
  }

  private static void type(PipedOutputStream keyboard, String line) throws IOException {
    keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  private static InetSocketAddress address(String uri) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(uri).getPort());
  }
}
