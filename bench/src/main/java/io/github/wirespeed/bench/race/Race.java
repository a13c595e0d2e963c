package io.github.wirespeed.bench.race;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wirespeed.bench.process.Pinning;
import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.ReportDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A run, new or one that goes on. What it needs on the disk is in one directory: its settings, the
 * rounds as they are measured, and what the clients say on their standard error.
 */
public final class Race implements Bench {
  private final RaceSettings settings;
  private final RacePlan plan;
  private final List<Measured> done = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Place> begun = new HashSet<>(); // by the run before

  Race(RaceSettings settings, RacePlan plan) {
    this.settings = settings;
    this.plan = plan;
  }

  /** A new run. */
  public static Race of(RaceSettings settings) throws IOException {
    return new Race(settings, plan(settings));
  }

  private static RacePlan plan(RaceSettings settings) throws IOException {
    try (Pinning pinning = Pinning.find()) {
      return RacePlan.of(settings, Contestants.all(foreign()), pinning.apart());
    }
  }

  /** Where the clients of other languages are; null if not run from the repository. */
  static Path foreign() {
    Path root = ReportDirectory.root();
    return root == null ? null : root.resolve("bench/foreign");
  }

  /**
   * Goes on with what was measured before.
   *
   * @param rounds of the run before
   * @param replaced which of them are to be measured again
   * @return how many those are
   */
  int resume(List<Measured> rounds, Predicate<Measured> replaced) {
    rounds.forEach(round -> begun.add(round.place()));
    rounds.stream().filter(replaced.negate()).forEach(done::add);
    return rounds.size() - done.size();
  }

  @Override
  public String title() {
    return "peers";
  }

  @Override
  public double seconds() {
    long all = 0;
    long missing = 0;
    for (RacePlan.Stage stage : plan.stages()) {
      for (Contestant contestant : plan.contestants()) {
        if (contestant.measures(stage.place().venue())) {
          all += stage.rounds();
          missing += Heat.missing(stage, contestant.entrant(), done).size();
        }
      }
    }
    return all == 0 ? 0 : plan.seconds() * missing / all;
  }

  /** What it is about to do, in a line. */
  public String describe() {
    long foreign = plan.contestants().stream().filter(c -> !c.warmsUp()).count();
    return String.format(
        Locale.ROOT,
        "%d clients on the JVM and %d others, %d places, rounds: %s; about %.0f min %.0f s",
        plan.contestants().size() - foreign,
        foreign,
        plan.stages().size(),
        rounds(),
        Math.floor(seconds() / 60),
        Math.floor(seconds() % 60));
  }

  private String rounds() {
    return String.format(
        Locale.ROOT,
        "%d of %d ms in each place after one that does not count; a JVM's client warms up for %d ms"
            + " with each workload, twice that in the first place and a sixth of it in those that"
            + " follow%s",
        plan.stages().stream().mapToInt(RacePlan.Stage::rounds).max().orElse(0),
        plan.stages().stream().mapToInt(RacePlan.Stage::millis).max().orElse(0),
        plan.warmUpMillis(),
        plan.warmUpMost() > 1
            ? ", " + plan.warmUpMost() + " times as long at most while its compilers are at work"
            : "");
  }

  /**
   * Measures what is missing.
   *
   * @throws IOException if no server starts, no client does, or the disk is full
   */
  @Override
  public Findings run(Progress progress, Path directory, String command) throws IOException {
    LocalDateTime date = LocalDateTime.now(ZoneId.systemDefault());
    Files.createDirectories(directory);
    RaceFiles.write(directory, settings);
    List<JsonNode> before = new ArrayList<>();
    done.forEach(round -> before.add(RoundJson.of(round)));
    Path scratch = RaceFiles.scratch();
    RaceReport report;
    try (Journal journal = Journal.open(Journal.in(directory), before);
        Pinning pinning = Pinning.find()) {
      report = new RaceReport(date, rounds(), pinning.describe(), command);
      pinning.pinClient();
      try (Racers racers =
          new Racers(
              pinning.serverTogether(),
              directory.resolve("logs"),
              Duration.ofMillis(plan.patienceMillis()))) {
        start(racers, progress);
        race(racers, pinning, scratch, progress, journal);
        notes.addAll(racers.notes());
      }
    } finally {
      RaceFiles.delete(scratch);
    }
    if (done.isEmpty()) {
      throw new IOException(
          notes.isEmpty()
              ? "nothing was measured: none of these clients is for these places"
              : "nothing was measured. " + String.join(". ", notes));
    }
    return report.of(new Rounds(sorted()), notes);
  }

  private void start(Racers racers, Progress progress) throws IOException {
    for (Contestant contestant : plan.contestants()) {
      boolean wanted =
          plan.stages().stream()
              .anyMatch(
                  stage ->
                      contestant.measures(stage.place().venue())
                          && !Heat.missing(stage, contestant.entrant(), done).isEmpty());
      if (wanted) {
        progress.next("starting " + contestant.entrant().label());
        racers.start(contestant);
        progress.did(RacePlan.startSeconds(contestant));
      }
    }
  }

  private void race(
      Racers racers, Pinning pinning, Path scratch, Progress progress, Journal journal)
      throws IOException {
    Path times = scratch.resolve(RaceFiles.TIMES);
    for (Place.Venue venue : plan.venues()) {
      List<RacePlan.Stage> stages =
          plan.stages(venue).stream().filter(stage -> wanted(stage, racers)).toList();
      if (stages.isEmpty()) {
        continue;
      }
      String down;
      try (Course course = new Course(venue, pinning, scratch)) {
        progress.did(RacePlan.SERVER_START);
        for (RacePlan.Stage stage : stages) {
          new Heat(plan, stage, racers, course, times, progress)
              .run(List.copyOf(done), round -> add(round, journal));
        }
        down = course.down();
        racers.disconnect();
      } catch (ServerException e) {
        down = e.getMessage();
      }
      if (down != null) {
        notes.add("The server " + venue.title() + " does not start: " + down);
      }
    }
  }

  /** As the plan has them: the turns went both ways, and what was repeated came last. */
  private List<Measured> sorted() {
    List<Place> places = plan.stages().stream().map(RacePlan.Stage::place).toList();
    List<Entrant> entrants = plan.contestants().stream().map(Contestant::entrant).toList();
    return done.stream()
        .sorted(
            Comparator.comparingInt((Measured round) -> places.indexOf(round.place()))
                .thenComparingInt(round -> entrants.indexOf(round.entrant()))
                .thenComparingInt(Measured::round))
        .toList();
  }

  private boolean wanted(RacePlan.Stage stage, Racers racers) {
    return plan.contestants().stream()
        .filter(c -> c.measures(stage.place().venue()) && !racers.isOut(c))
        .anyMatch(c -> !Heat.missing(stage, c.entrant(), done).isEmpty());
  }

  private void add(Measured round, Journal journal) throws IOException {
    Measured known = begun.contains(round.place()) ? round.later() : round;
    done.add(known);
    journal.add(RoundJson.of(known));
  }
}
