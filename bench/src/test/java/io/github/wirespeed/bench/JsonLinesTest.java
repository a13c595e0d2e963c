package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private static final List<String> FIELDS =
      List.of(
          "workload",
          "client",
          "wait",
          "tls",
          "payload_bytes",
          "round",
          "messages",
          "mean_us",
          "median_us",
          "p95_us",
          "p99_us",
          "stdev_us",
          "messages_per_second",
          "bytes_allocated_per_message",
          "floor_ratio");

  @Test
  void hasTheFieldsOfTheContractAndNoOthers() {
    Round floor = Rounds.of(Workload.RR, 256, Client.FLOOR, 3, 1000);
    Round round = Rounds.of(Workload.RR, 256, Client.BLOCKING, 3, 1500).withFloor(floor);
    JsonNode node = JsonLines.node(round, "adaptive", false);
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    assertThat(names).isEqualTo(FIELDS);
    assertThat(node.get("workload").asText()).isEqualTo("rr");
    assertThat(node.get("client").asText()).isEqualTo("blocking");
    assertThat(node.get("wait").asText()).isEqualTo("adaptive");
    assertThat(node.get("tls").asBoolean()).isFalse();
    assertThat(node.get("payload_bytes").asInt()).isEqualTo(256);
    assertThat(node.get("round").asInt()).isEqualTo(3);
    assertThat(node.get("median_us").asDouble()).isEqualTo(1.5);
    assertThat(node.get("floor_ratio").asDouble()).isEqualTo(1.5);
    assertThat(node.get("bytes_allocated_per_message").asDouble()).isEqualTo(32);
  }

  @Test
  void theRatioIsAbsentWhereItHasNoMeaning() {
    Round floor = Rounds.of(Workload.UPLOAD, 65536, Client.FLOOR, 1, 1000);
    Round ours = Rounds.of(Workload.UPLOAD, 65536, Client.BLOCKING, 1, 1000).withFloor(floor);
    assertThat(JsonLines.of(List.of(floor, ours), "blocking", true))
        .hasSize(2)
        .allSatisfy(
            line -> assertThat(line).contains("\"tls\":true").doesNotContain("floor_ratio"));
  }
}
