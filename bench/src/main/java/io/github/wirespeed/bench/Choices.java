package io.github.wirespeed.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names of workloads and clients as they are typed. */
final class Choices {
  private static final String STREAM = "stream";

  private Choices() {}

  /**
   * The workloads of some names; none is all.
   *
   * @param foreign whether the server is not ours
   * @param wrong makes the exception for a name that cannot be
   */
  static List<Workload> workloads(
      List<String> names, boolean foreign, Function<String, RuntimeException> wrong) {
    List<Workload> chosen = new ArrayList<>();
    for (String name : names) {
      List<Workload> meant =
          Arrays.stream(Workload.values()).filter(w -> name(w).equals(name)).toList();
      if (meant.isEmpty()) {
        throw wrong.apply("no workload '" + name + "': it is one of " + workloadNames());
      } else if (foreign && !meant.get(0).echoed()) {
        throw wrong.apply(
            "workload " + name + " needs our own server: leave --url or " + name + " out");
      }
      meant.forEach(w -> add(chosen, w));
    }
    return !names.isEmpty()
        ? chosen
        : Arrays.stream(Workload.values()).filter(w -> !foreign || w.echoed()).toList();
  }

  /**
   * The clients of some names, likewise; each of the workloads must be measured for one of them.
   */
  static List<Client> clients(
      List<String> names,
      List<Workload> workloads,
      boolean foreign,
      Function<String, RuntimeException> wrong) {
    List<Client> chosen = new ArrayList<>();
    for (String name : names) {
      Client client =
          Arrays.stream(Client.values())
              .filter(c -> c.label().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> wrong.apply("no client '" + name + "': it is one of " + clientNames()));
      if (foreign && client == Client.FLOOR) {
        throw wrong.apply("client floor needs our own server: leave --url or floor out");
      }
      add(chosen, client);
    }
    if (names.isEmpty()) {
      Arrays.stream(Client.values())
          .filter(c -> !foreign || c != Client.FLOOR)
          .forEach(chosen::add);
    }
    for (Workload workload : workloads) {
      if (chosen.stream().noneMatch(workload::measures)) {
        throw wrong.apply(
            "workload " + name(workload) + " has no meaning for --client " + labels(chosen));
      }
    }
    return chosen;
  }

  /** "rr, pipelined, ...": for people. */
  static String workloadNames() {
    return Arrays.stream(Workload.values())
        .map(Choices::name)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** "floor, blocking, ...": likewise. */
  static String clientNames() {
    return labels(List.of(Client.values()));
  }

  private static String labels(List<Client> clients) {
    return clients.stream().map(Client::label).collect(Collectors.joining(", "));
  }

  /** Both directions of a stream are asked for together. */
  private static String name(Workload workload) {
    return workload.oneWay() ? STREAM : workload.label();
  }

  private static <T> void add(List<T> to, T what) {
    if (!to.contains(what)) {
      to.add(what);
    }
  }
}
