package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... args) {
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nope | no workload 'nope': it is one of rr, pipelined, buffered, iterate, errors, mixed,",
        "--client floor,nope | no client 'nope': it is one of floor, blocking, async, callback,",
        "rr iterate --client callback | workload iterate has no meaning for --client callback",
        "--payload 1G | --payload: '1G' is not a payload size",
        "--payload 256,0 | --payload: payload of 0 bytes is not in 1 to 16777216",
        "--messages 0 | --messages: 0 is not at least 1",
        "--rounds -1 | --rounds: -1 is not at least 1",
        "--rounds x | 'x' is not an int",
        "--wait never | --wait: no wait strategy 'never'",
        "--tls --url wss://127.0.0.1:1 | --tls: with --url the URL says whether it is TLS",
        "--url ws://127.0.0.1:1 stream | workload stream needs our own server",
        "--url ws://127.0.0.1:1 --client floor | client floor needs our own server",
        "--nope | Unknown option: '--nope'",
        "--url ws://127.0.0.1:1 buffered | workload buffered needs our own server",
        "all --only nope | --only: no bench 'nope': it is one of floor, tls, peers, research,"
            + " growth, idle,",
        "all --resume no/such/dir | --resume: there is no directory no/such/dir",
        "all --resume . --report x | --report: --resume says where the report is already",
        "idle --connections 0 | --connections: 0 is not at least 1",
        "idle --connections 100000000 | --connections: 100000000 connections need more descriptors",
        "idle --connections x | 'x' is not an int",
        "idle --peers gws | --peers: no peer 'gws' of idle connections: it is none, or some of",
        "idle --seconds 601 | --seconds: 601 is not in 1 to 600",
        "idle --keepalive 0s | '0s' is not a time such as 30s or 500ms",
        "idle --keepalive 30 | '30' is not a time such as 30s or 500ms",
        "waiting --seconds 0 | --seconds: 0 is not in 1 to 60",
        "hot --rounds 0 | --rounds: 0 is not in 1 to 1000",
        "server nope | no workload 'nope' of servers: it is one of echo, fanout, idle",
        "server --peers nope | --peers: no peer 'nope': it is none, or some of netty, undertow,",
        "server --connections 0 | --connections: 0 is not at least 1",
        "server --connections 100000000 | --connections: 100000000 connections need more"
            + " descriptors",
        "server --rounds 0 | --rounds: 0 is not at least 1",
        "server --window 1,0 | --window: 0 is not at least 1",
        "server --payload 2M | --payload: 2097152 is more than the servers take, 1048576",
        "server fanout --payload 8 | --payload: a fanout's is in 16 to 65535 bytes",
        "peers nope | no workload 'nope' of peers: it is one of rr, pipelined, stream",
        "peers --payload 2M | --payload: 2097152 is more than the servers take, 1048576",
        "peers --server jetty | --server: no server 'jetty': it is one of netty, undertow",
        "peers --client nope | no client 'nope': it is wirespeed, or one of wirespeed-blocking,",
        "peers --only go | --only: 'go' is not jvm or foreign",
        "peers --only jvm --client jdk | --only: with --client the names say which, leave one of",
        "peers --rounds 0 | --rounds: 0 is not in 1 to 1000",
        "peers --millis 60001 | --millis: 60001 is not in 1 to 60000",
        "peers --again rr | --again: it needs --resume DIR, the run whose cells are measured again",
        "peers --resume a --report b | --report: with --resume the report is written where the run",
        "micro ( | PATTERN: '(' is not one: Unclosed group",
      })
  void aWrongCallIsOneLineAndTheUsage(String args, String message) {
    assertThat(bench(args.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines().findFirst().orElse("")).contains(message);
    assertThat(err.toString().lines().skip(1).findFirst().orElse("")).startsWith("Usage: bench");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void hotComparesTheTwoServers() {
    assertThat(bench("hot", "--rounds", "1")).isZero();
    assertThat(out.toString()).contains("A hot channels", "B asking always", "B over A");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void idleMeasuresAndLeavesNothing(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("idle.json");
    assertThat(
            bench(
                "idle",
                "--connections",
                "40",
                "--seconds",
                "1",
                "--json",
                json.toString(),
                "--report",
                directory.toString()))
        .isZero();
    assertThat(err.toString().lines()).allMatch(line -> line.contains(" %")); // the progress
    assertThat(out.toString()).containsPattern("F10 (holds |missed)");
    JsonNode node = new ObjectMapper().readTree(Files.readString(json));
    assertThat(node.get("connections").asInt()).isEqualTo(40);
    long before = node.get("descriptors_before").asLong();
    assertThat(node.get("descriptors_open").asLong()).isGreaterThanOrEqualTo(before + 40);
    assertThat(node.get("descriptors_closed").asLong()).isLessThan(before + 10);
    assertThat(Files.readAllLines(json)).hasSize(5);
    assertThat(Files.readString(directory.resolve("report.md")))
        .contains("| floor | plain |", "| wirespeed-async | plain |")
        .contains("| netty | plain |", "| jdk | plain |")
        .doesNotContain("failed");
  }

  @Test
  void idleCountsThePongsOfAKeepalive(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("idle.json");
    assertThat(
            bench(
                "idle",
                "--connections",
                "5",
                "--seconds",
                "1",
                "--keepalive",
                "50ms",
                "--tls",
                "--peers",
                "netty",
                "--report",
                directory.toString(),
                "--json",
                json.toString()))
        .isZero();
    assertThat(out.toString()).contains("a ping every 0.05 s").contains(" pongs came meanwhile");
    JsonNode node = new ObjectMapper().readTree(Files.readString(json));
    assertThat(node.get("keepalive_ms").asInt()).isEqualTo(50);
    assertThat(node.get("pongs").asLong()).isPositive();
    assertThat(Files.readString(directory.resolve("report.md")))
        .contains("| wirespeed-async | TLS | 0.05 s | 5 |", "| netty | TLS | 0.05 s | 5 |");
  }

  @Test
  void aTinyRunPrintsItsTableAndWritesItsFiles(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("rounds.jsonl");
    int code =
        bench(
            "rr",
            "stream",
            "--client",
            "floor,blocking",
            "--payload",
            "300",
            "--messages",
            "20",
            "--rounds",
            "1",
            "--json",
            json.toString(),
            "--report",
            directory.toString());
    assertThat(err.toString()).doesNotContain("Exception").contains("starting the server");
    assertThat(code).isZero();
    assertThat(out.toString())
        .containsPattern("rr +300 B +floor +adaptive ")
        .containsPattern("rr +300 B +blocking +adaptive ")
        .containsPattern("stream-up +300 B +blocking ")
        .containsPattern("stream-down +300 B +blocking ")
        .contains("F1  not measured")
        .contains("F9  ")
        .contains("report: " + directory.resolve("index.html"));
    assertThat(Files.readAllLines(json)).hasSize(6);
    assertThat(directory.resolve("report.md")).exists();
  }

  @Test
  void aTinyRunOverTlsComparesWithABareEngine(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("rounds.jsonl");
    int code =
        bench(
            "--tls",
            "rr",
            "--client",
            "floor,blocking",
            "--payload",
            "256",
            "--messages",
            "20",
            "--rounds",
            "1",
            "--json",
            json.toString(),
            "--report",
            directory.toString());
    assertThat(err.toString()).doesNotContain("Exception");
    assertThat(code).isZero();
    assertThat(out.toString())
        .containsPattern("rr +256 B +floor +adaptive ")
        .containsPattern("rr +256 B +blocking +adaptive ")
        .containsPattern("TLS +TLSv1.3, TLS_")
        .containsPattern("F12 (holds |missed) blocking rr 256 B")
        .containsPattern("F12 not measured async rr 256 B")
        .doesNotContain("F1 ")
        .doesNotContain("F11");
    assertThat(Files.readAllLines(json)).hasSize(2).allMatch(line -> line.contains("\"tls\":true"));
  }

  @Test
  void measuresAnotherServerWithoutAFloor(@TempDir Path directory) throws IOException {
    try (EchoServer server = EchoServer.builder().start()) {
      int code =
          bench(
              "rr",
              "mixed",
              "--url",
              server.uri(),
              "--payload",
              "5000",
              "--messages",
              "5",
              "--rounds",
              "1",
              "--report",
              directory.toString());
      assertThat(code).isZero();
      assertThat(out.toString())
          .containsPattern("rr +5000 B +blocking ")
          .containsPattern("mixed +5000 B +poller ")
          .doesNotContainPattern("B +floor ");
      assertThat(out.toString()).contains("server at " + server.uri());
    }
  }
}
