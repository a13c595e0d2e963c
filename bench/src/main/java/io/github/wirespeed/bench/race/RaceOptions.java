package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.peers.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is to be measured, as it is typed. */
final class RaceOptions {
  private static final int MOST_MILLIS = 60_000;
  private static final String OURS = "wirespeed";

  @Parameters(
      paramLabel = "WORKLOAD",
      arity = "0..*",
      description =
          "Default: all. rr (request-response), pipelined (a batch of sends, then as many"
              + " receives), stream (a window of messages always under way).")
  private List<String> workloads = List.of();

  @Option(
      names = "--payload",
      paramLabel = "B",
      split = ",",
      description =
          "Bytes, K and M allowed, at most 1M. Default: 256,8K,100K,1M, pipelined 256,512,8K, and"
              + " fewer of them with the second server, with TLS and on one core.")
  private List<String> payloads = List.of();

  @Option(
      names = "--server",
      paramLabel = "NAME",
      split = ",",
      description = "Default: netty,undertow.")
  private List<String> servers = List.of();

  @Option(
      names = "--client",
      paramLabel = "NAME",
      split = ",",
      description =
          "Some of ours and of the peers; wirespeed is all of ours, NAME:WAIT one way to wait."
              + " Default: all.")
  private List<String> clients = List.of();

  @Option(
      names = "--only",
      paramLabel = "WHICH",
      description = "jvm or foreign: of the peers only those; ours and the floor stay.")
  private String only;

  @Option(names = "--plain", description = "In the clear. Default: this and --tls.")
  private boolean plain;

  @Option(names = "--tls", description = "Over TLS, with a certificate made on the spot.")
  private boolean tls;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds that count, after one that does not. Default: 5.")
  private Integer rounds;

  @Option(
      names = "--millis",
      paramLabel = "N",
      description = "How long each client is measured in a round. Default: 200, with --quick 35.")
  private Integer millis;

  @Option(
      names = "--quick",
      description = "In under 5 minutes: fewer places, shorter rounds and warm-ups.")
  private boolean quick;

  /** Whether any of them was. */
  boolean given() {
    return Stream.of(workloads, payloads, servers, clients).anyMatch(list -> !list.isEmpty())
        || Stream.of(only, rounds, millis).anyMatch(one -> one != null)
        || plain
        || tls
        || quick;
  }

  /**
   * As settings.
   *
   * @param wrong makes the exception for what cannot be
   * @param all who there is
   */
  RaceSettings settings(Function<String, ? extends RuntimeException> wrong, List<Contestant> all) {
    if (only != null && !only.equals("jvm") && !only.equals("foreign")) {
      throw wrong.apply("--only: '" + only + "' is not jvm or foreign");
    }
    if (only != null && !clients.isEmpty()) {
      throw wrong.apply("--only: with --client the names say which, leave one of them out");
    }
    within("--rounds", rounds, 1000, wrong);
    within("--millis", millis, MOST_MILLIS, wrong);
    RaceSettings usual = RaceSettings.usual(quick);
    return new RaceSettings(
        workloads.isEmpty()
            ? usual.workloads()
            : workloads.stream().map(name -> workload(name, wrong)).distinct().toList(),
        payloads.stream().map(text -> payload(text, wrong)).distinct().toList(),
        servers.isEmpty()
            ? usual.servers()
            : servers.stream().map(name -> server(name, wrong)).distinct().toList(),
        clients(wrong, all),
        only == null ? "" : only,
        plain || !tls,
        tls || !plain,
        rounds == null ? 0 : rounds,
        millis == null ? 0 : millis,
        quick);
  }

  private static Workload workload(
      String name, Function<String, ? extends RuntimeException> wrong) {
    return Stream.of(Workload.values())
        .filter(workload -> workload.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong.apply(
                    "no workload '" + name + "' of peers: it is one of rr, pipelined, stream"));
  }

  private static int payload(String text, Function<String, ? extends RuntimeException> wrong) {
    int size;
    try {
      size = Payload.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong.apply("--payload: " + e.getMessage());
    }
    if (size > 1 << 20) {
      throw wrong.apply("--payload: " + size + " is more than the servers take, 1048576");
    }
    return size;
  }

  private static Contender server(String name, Function<String, ? extends RuntimeException> wrong) {
    List<Contender> some = Contender.peers().stream().filter(Contender::speaksTls).toList();
    return some.stream()
        .filter(server -> server.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong.apply(
                    "--server: no server '"
                        + name
                        + "': it is one of "
                        + some.stream().map(Contender::label).collect(Collectors.joining(", "))));
  }

  private List<String> clients(
      Function<String, ? extends RuntimeException> wrong, List<Contestant> all) {
    List<String> chosen = new ArrayList<>();
    for (String name : clients) {
      List<String> meant =
          all.stream()
              .map(Contestant::entrant)
              .filter(e -> e.is(name) || (name.equals(OURS) && e.kind() == Entrant.Kind.OURS))
              .map(e -> name.equals(OURS) ? e.name() : name)
              .distinct()
              .toList();
      if (meant.isEmpty()) {
        throw wrong.apply(
            "no client '"
                + name
                + "': it is wirespeed, or one of "
                + all.stream()
                    .map(contestant -> contestant.entrant().name())
                    .distinct()
                    .collect(Collectors.joining(", ")));
      }
      meant.stream().filter(one -> !chosen.contains(one)).forEach(chosen::add);
    }
    return chosen;
  }

  private static void within(
      String option, Integer value, int most, Function<String, ? extends RuntimeException> wrong) {
    if (value != null && (value < 1 || value > most)) {
      throw wrong.apply(option + ": " + value + " is not in 1 to " + most);
    }
  }
}
