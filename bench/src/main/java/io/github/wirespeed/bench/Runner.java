package io.github.wirespeed.bench;

import io.github.wirespeed.bench.process.Compilers;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the rounds: for each workload and payload the clients in turns, in the order ABBA, so that
 * whatever the machine does meanwhile it does to all of them. The thread that calls it measures.
 */
final class Runner {
  private static final int LEAST_MESSAGES = 10;

  /** Who is told of each round that counts. */
  interface Heard {
    void round(Round round) throws IOException;
  }

  private final Settings settings;
  private final Endpoint endpoint;
  private final Compilers compilers;
  private final Progress progress;
  private final Heard heard;
  private final long start = System.nanoTime();

  /** Seconds of the budget, for a nanosecond of what is planned. */
  private final double scale;

  /** What is left to do, in planned nanoseconds. */
  private double left;

  /**
   * A runner.
   *
   * @param compilers of the clients and, if it is one of ours, of the server
   * @param heard told of each round that counts
   */
  Runner(
      Settings settings, Endpoint endpoint, Compilers compilers, Progress progress, Heard heard) {
    this.settings = settings;
    this.endpoint = endpoint;
    this.compilers = compilers;
    this.progress = progress;
    this.heard = heard;
    this.left = planned(settings);
    this.scale = seconds(settings) / left;
  }

  /** How long it all takes where nothing is slower than thought, in nanoseconds. */
  private static double planned(Settings settings) {
    double nanos = 0;
    for (Workload workload : settings.workloads()) {
      for (int payload : settings.payloadsOf(workload)) {
        nanos += plannedOf(settings, workload, payload);
      }
    }
    return nanos;
  }

  /** How long it takes within the budget, in seconds. */
  static double seconds(Settings settings) {
    return Math.min(planned(settings), (double) settings.budget().toNanos()) / 1e9;
  }

  private static double plannedOf(Settings settings, Workload workload, int payload) {
    return settings.clientsOf(workload).size()
        * settings.weight(workload, payload)
        * (settings.warmUp().toNanos() + (settings.rounds() + 1.0) * settings.slice().toNanos());
  }

  /** Runs all; the rounds that count, in order. */
  List<Round> run() throws IOException {
    List<Round> rounds = new ArrayList<>();
    for (Workload workload : settings.workloads()) {
      for (int payload : settings.payloadsOf(workload)) {
        rounds.addAll(run(workload, payload));
        left -= plannedOf(settings, workload, payload);
      }
    }
    return rounds;
  }

  private List<Round> run(Workload workload, int payload) throws IOException {
    String what = workload.label() + " " + Payload.show(payload);
    double weight = settings.weight(workload, payload);
    double share = share();
    double slowest = 0;
    for (Client client : settings.clientsOf(workload)) {
      progress.next(what + ", " + client.label() + ", warm-up");
      double warmUp = settings.warmUp().toNanos() * weight;
      slowest =
          Math.max(
              slowest,
              Meter.warmUp(
                  endpoint, workload, payload, client, compilers, (long) (warmUp * share)));
      progress.did(warmUp * scale);
    }
    int messages =
        messages(workload, payload, settings.slice().toNanos() * weight * share(), slowest);
    List<Round> rounds = new ArrayList<>();
    for (int number = 0; number <= settings.rounds(); number++) {
      progress.next(what + ", round " + number + " of " + settings.rounds());
      List<Round> turn = turn(workload, payload, number, messages);
      // The first one is warm-up too: of what only whole rounds reach.
      if (number > 0) {
        for (Round round : turn) {
          heard.round(round);
        }
        rounds.addAll(turn);
      }
    }
    return rounds;
  }

  /** The same number for all clients, so that they are compared over the same work. */
  private int messages(Workload workload, int payload, double slice, double slowest) {
    if (settings.messages() > 0) {
      return settings.messages();
    }
    int unit = workload.unit(payload);
    int most = (int) Math.max(LEAST_MESSAGES, Math.min(slice / slowest, 10_000_000));
    return Math.max(1, most / unit) * unit;
  }

  /** How much of what is set fits into what is left of the budget. */
  private double share() {
    double budget = settings.budget().toNanos() - (System.nanoTime() - start);
    return Math.min(1, Math.max(0.1, budget / left));
  }

  private List<Round> turn(Workload workload, int payload, int number, int messages)
      throws IOException {
    List<Client> measured = settings.clientsOf(workload);
    int clients = measured.size();
    Round[] turn = new Round[clients];
    for (int i = 0; i < clients; i++) {
      int which = number % 2 == 0 ? i : clients - 1 - i;
      Client client = measured.get(which);
      turn[which] = Meter.round(endpoint, workload, payload, client, number, messages);
      progress.did(settings.slice().toNanos() * settings.weight(workload, payload) * scale);
    }
    int floor = measured.indexOf(Client.FLOOR);
    for (int i = 0; i < clients && floor >= 0; i++) {
      if (i != floor) {
        turn[i] = turn[i].withFloor(turn[floor]);
      }
    }
    return List.of(turn);
  }
}
