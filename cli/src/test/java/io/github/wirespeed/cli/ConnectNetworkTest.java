package io.github.wirespeed.cli;

import static io.github.wirespeed.cli.AnsweringServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ./ws connect} reaches a host. */
@Timeout(30)
class ConnectNetworkTest {
  private final Tool tool = new Tool();

  @Test
  void aHostIsWhereTheUserSays() throws IOException {
    try (AnsweringServer server = AnsweringServer.tcp(answer("403 No"))) {
      String host = "nowhere.invalid:" + server.port();
      tool.pipe("", "connect", "ws://" + host, "--resolve", "Nowhere.INVALID:127.0.0.1");

      assertThat(server.requests).singleElement().asString().contains("\r\nHost: " + host + "\r\n");
    }
  }

  @Test
  void aUnixSocketIsConnectedToWhateverTheHost(@TempDir Path directory) throws IOException {
    Path path = directory.resolve("s");
    try (AnsweringServer server = AnsweringServer.unix(path, answer("403 No"))) {
      tool.pipe("", "connect", "ws://nowhere.invalid/x", "--unix-socket", path.toString());

      assertThat(server.requests)
          .singleElement()
          .asString()
          .startsWith("GET /x ")
          .contains("\r\nHost: nowhere.invalid\r\n");
    }
  }

  @Test
  void anInterfaceMayBeItsNameOrItsAddress() throws IOException {
    String loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
    for (String from : List.of("127.0.0.1", loopback)) {
      Tool each = new Tool();
      try (EchoServer echo = EchoServer.builder().start()) {
        int code =
            each.pipe(
                "a\n",
                "connect",
                echo.uri(),
                "--interface",
                from,
                "--send-buffer",
                "65536",
                "--receive-buffer",
                "65536",
                "--quick-ack",
                "--connect-timeout",
                "20s",
                "--attempt-delay",
                "100ms");
        assertThat(each.err.toString()).contains("the server answered 1000");
        assertThat(code).isZero();
      }
    }
  }
}
