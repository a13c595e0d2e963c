package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WebSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of {@code docs/server-blocking.md} is that of {@link ServerBlockingPage}, and runs. */
@Timeout(30)
class ServerBlockingPageTest {
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void itsCodeCompiles() throws Exception {
    String compiled =
        squeezed(read(Path.of("src/test/java/io/github/wirespeed/server/ServerBlockingPage.java")));
    Matcher code = CODE.matcher(read(Path.of("../docs/server-blocking.md")));
    int blocks = 0;
    while (code.find()) {
      assertThat(compiled).contains(squeezed(code.group(1)));
      blocks++;
    }
    assertThat(blocks).isEqualTo(5);
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }

  @Test
  void theQuotesComeUntilTheyAreStopped() throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder().route("/{symbol}", ServerBlockingPage.quotes()).start();
        WebSocket client = WebSocket.connect(server.uri() + "/ACME")) {
      assertThat(client.receive().text()).isEqualTo("ACME 17.03");
      client.send("stop");

      assertThat(client.iterator().hasNext()).isFalse();
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void theFrontHandsOverWhatIsTheServersAndKeepsTheRest() throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder()
                .route("/chat", (connection, message) -> connection.send(message))
                .start();
        ForeignServer foreign = ForeignServer.raw(c -> ServerBlockingPage.accepted(c, server))) {
      try (RawClient client = new RawClient(foreign.address())) {
        client.send(RawClient.REQUEST.replace("GET / ", "GET /chat ").getBytes(ISO_8859_1));
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        client.send(RawClient.text("a"));
        assertThat(client.frame()).isEqualTo("TEXT a");
      }
      try (RawClient client = new RawClient(foreign.address())) {
        client.send("GET /page HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
        assertThat(client.ended()).isTrue();
      }
    }
  }
}
