package io.github.wirespeed.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.Keepalive;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.process.Descriptors;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./ws bench idle}: what an async connection costs on which nothing happens. */
@Command(
    name = "idle",
    description = {
      "What an idle async connection costs: memory, threads, CPU time; and what is left at the"
          + " end.",
      "Opens them all at once, to a server in a process of its own."
    },
    sortOptions = false)
public final class IdleCommand implements Callable<Integer> {
  private static final double F10_BAR = 1024;

  /** What a process needs beside its connections. */
  private static final int OTHER_DESCRIPTORS = 256;

  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many. Default: 10000.")
  private int connections;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How long their CPU time is watched. Default: 5.")
  private int seconds;

  @Option(
      names = "--keepalive",
      paramLabel = "TIME",
      converter = IdleCommand.TimeConverter.class,
      description = "Keep them alive with pings so often: 30s, 500ms. Default: not at all.")
  private Duration keepalive;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as one JSON object.")
  private Path json;

  @Override
  public Integer call() throws IOException {
    long limit = Descriptors.limit();
    if (connections < 1) {
      throw wrong("--connections: " + connections + " is not at least 1");
    } else if (limit > 0 && connections > limit - OTHER_DESCRIPTORS) {
      throw wrong(
          "--connections: "
              + connections
              + " needs more descriptors than a process may have: "
              + limit
              + ", of which "
              + OTHER_DESCRIPTORS
              + " are for other things");
    } else if (seconds < 1 || seconds > 600) {
      throw wrong("--seconds: " + seconds + " is not in 1 to 600");
    }
    if (json != null) {
      Files.writeString(json, ""); // found out now, not at the end
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s, %s%n", Machine.jdk(), LocalDateTime.now(ZoneId.systemDefault()).withNano(0));
    out.printf(Locale.ROOT, "%,d async connections on one loop", connections);
    out.printf("%s%n%n", keepalive == null ? "" : ", a ping every " + seconds(keepalive) + " s");
    out.flush();
    try (ServerProcess server = ServerProcess.start(WaitStrategy.adaptive(), List.of())) {
      IdleConnections found =
          IdleConnections.measure(
              server.endpoint(),
              keepalive == null ? Keepalive.off() : Keepalive.periodic(keepalive),
              connections,
              seconds);
      print(out, found);
      if (json != null) {
        Files.writeString(json, json(found) + "\n");
        out.println("figures: " + json);
      }
    }
    out.flush();
    return 0;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private void print(PrintWriter out, IdleConnections found) {
    out.printf("%-26s  %8s  %8s  %8s%n", "bytes per connection", "heap", "direct", "together");
    memory(out, "idle", found.idle());
    memory(out, "after a message each", found.used());
    memory(out, "JDK's channel and key", found.bare());
    out.printf("%n%-14s  %8s  %8s  %8s%n", "", "before", "open", "closed");
    counts(out, "threads", found.threads());
    counts(out, "descriptors", found.descriptors());
    out.printf(
        Locale.ROOT, "%nCPU time of the process  %.4f s in %d s%n%n", found.cpuSeconds(), seconds);
    if (keepalive != null) {
      out.printf(
          Locale.ROOT,
          "%,d pongs came meanwhile, %.1f µs of CPU time each%n",
          found.pongs(),
          found.cpuSeconds() * 1e6 / Math.max(1, found.pongs()));
      return; // the bar is of connections without
    }
    double worst = Math.max(found.idle().together(), found.used().together());
    out.println(
        new Verdict(
                "F10",
                "idle async connection, at most 1024 B",
                worst <= F10_BAR,
                String.format(
                    Locale.ROOT,
                    "%.0f B, of which the JDK's %.0f B (websocket-rs publishes %s)",
                    worst,
                    found.bare().together(),
                    Published.IDLE))
            .line());
  }

  private static String seconds(Duration time) {
    return time == null
        ? ""
        : BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  /** "30s", "500ms". */
  static final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      boolean millis = value.endsWith("ms");
      String digits = value.substring(0, Math.max(0, value.length() - (millis ? 2 : 1)));
      if (!(millis || value.endsWith("s")) || !digits.matches("0*[1-9][0-9]{0,6}")) {
        throw new TypeConversionException("'" + value + "' is not a time such as 30s or 500ms");
      }
      long count = Long.parseLong(digits);
      return millis ? Duration.ofMillis(count) : Duration.ofSeconds(count);
    }
  }

  private static void memory(PrintWriter out, String what, IdleConnections.Memory memory) {
    out.printf(
        Locale.ROOT,
        "%-26s  %8.0f  %8.0f  %8.0f%n",
        what,
        memory.heap(),
        memory.direct(),
        memory.together());
  }

  private static void counts(PrintWriter out, String what, IdleConnections.Count count) {
    out.printf(
        Locale.ROOT,
        "%-14s  %,8d  %,8d  %,8d%n",
        what,
        count.before(),
        count.open(),
        count.closed());
  }

  private String json(IdleConnections found) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode node =
        mapper
            .createObjectNode()
            .put("workload", "idle")
            .put("client", Client.ASYNC.label())
            .put("connections", connections)
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
            .put("watched_seconds", seconds);
    if (keepalive != null) {
      node.put("keepalive_ms", keepalive.toMillis()).put("pongs", found.pongs());
    }
    return mapper.writeValueAsString(node);
  }
}
