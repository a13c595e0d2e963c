package io.github.wirespeed.bench;

import io.github.wirespeed.bench.clients.JvmClient;
import io.github.wirespeed.bench.process.Descriptors;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./ws bench idle}: what a connection costs on which nothing happens. */
@Command(
    name = "idle",
    description = {
      "What an idle async connection costs: memory, threads, CPU time; and what is left at the"
          + " end; beside those of Netty and the JDK's client, and the JDK's bare channel.",
      "Each client in a process of its own, one after the other, and the server too. Under 2"
          + " minutes."
    },
    sortOptions = false)
public final class IdleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("unused") // picocli reads it
  private HelpOption help;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "How many. Default: 1000 and 10000, plain, and 1000 with TLS.")
  private Integer connections;

  @Option(names = "--tls", description = "Over TLS only.")
  private boolean tls;

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      description = "none, or some of floor, netty, jdk. Default: all.")
  private List<String> peers = List.of();

  @Option(
      names = "--quick",
      description = "In under 30 s: 1000 connections at most, and none with a keepalive.")
  private boolean quick;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long our CPU time is watched. Default: 5, with --quick 1.")
  private Integer seconds;

  @Option(
      names = "--keepalive",
      paramLabel = "TIME",
      converter = IdleCommand.TimeConverter.class,
      description =
          "Keep them alive with pings so often: 30s, 500ms. Default: not at all, and beside that"
              + " 1000 with a ping every 30 s.")
  private Duration keepalive;

  @Mixin private ReportOptions reports;

  @Override
  public Integer call() throws IOException {
    int watched = seconds != null ? seconds : quick ? 1 : 5;
    int most = connections != null ? connections : quick ? 1000 : 10_000;
    String refusal = Descriptors.refusal(most);
    if (most < 1) {
      throw wrong("--connections: " + most + " is not at least 1");
    } else if (refusal != null) {
      throw wrong("--connections: " + refusal);
    } else if (watched < 1 || watched > 600) {
      throw wrong("--seconds: " + watched + " is not in 1 to 600");
    }
    reports.run(new IdleBench(new IdlePlan(cells(), clients(), watched)), spec);
    return 0;
  }

  private List<IdlePlan.Cell> cells() {
    return connections == null
        ? IdlePlan.usual(quick, tls, keepalive)
        : List.of(new IdlePlan.Cell(connections, tls, keepalive));
  }

  private List<JvmClient> clients() {
    List<JvmClient> chosen = new ArrayList<>(List.of(JvmClient.WIRESPEED_ASYNC));
    if (peers.isEmpty()) {
      return IdlePlan.CLIENTS;
    } else if (peers.equals(List.of("none"))) {
      return chosen;
    }
    for (String name : peers) {
      chosen.add(
          IdlePlan.CLIENTS.stream()
              .filter(client -> !client.ours() && client.label().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrong(
                          "--peers: no peer '"
                              + name
                              + "' of idle connections: it is none, or some of floor, netty,"
                              + " jdk")));
    }
    return chosen;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
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
}
