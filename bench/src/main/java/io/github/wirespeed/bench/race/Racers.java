package io.github.wirespeed.bench.race;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes of all contestants, which live side by side from the first place to the last. One
 * that breaks is started once more; the second time it is left out. For one thread.
 */
final class Racers implements Closeable {
  private final List<String> prefix;
  private final Path logs;
  private final Duration patience;
  private final Map<Contestant, Racer> live = new HashMap<>();
  private final Map<Contestant, Integer> broken = new HashMap<>();
  private final Map<Contestant, String> out = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param prefix what pins them
   * @param logs the directory for what they say on their standard error
   */
  Racers(List<String> prefix, Path logs, Duration patience) throws IOException {
    this.prefix = prefix;
    this.logs = Files.createDirectories(logs);
    this.patience = patience;
  }

  /** Its process, started if need be. */
  Racer racer(Contestant contestant) throws IOException {
    Racer racer = live.get(contestant);
    if (racer == null) {
      Path log = logs.resolve(contestant.entrant().label().replaceAll("[^\\w.-]+", "-") + ".log");
      racer = Racer.start(contestant, prefix, log, patience);
      live.put(contestant, racer);
    }
    return racer;
  }

  /** Starts all, each twice if it must be. */
  void start(Contestant contestant) throws IOException {
    while (!isOut(contestant) && !live.containsKey(contestant)) {
      try {
        racer(contestant);
      } catch (RacerException e) {
        failed(contestant, e);
      }
    }
  }

  boolean isOut(Contestant contestant) {
    return out.containsKey(contestant);
  }

  /** Its library's version; empty if it has not told. */
  String version(Contestant contestant) {
    Racer racer = live.get(contestant);
    return racer == null ? "" : racer.version();
  }

  /** Something that it did wrong. */
  void failed(Contestant contestant, RacerException e) {
    Racer racer = live.get(contestant);
    if (e.broken()) {
      if (racer != null) {
        live.remove(contestant);
        racer.close();
      }
      if (broken.merge(contestant, 1, Integer::sum) == 2) {
        out.put(contestant, "broke twice: " + e.getMessage());
      }
    } else if (racer == null) {
      out.put(contestant, e.getMessage()); // it says itself that it cannot run here
    } else {
      racer.disconnected();
    }
  }

  /** Has all close their connections, before the server ends. */
  void disconnect() {
    for (Contestant contestant : List.copyOf(live.keySet())) {
      try {
        live.get(contestant).disconnect();
      } catch (RacerException e) {
        failed(contestant, e);
      }
    }
  }

  /** Who was left out and why, a line for each reason. */
  List<String> notes() {
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    out.forEach(
        (contestant, why) ->
            reasons
                .computeIfAbsent(
                    contestant.entrant().language() + ": " + why, k -> new ArrayList<>())
                .add(contestant.entrant().label()));
    return reasons.entrySet().stream()
        .map(e -> "Left out: " + String.join(", ", e.getValue()) + " (" + e.getKey() + ")")
        .toList();
  }

  @Override
  public void close() {
    live.values().forEach(Racer::close);
    live.clear();
  }
}
