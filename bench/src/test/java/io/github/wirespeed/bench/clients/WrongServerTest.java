package io.github.wirespeed.bench.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.server.WebSocketServer;
import java.io.IOException;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that do not echo what they should. */
@Timeout(60)
class WrongServerTest {
  private static WebSocketServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        WebSocketServer.builder()
            .route("/echo", (connection, message) -> connection.send(message))
            .route("/longer", WrongServerTest::longer)
            .route("/other", (connection, message) -> connection.send(new byte[message.size()]))
            .route("/text", (connection, message) -> connection.send("a".repeat(message.size())))
            .route("/close", (connection, message) -> connection.close(1001, "enough"))
            .start();
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static void longer(WebSocketConnection connection, MessageView message) {
    connection.send(new byte[message.size() + 1]);
  }

  private static String open(String path) {
    return "open " + server.uri() + path + " -";
  }

  @ParameterizedTest
  @EnumSource(value = JvmClient.class, mode = EnumSource.Mode.EXCLUDE, names = "APACHE")
  void whatAServerDoesWrongIsSaidAndTheNextOpenWorks(JvmClient client) throws IOException {
    try (Talk talk = new Talk(client.name(), "blocking")) {
      assertThat(talk.line()).startsWith("ready ");
      for (String path : new String[] {"/longer", "/text", "/close", "/nowhere"}) {
        String opened = talk.ask(open(path));
        if (path.equals("/nowhere")) {
          assertThat(opened).startsWith("failed ");
        } else {
          assertThat(opened).as(path).isEqualTo("ok");
          assertThat(talk.ask("rr 40 20 -")).as(path).startsWith("failed ");
        }
        assertThat(talk.ask("rr 40 20 -")).isEqualTo("failed no connection is open");
        assertThat(talk.ask(open("/echo"))).as("after " + path).isEqualTo("ok");
        assertThat(talk.ask("rr 40 1 -")).as("after " + path).startsWith("ok ");
      }
      assertThat(talk.ask(open("/longer"))).isEqualTo("ok");
      assertThat(talk.ask("pipelined 40 3 20 -"))
          .isEqualTo("failed a message of 41 bytes came back for one of 40");
    }
  }

  @ParameterizedTest
  @EnumSource(value = JvmClient.class, mode = EnumSource.Mode.EXCLUDE, names = "APACHE")
  void otherBytesHaveAnotherChecksum(JvmClient client) throws IOException {
    CRC32 zeros = new CRC32();
    zeros.update(new byte[70_000]);
    try (Talk talk = new Talk(client.name(), "blocking")) {
      assertThat(talk.line()).startsWith("ready ");
      assertThat(talk.ask(open("/other"))).isEqualTo("ok");
      assertThat(talk.ask("check 70000 1")).isEqualTo("ok " + zeros.getValue());
    }
  }
}
