package io.github.wirespeed.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.wirespeed.bench.BenchCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class GrowthCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... words) {
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }

  @Test
  void aTinyRunMeasuresEveryClientAtEveryStep(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("rounds.json");
    int code =
        bench(
            "growth",
            "--connections",
            "3,1",
            "--payload",
            "16,1K",
            "--rounds",
            "1",
            "--messages",
            "20",
            "--json",
            json.toString(),
            "--report",
            directory.toString());
    assertThat(err.toString()).doesNotContain("Exception");
    assertThat(code).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(json)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(2 * 4 + 2 * 2 * 3).noneMatch(line -> line.has("failed"));
    assertThat(lines)
        .allMatch(line -> line.get("mean_us").asDouble() > 0)
        .allMatch(line -> line.get("messages").asInt() == 20)
        .allMatch(line -> line.get("round").asInt() == 1);
    assertThat(lines)
        .filteredOn(line -> line.get("workload").asText().equals("growth-connections"))
        .extracting(line -> line.get("connections") + " " + line.get("client").asText())
        .contains("1 floor", "1 callback", "1 netty", "3 floor", "3 callback", "3 netty");
    assertThat(lines)
        .filteredOn(line -> line.get("workload").asText().equals("growth-payloads"))
        .extracting(line -> line.get("payload_bytes") + " " + line.get("client").asText())
        .contains("16 floor", "16 blocking", "16 async", "1024 floor", "1024 async");
    assertThat(Files.readAllLines(directory.resolve("rounds.jsonl")))
        .isEqualTo(Files.readAllLines(json));
    assertThat(out.toString())
        .containsPattern("\n3 +callback +adaptive ")
        .containsPattern("\n1 KiB +async +blocking ")
        .contains(Bend.RULE)
        .containsPattern("connections, callback, adaptive: (bends between|does not bend from) 1 c")
        .containsPattern("payloads, async, blocking: a message (bends between|does not bend from)");
    assertThat(Files.readString(directory.resolve("report.md"))).contains("| netty | blocking |");
    assertThat(directory.resolve("index.html")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "speed | nothing called 'speed' grows: it is connections or payloads",
        "--connections 0 | --connections: 0 is not at least 1",
        "--rounds 0 | --rounds: 0 is not at least 1",
        "--messages -1 | --messages: -1 is not at least 1",
        "--payload 17M | --payload: payload of 17825792 bytes is not in 1 to 16777216",
        "--payload x | --payload: 'x' is not a payload size",
        "--wait never | --wait: no wait strategy 'never'",
        "--connections 1000000000 | --connections: 1000000000 connections need more descriptors"
      })
  void badInputIsOneLineThatSaysWhatWasWrong(String words, String message) {
    List<String> all = new ArrayList<>(List.of("growth"));
    all.addAll(List.of(words.split(" ")));
    assertThat(bench(all.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).startsWith(message));
  }
}
