package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code ./ws connect} finds out that a server is gone. */
@Timeout(30)
class ConnectKeepaliveTest {
  private final Tool tool = new Tool();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--ping-interval 20ms --pong-timeout 20ms",
        "--ping-interval 20ms --ping-always --pong-timeout 20ms",
        "--ping-interval 20ms --pong-timeout 20ms --text-ping hi --text-pong ho",
        "--stale-after 50ms",
      })
  void aServerThatSaysNothingIsGivenUp(String options) throws IOException {
    try (AnsweringServer server = AnsweringServer.tcp(AnsweringServer.silence());
        PipedOutputStream keyboard = new PipedOutputStream();
        PipedInputStream input = new PipedInputStream(keyboard)) {
      String[] args = ("connect " + server.uri() + " " + options).split(" ");

      assertThat(tool.pipe(input, args)).isEqualTo(1);
    }
    assertThat(tool.err.toString()).startsWith("connection ended: sent close 1011");
  }

  @Test
  void textPingsAndTheirAnswersAreNotShown() throws IOException {
    try (EchoServer server = EchoServer.builder().start()) {
      String options = "--ping-interval 50ms --text-ping hello --text-pong hello";
      String[] args = ("connect " + server.uri() + " " + options).split(" ");

      assertThat(tool.pipe("a\n", args)).isZero();
    }
    assertThat(tool.out.toString().lines()).containsExactly("< a");
    assertThat(tool.err.toString()).containsPattern("received [0-9]+ messages");
  }
}
