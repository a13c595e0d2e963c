package io.github.wirespeed.bench.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.wirespeed.bench.BenchCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class DeflateCommandTest {
  @Test
  void everyLibraryExchangesEveryMessageAndHasAColumn(@TempDir Path directory) throws Exception {
    Path json = directory.resolve("deflate.json");
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new BenchCommand())
            .setOut(new PrintWriter(out))
            .execute(
                "deflate",
                "--rounds",
                "1",
                "--messages",
                "70",
                "--json",
                json.toString(),
                "--report",
                directory.toString());
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("blocking", "async", "callback", "Netty", "Jetty", "Java-WebSocket")
        .containsPattern("down +1024 +yes")
        .containsPattern("up +16384 +no")
        .containsPattern("rr +16384 +yes")
        .contains("bytes on the wire")
        .containsPattern("zip (holds |missed) compressed messages/s at least");
    List<String> lines = Files.readAllLines(json);
    assertThat(lines).hasSize(12 * 6);
    assertThat(lines)
        .allMatch(line -> line.contains("\"messages_per_second\":["))
        .anyMatch(line -> line.contains("\"client\":\"Netty\""));
  }

  @Test
  void aClientThatSendsSomethingElseIsFoundOut() throws Exception {
    try (DeflatePeer peer = new DeflatePeer();
        Library wrong = new Wrong(Ours.blocking())) {
      DeflateRounds bench = new DeflateRounds(peer, List.of(wrong));
      assertThatIOException()
          .isThrownBy(() -> bench.measure(new Setting(Setting.Way.UP, 1024, true, 6), 1, 70))
          .withMessageContaining("wrong")
          .withMessageContaining("message 0 came as: something else");
    }
  }

  /** Sends something else. */
  private record Wrong(Library right) implements Library {
    @Override
    public String label() {
      return "wrong";
    }

    @Override
    public Link open(String uri, Setting setting, Quotes expected) throws Exception {
      Link link = right.open(uri, setting, expected);
      return new Link() {
        @Override
        public void send(String text) throws Exception {
          link.send("something else");
        }

        @Override
        public void await(int messages) throws Exception {
          link.await(messages);
        }

        @Override
        public long chars() {
          return link.chars();
        }

        @Override
        public void close() throws IOException {
          link.close();
        }
      };
    }

    @Override
    public void close() throws IOException {
      right.close();
    }
  }

  @Test
  void messagesAreOfTheirSizeAndDiffer() {
    for (int size : new int[] {1 << 10, 16 << 10}) {
      Quotes quotes = Quotes.of(size);
      assertThat(quotes.text(0)).hasSize(size).isNotEqualTo(quotes.text(1));
      assertThat(quotes.text(Quotes.COUNT)).isEqualTo(quotes.text(0));
    }
  }

  @Test
  void aWrongOptionIsOneLine() {
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new BenchCommand())
            .setErr(new PrintWriter(err))
            .execute("deflate", "--level", "10");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("--level: 10 is not in 1 to 9");
  }
}
