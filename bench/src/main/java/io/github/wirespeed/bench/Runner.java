package io.github.wirespeed.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the rounds: for each workload and payload the clients in turns, in the order ABBA, so that
 * whatever the machine does meanwhile it does to all of them. The thread that calls it measures.
 */
final class Runner {
  private static final int LEAST_MESSAGES = 10;

  private final Settings settings;
  private final Endpoint endpoint;
  private final Progress progress;
  private final Consumer<Round> heard;
  private final long start = System.nanoTime();

  /** What is left to do, in planned nanoseconds. */
  private double left;

  /**
   * A runner.
   *
   * @param heard told of each round that counts
   */
  Runner(Settings settings, Endpoint endpoint, Progress progress, Consumer<Round> heard) {
    this.settings = settings;
    this.endpoint = endpoint;
    this.progress = progress;
    this.heard = heard;
    this.left = planned(settings);
  }

  /** How long it all takes where nothing is slower than thought, in nanoseconds. */
  static double planned(Settings settings) {
    double nanos = 0;
    for (Workload workload : settings.workloads()) {
      for (int payload : settings.payloadsOf(workload)) {
        nanos += plannedOf(settings, payload);
      }
    }
    return nanos;
  }

  private static double plannedOf(Settings settings, int payload) {
    double slices = (settings.rounds() + 1.0) * settings.slice().toNanos();
    return settings.clients().size() * (settings.warmUpNanos(payload) + slices);
  }

  /** Runs all; the rounds that count, in order. */
  List<Round> run() throws IOException {
    List<Round> rounds = new ArrayList<>();
    for (Workload workload : settings.workloads()) {
      for (int payload : settings.payloadsOf(workload)) {
        rounds.addAll(run(workload, payload));
        left -= plannedOf(settings, payload);
      }
    }
    return rounds;
  }

  private List<Round> run(Workload workload, int payload) throws IOException {
    String what = workload.label() + " " + Payload.show(payload);
    double slice = slice();
    double slowest = 0;
    for (Client client : settings.clients()) {
      progress.next(what + ", " + client.label() + ", warm-up");
      long warmUp = settings.warmUpNanos(payload);
      slowest = Math.max(slowest, Meter.warmUp(endpoint, workload, payload, client, warmUp));
      progress.did((double) warmUp);
    }
    // The same number for all clients, so that they are compared over the same work.
    int messages =
        settings.messages() > 0
            ? settings.messages()
            : (int) Math.max(LEAST_MESSAGES, Math.min(slice / slowest, 10_000_000));
    List<Round> rounds = new ArrayList<>();
    for (int number = 0; number <= settings.rounds(); number++) {
      progress.next(what + ", round " + number + " of " + settings.rounds());
      List<Round> turn = turn(workload, payload, number, messages);
      // The first one is warm-up too: of what only whole rounds reach.
      if (number > 0) {
        turn.forEach(heard);
        rounds.addAll(turn);
      }
    }
    return rounds;
  }

  /** Shorter than set where warm-ups or foreign load took the time that was meant for rounds. */
  private double slice() {
    double budget = settings.budget().toNanos() - (System.nanoTime() - start);
    return settings.slice().toNanos() * Math.min(1, Math.max(0.1, budget / left));
  }

  private List<Round> turn(Workload workload, int payload, int number, int messages)
      throws IOException {
    int clients = settings.clients().size();
    Round[] turn = new Round[clients];
    for (int i = 0; i < clients; i++) {
      int which = number % 2 == 0 ? i : clients - 1 - i;
      Client client = settings.clients().get(which);
      turn[which] = Meter.round(endpoint, workload, payload, client, number, messages);
      progress.did((double) settings.slice().toNanos());
    }
    int floor = settings.clients().indexOf(Client.FLOOR);
    for (int i = 0; i < clients && floor >= 0; i++) {
      if (i != floor) {
        turn[i] = turn[i].withFloor(turn[floor]);
      }
    }
    return List.of(turn);
  }
}
