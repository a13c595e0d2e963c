package io.github.wirespeed.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Rounds as JSON, one object per line: the fields of the design's section 7 and no others. */
final class JsonLines {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonLines() {}

  static ObjectNode node(Round round, String wait, boolean tls) {
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("workload", round.workload().label())
            .put("client", round.client().label())
            .put("wait", wait)
            .put("tls", tls)
            .put("payload_bytes", round.payload())
            .put("round", round.number())
            .put("messages", round.messages())
            .put("mean_us", rounded(round.meanMicros()))
            .put("median_us", rounded(round.percentileMicros(50)))
            .put("p95_us", rounded(round.percentileMicros(95)))
            .put("p99_us", rounded(round.percentileMicros(99)))
            .put("stdev_us", rounded(round.stdevMicros()))
            .put("messages_per_second", rounded(round.messagesPerSecond()))
            .put("bytes_allocated_per_message", rounded(round.allocatedPerMessage()));
    if (!Double.isNaN(round.floorRatio())) {
      node.put("floor_ratio", rounded(round.floorRatio()));
    }
    return node;
  }

  static List<String> of(List<Round> rounds, String wait, boolean tls) {
    List<String> lines = new ArrayList<>();
    for (Round round : rounds) {
      lines.add(node(round, wait, tls).toString());
    }
    return lines;
  }

  /** An operation can take nanoseconds: microseconds have as many digits as that needs. */
  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
