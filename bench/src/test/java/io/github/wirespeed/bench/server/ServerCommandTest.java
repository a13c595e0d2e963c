package io.github.wirespeed.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.wirespeed.bench.BenchCommand;
import io.github.wirespeed.bench.peers.Contender;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(300)
class ServerCommandTest {
  private final StringWriter out = new StringWriter();

  @TempDir private Path directory;

  private List<JsonNode> bench(String args) throws IOException {
    Path json = directory.resolve("rounds.json");
    List<String> words = new ArrayList<>(List.of("server"));
    words.addAll(List.of(args.split(" ")));
    words.addAll(List.of("--json", json.toString(), "--report", directory.toString()));
    int code =
        new CommandLine(new BenchCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()))
            .execute(words.toArray(String[]::new));
    assertThat(code).isZero();
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : Files.readAllLines(json)) {
      nodes.add(new ObjectMapper().readTree(line));
    }
    return nodes;
  }

  @Test
  void everyPeerEchoesPublishesAndHoldsConnections() throws IOException {
    List<JsonNode> lines =
        bench(
            "echo fanout idle --connections 2 --payload 300 --window 2 --rounds 1 --millis 20"
                + " --peers netty,undertow,jetty,java-websocket");
    for (Contender server : Contender.values()) {
      List<JsonNode> own =
          lines.stream().filter(l -> l.get("client").asText().equals(server.label())).toList();
      if (server == Contender.WIRESPEED_THREADS) {
        assertThat(own).as(server.label()).hasSize(1); // it echoes, and that is all
        assertThat(own.get(0).has("failed")).isFalse();
        continue;
      }
      assertThat(own).as(server.label()).hasSize(server == Contender.WIRESPEED_BLOCKING ? 3 : 4);
      assertThat(own).as(server.label()).noneMatch(line -> line.has("failed"));
      assertThat(own.get(0).get("workload").asText()).isEqualTo("server-echo");
      assertThat(own.get(0).get("messages_per_second").asDouble()).isNotNegative();
      assertThat(own.get(0).get("cpu_seconds_per_100k").asDouble()).isNotNegative();
      assertThat(own.get(1).get("workload").asText()).isEqualTo("server-fanout");
      assertThat(own.get(1).get("messages").asLong()).isGreaterThanOrEqualTo(20);
      assertThat(own.get(1).get("p99_us").asDouble()).isPositive();
    }
    assertThat(lines).anyMatch(l -> l.get("workload").asText().equals("server-idle"));
    assertThat(out.toString())
        .contains("Echo, 2 connections", "Fan-out, 2 subscribers", "Idle, 2 connections")
        .containsPattern("300 B +2 +java-websocket +blocking ")
        .containsPattern("F13 (holds |missed|not measured)")
        .containsPattern("idle (holds |missed)");
    assertThat(Files.readString(directory.resolve("report.md"))).contains("| netty | blocking |");
    assertThat(directory.resolve("index.html")).exists();
  }

  @Test
  void aPeerWhoseLibraryIsNotThereIsALine() throws IOException {
    String classPath = System.getProperty("java.class.path");
    System.setProperty(
        "java.class.path",
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(jar -> !jar.contains("Java-WebSocket"))
            .collect(Collectors.joining(File.pathSeparator)));
    try {
      List<JsonNode> lines =
          bench(
              "echo --connections 2 --payload 16 --window 1 --rounds 1 --millis 10"
                  + " --peers java-websocket");
      assertThat(lines)
          .isNotEmpty()
          .noneMatch(line -> line.get("client").asText().equals("java-websocket"));
    } finally {
      System.setProperty("java.class.path", classPath);
    }
    assertThat(out.toString().lines().filter(line -> line.startsWith("java-websocket ")))
        .singleElement()
        .asString()
        .startsWith("java-websocket is left out of echo: it does not start: ")
        .contains("NoClassDefFoundError");
  }
}
