package io.github.wirespeed.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.Keepalive;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.clients.IdleHost;
import io.github.wirespeed.bench.clients.JvmClient;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.Table;
import io.github.wirespeed.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Idle connections of several clients: each kind of connection once in each client, in turns, the
 * client in a process of its own and the server in another. Then ours in detail, in this process.
 */
final class IdleBench implements Bench {
  private static final double F10_BAR = 1024;
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofMinutes(3);

  private final IdlePlan plan;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  /** What a client's connections cost, of each, in bytes; of all together, in threads. */
  private record Row(
      JvmClient client, IdlePlan.Cell cell, double heap, double direct, long threads) {
    private double together() {
      return heap + direct;
    }

    private boolean ofF10() {
      return client == JvmClient.WIRESPEED_ASYNC && !cell.tls() && cell.keepalive() == null;
    }
  }

  IdleBench(IdlePlan plan) {
    this.plan = plan;
  }

  /** What {@code ./ws bench idle} measures when it is told nothing else. */
  static IdleBench usual(boolean quick) {
    return new IdleBench(
        new IdlePlan(IdlePlan.usual(quick, false, null), IdlePlan.CLIENTS, quick ? 1 : 5));
  }

  @Override
  public String title() {
    return "idle connections";
  }

  @Override
  public double seconds() {
    return plan.seconds();
  }

  @Override
  public Findings run(Progress progress, Path directory, String command) throws IOException {
    LocalDateTime date = LocalDateTime.now(ZoneId.systemDefault());
    for (IdlePlan.Cell cell : plan.cells()) {
      try (ServerProcess server =
          ServerProcess.start(WaitStrategy.adaptive(), cell.tls(), List.of())) {
        for (JvmClient client : plan.clients()) {
          if (cell.suits(client)) {
            progress.next(client.label() + ", " + cell.label());
            measure(client, cell, server);
            progress.did(IdlePlan.seconds(cell));
          }
        }
      }
    }
    IdlePlan.Cell detail = plan.detail();
    progress.next("ours in detail, " + detail.label());
    IdleConnections ours;
    try (ServerProcess server =
        ServerProcess.start(WaitStrategy.adaptive(), detail.tls(), List.of())) {
      ours =
          IdleConnections.measure(
              server.endpoint(),
              detail.keepalive() == null ? Keepalive.off() : Keepalive.periodic(detail.keepalive()),
              detail.connections(),
              plan.watched());
    }
    progress.did(plan.watched() + plan.detailSeconds());
    remarks.addAll(IdleTables.remarks(detail, ours, plan.watched()));
    return new Findings(
        title(),
        command,
        Machine.of(
            date,
            List.of(new Machine.Fact("JVMs", String.join(" ", Child.OPTIONS) + ", the clients"))),
        List.of(verdict(ours)),
        List.of(),
        List.of(table(), IdleTables.memory(detail, ours), IdleTables.counts(detail, ours)),
        remarks,
        json(ours));
  }

  private void measure(JvmClient client, IdlePlan.Cell cell, ServerProcess server)
      throws IOException {
    Path ca = null;
    try {
      if (cell.tls()) {
        ca = Files.writeString(Files.createTempFile("wirespeed-idle-", ".pem"), server.issuer());
      }
      try (Child child = Child.jvm(List.of(), IdleHost.class, client.name())) {
        child.line(START);
        String answer =
            child.ask(
                String.join(
                    " ",
                    "idle",
                    server.endpoint().echo(),
                    ca == null ? "-" : ca.toString(),
                    "" + cell.connections(),
                    "" + (cell.keepalive() == null ? 0 : cell.keepalive().toMillis())),
                ANSWER);
        if (!answer.startsWith("ok ")) {
          throw new IOException(answer);
        }
        String[] words = answer.split(" ", -1);
        rows.add(
            new Row(
                client,
                cell,
                Double.parseDouble(words[1]) / cell.connections(),
                Double.parseDouble(words[2]) / cell.connections(),
                Long.parseLong(words[3])));
      } catch (IOException e) {
        // One that fails never stops the others.
        remarks.add(client.label() + ", " + cell.label() + ": " + e.getMessage());
      }
    } finally {
      if (ca != null) {
        Files.deleteIfExists(ca);
      }
    }
  }

  private Table table() {
    List<List<String>> lines = new ArrayList<>();
    for (Row row : rows) {
      lines.add(
          List.of(
              row.client.label(),
              row.cell.tls() ? "TLS" : "plain",
              row.cell.period(),
              String.format(Locale.ROOT, "%,d", row.cell.connections()),
              String.format(Locale.ROOT, "%,.0f", row.heap),
              String.format(Locale.ROOT, "%,.0f", row.direct),
              String.format(Locale.ROOT, "%,.0f", row.together()),
              "" + row.threads));
    }
    return new Table(
        "Idle connections, bytes of each",
        3,
        List.of(
            "client",
            "over",
            "a ping every",
            "connections",
            "heap",
            "direct",
            "together",
            "threads"),
        lines);
  }

  private Verdict verdict(IdleConnections ours) {
    String claim = "idle async connection, at most 1024 B";
    IdlePlan.Cell detail = plan.detail();
    // Of the most that were open: fewer share what a loop has once.
    double worst =
        rows.stream()
            .filter(row -> row.ofF10() && row.cell.connections() == detail.connections())
            .mapToDouble(Row::together)
            .max()
            .orElse(0);
    if (!detail.tls() && detail.keepalive() == null) {
      worst = Math.max(worst, Math.max(ours.idle().together(), ours.used().together()));
    }
    if (worst == 0) {
      return Verdict.open("F10", claim); // it is of connections without TLS and keepalive
    }
    return new Verdict(
        "F10",
        claim,
        worst <= F10_BAR,
        String.format(
            Locale.ROOT,
            "%.0f B with %,d open, of which the JDK's %.0f B (websocket-rs publishes %s)",
            worst,
            detail.connections(),
            ours.bare().together(),
            Published.IDLE));
  }

  private List<String> json(IdleConnections ours) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(IdleTables.json(plan.detail(), ours, plan.watched()));
    for (Row row : rows) {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode node =
          mapper
              .createObjectNode()
              .put("workload", "idle-clients")
              .put("client", row.client.label())
              .put("tls", row.cell.tls())
              .put("connections", row.cell.connections())
              .put("heap_bytes", Math.round(row.heap))
              .put("direct_bytes", Math.round(row.direct))
              .put("threads", row.threads);
      if (row.cell.keepalive() != null) {
        node.put("keepalive_ms", row.cell.keepalive().toMillis());
      }
      lines.add(mapper.writeValueAsString(node));
    }
    return lines;
  }
}
