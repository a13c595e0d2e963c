package io.github.wirespeed.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.bench.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Our idle connections in detail, as they are shown. */
final class IdleTables {
  private IdleTables() {}

  static Table memory(IdlePlan.Cell cell, IdleConnections found) {
    return new Table(
        "Ours in detail, " + cell.label() + ", on one loop",
        1,
        List.of("bytes per connection", "heap", "direct", "together"),
        List.of(
            line("idle", found.idle()),
            line("after a message each", found.used()),
            line("JDK's channel and key", found.bare())));
  }

  private static List<String> line(String what, IdleConnections.Memory memory) {
    return List.of(what, bytes(memory.heap()), bytes(memory.direct()), bytes(memory.together()));
  }

  private static String bytes(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }

  static Table counts(IdlePlan.Cell cell, IdleConnections found) {
    return new Table(
        "What is left of " + cell.label(),
        1,
        List.of("", "before", "open", "closed"),
        List.of(line("threads", found.threads()), line("descriptors", found.descriptors())));
  }

  private static List<String> line(String what, IdleConnections.Count count) {
    return List.of(what, whole(count.before()), whole(count.open()), whole(count.closed()));
  }

  private static String whole(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** How to read it all, and what is no table. */
  static List<String> remarks(IdlePlan.Cell cell, IdleConnections found, int watched) {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "heap is what is in use after collections; direct what the JVM counts and, of Netty, what"
            + " its pools hold beside that. Neither is the kernel's side, nor a thread's stack.");
    remarks.add(
        "floor is the JDK's share of any client: a channel and its key; over TLS an SSLEngine that"
            + " has shaken hands as well. It and jdk, the JDK's WebSocket, have no keepalive.");
    remarks.add(
        "netty is on NIO with one loop, its TLS the JDK's engine, whose memory is counted.");
    remarks.add(
        String.format(
            Locale.ROOT,
            "ours, %s: CPU time of the process %.4f s in %d s",
            cell.label(),
            found.cpuSeconds(),
            watched));
    if (cell.keepalive() != null) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%,d pongs came meanwhile, %.1f µs of CPU time each",
              found.pongs(),
              found.cpuSeconds() * 1e6 / Math.max(1, found.pongs())));
    }
    return remarks;
  }

  static String json(IdlePlan.Cell cell, IdleConnections found, int watched) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode node =
        mapper
            .createObjectNode()
            .put("workload", "idle")
            .put("client", Client.ASYNC.label())
            .put("tls", cell.tls())
            .put("connections", cell.connections())
            .put("heap_bytes", Math.round(found.idle().heap()))
            .put("direct_bytes", Math.round(found.idle().direct()))
            .put("used_heap_bytes", Math.round(found.used().heap()))
            .put("used_direct_bytes", Math.round(found.used().direct()))
            .put("jdk_bytes", Math.round(found.bare().together()))
            .put("threads_before", found.threads().before())
            .put("threads_open", found.threads().open())
            .put("threads_closed", found.threads().closed())
            .put("descriptors_before", found.descriptors().before())
            .put("descriptors_open", found.descriptors().open())
            .put("descriptors_closed", found.descriptors().closed())
            .put("cpu_seconds", found.cpuSeconds())
            .put("watched_seconds", watched);
    if (cell.keepalive() != null) {
      node.put("keepalive_ms", cell.keepalive().toMillis()).put("pongs", found.pongs());
    }
    return mapper.writeValueAsString(node);
  }
}
