package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The rounds of one place: all contestants in turns within each, forwards and then backwards, so
 * that what changes with time is nobody's.
 */
final class Heat {
  /** One that fails so often is left out of the rest. */
  private static final int FAILURES = 2;

  private static final int SLICE_MILLIS = 200;

  private final RacePlan plan;
  private final RacePlan.Stage stage;
  private final Racers racers;
  private final Course course;
  private final Path times;
  private final Progress progress;
  private final Random seeds = new Random();
  private final Map<Contestant, Integer> failures = new HashMap<>();
  private final Set<Contestant> prepared = new HashSet<>();

  /** Who gets the rounds, as soon as they are known. */
  interface Sink {
    void add(Measured round) throws IOException;
  }

  /**
   * A heat.
   *
   * @param times the file for those of the clients
   */
  Heat(
      RacePlan plan,
      RacePlan.Stage stage,
      Racers racers,
      Course course,
      Path times,
      Progress progress) {
    this.plan = plan;
    this.stage = stage;
    this.racers = racers;
    this.course = course;
    this.times = times;
    this.progress = progress;
  }

  /** Which rounds of a stage a contestant still lacks; none if it was left out of it. */
  static Set<Integer> missing(RacePlan.Stage stage, Entrant entrant, List<Measured> done) {
    Set<Integer> missing = new HashSet<>();
    for (int round = 1; round <= stage.rounds(); round++) {
      missing.add(round);
    }
    int failed = 0;
    for (Measured round : done) {
      if (round.is(stage.place(), entrant)) {
        missing.remove(round.round());
        failed += round.failed() != null ? 1 : 0;
      }
    }
    return failed >= FAILURES ? Set.of() : missing;
  }

  /**
   * Measures what is missing.
   *
   * @param done the rounds that there are already, of any place
   */
  void run(List<Measured> done, Sink sink) throws IOException {
    Map<Contestant, Set<Integer>> missing = new HashMap<>();
    List<Contestant> order = new ArrayList<>();
    for (Contestant contestant : plan.contestants()) {
      Set<Integer> rounds = missing(stage, contestant.entrant(), done);
      if (contestant.measures(stage.place().venue()) && !rounds.isEmpty()) {
        missing.put(contestant, rounds);
        order.add(contestant);
      }
    }
    Collections.reverse(order); // so that the first round that counts goes forwards
    for (int round = 0; round <= stage.rounds() && course.down() == null; round++) {
      progress.next(stage.place().name() + (round == 0 ? ", warm-up" : ", round " + round));
      for (Contestant contestant : order) {
        if (round == 0 || missing.get(contestant).contains(round)) {
          attempt(contestant, round, sink);
          progress.did(stage.seconds() / (stage.rounds() + 1));
        }
      }
      Collections.reverse(order);
    }
  }

  private void attempt(Contestant contestant, int round, Sink sink) throws IOException {
    if (racers.isOut(contestant)
        || failures.getOrDefault(contestant, 0) >= FAILURES
        || course.down() != null) {
      return;
    }
    String version = racers.version(contestant);
    try {
      Racer racer = racers.racer(contestant);
      version = racer.version();
      prepare(contestant, racer);
      Measured measured = measure(contestant, racer, round);
      if (round > 0) {
        sink.add(measured);
      }
    } catch (RacerException e) {
      prepared.remove(contestant);
      failures.merge(contestant, 1, Integer::sum);
      racers.failed(contestant, e);
      course.look();
      sink.add(
          Measured.failure(stage.place(), contestant.entrant(), version, round, e.getMessage()));
    }
  }

  private void prepare(Contestant contestant, Racer racer) throws RacerException {
    if (!prepared.add(contestant)) {
      return;
    }
    if (racer.open(course.host())) {
      progress.did(RacePlan.OPEN);
    }
    racer.check(stage.place().payload(), seeds.nextInt(256));
    boolean first = !racer.isWarm(stage.place());
    int millis = first ? plan.warmUp(contestant, stage.place()) : plan.warmUpAgain(contestant);
    if (millis > 0) {
      warmUp(racer, millis, contestant.warmsUp());
      progress.did(millis / 1e3);
    }
  }

  /**
   * For so long and, while a JVM's compilers are at work, for longer if the plan allows it: they
   * share the client's core, and would be what is measured.
   */
  private void warmUp(Racer racer, int millis, boolean compiles) throws RacerException {
    int most = plan.warmUpMost() * millis;
    int done = 0;
    boolean compiling = compiles;
    while (done < millis || (compiling && done < most)) {
      int slice = Math.min(SLICE_MILLIS, (done < millis ? millis : most) - done);
      long before = racer.compilers().nanos();
      racer.warmUp(stage.place(), slice);
      if (compiles) {
        racer.compilers().settle();
        compiling = racer.compilers().worked(before, TimeUnit.MILLISECONDS.toNanos(slice));
      }
      done += slice;
    }
  }

  private Measured measure(Contestant contestant, Racer racer, int round) throws IOException {
    long own = racer.cpuNanos();
    long server = course.host().cpuNanos();
    Racer.Result result = racer.run(stage.place(), stage.millis(), times);
    return new Measured(
        stage.place(),
        contestant.entrant(),
        racer.version(),
        round,
        result.messages(),
        result.nanos(),
        result.times(),
        micros(own, racer.cpuNanos(), result.messages()),
        micros(server, course.host().cpuNanos(), result.messages()),
        false,
        null);
  }

  /** A thread that ended meanwhile took its time with it: then nobody knows. */
  private static double micros(long before, long after, long messages) {
    return before < 0 || after < before ? Double.NaN : (after - before) / 1e3 / messages;
  }
}
