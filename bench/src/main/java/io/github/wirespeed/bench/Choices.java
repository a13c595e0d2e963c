package io.github.wirespeed.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Names of workloads and clients as they are typed. Those of later days are known as such. */
final class Choices {
  private static final List<String> LATER_WORKLOADS =
      List.of("pipelined", "buffered", "iterate", "errors", "mixed", "idle", "peers", "research");
  private static final List<String> LATER_CLIENTS = List.of("async", "callback", "poller");

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
    for (String name : names.isEmpty() ? List.of("rr", "stream") : names) {
      switch (name) {
        case "rr" -> add(chosen, Workload.RR);
        case "stream" -> {
          if (!foreign) {
            add(chosen, Workload.UPLOAD);
            add(chosen, Workload.DOWNLOAD);
          } else if (!names.isEmpty()) {
            throw wrong.apply("workload stream needs our own server: leave --url or stream out");
          }
        }
        default ->
            throw wrong.apply(
                LATER_WORKLOADS.contains(name)
                    ? "workload " + name + " is not there yet"
                    : "no workload '" + name + "': it is rr or stream");
      }
    }
    return chosen;
  }

  /** The clients of some names, likewise. */
  static List<Client> clients(
      List<String> names, boolean foreign, Function<String, RuntimeException> wrong) {
    List<Client> chosen = new ArrayList<>();
    for (String name :
        !names.isEmpty() ? names : foreign ? List.of("blocking") : List.of("floor", "blocking")) {
      switch (name) {
        case "floor" -> {
          if (foreign) {
            throw wrong.apply("client floor needs our own server: leave --url or floor out");
          }
          add(chosen, Client.FLOOR);
        }
        case "blocking" -> add(chosen, Client.BLOCKING);
        default ->
            throw wrong.apply(
                LATER_CLIENTS.contains(name)
                    ? "client " + name + " is not there yet"
                    : "no client '" + name + "': it is floor or blocking");
      }
    }
    return chosen;
  }

  private static <T> void add(List<T> to, T what) {
    if (!to.contains(what)) {
      to.add(what);
    }
  }
}
