package io.github.wirespeed.bench.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.bench.peers.Contender;
import java.util.ArrayList;
import java.util.List;

/** Rounds as JSON, one object per line; a figure that a round has not is absent. */
final class ServerJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ServerJson() {}

  static List<String> lines(Rounds rounds, List<IdleBench.Idle> idle)
      throws JsonProcessingException {
    List<String> lines = new ArrayList<>();
    for (Measured round : rounds.all()) {
      lines.add(MAPPER.writeValueAsString(node(round, rounds)));
    }
    for (IdleBench.Idle one : idle) {
      lines.add(MAPPER.writeValueAsString(node(one)));
    }
    return lines;
  }

  private static ObjectNode node(String workload, Contender server, int connections) {
    return MAPPER
        .createObjectNode()
        .put("workload", workload)
        .put("client", server.label())
        .put("wait", server.waiting())
        .put("tls", false)
        .put("connections", connections);
  }

  /** One round; its ratios to those of the same number that are over. */
  static ObjectNode node(Measured round, Rounds rounds) {
    Measured.Place place = round.place();
    ObjectNode node =
        node(place.workload(), round.server(), place.connections())
            .put("payload_bytes", place.payload())
            .put("round", round.round());
    if (place.window() > 0) {
      node.put("window", place.window());
    } else {
      node.put("pause_us", place.pace());
    }
    if (round.failed() != null) {
      return node.put("failed", round.failed());
    }
    node.put("messages", round.messages());
    put(node, "messages_per_second", round.perSecond());
    put(node, "cpu_seconds_per_100k", round.cpuPer100k());
    put(node, "median_us", round.p50Micros());
    put(node, "p99_us", round.p99Micros());
    put(node, "floor_ratio", rounds.ratio(round, Contender.FLOOR));
    put(node, "wirespeed_ratio", 1 / rounds.ratio(round, Contender.WIRESPEED));
    return node;
  }

  private static ObjectNode node(IdleBench.Idle idle) {
    ObjectNode node = node("server-idle", idle.server(), idle.connections());
    if (idle.failed() != null) {
      return node.put("failed", idle.failed());
    }
    put(node, "heap_bytes", idle.heap());
    put(node, "direct_bytes", idle.direct());
    put(node, "used_heap_bytes", idle.usedHeap());
    put(node, "used_direct_bytes", idle.usedDirect());
    return node;
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, Math.round(value * 1e6) / 1e6);
    }
  }
}
