package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.nio.file.Path;

/** The run of the peers as one of several benches. */
public final class RaceBench implements Bench {
  private final RaceSettings settings;
  private final double seconds;

  private RaceBench(RaceSettings settings, double seconds) {
    this.settings = settings;
    this.seconds = seconds;
  }

  /** As the command runs it without options. */
  public static RaceBench usual(boolean quick) throws IOException {
    RaceSettings settings = RaceSettings.usual(quick);
    return new RaceBench(settings, Race.of(settings).seconds());
  }

  @Override
  public String title() {
    return "peers";
  }

  @Override
  public double seconds() {
    return seconds;
  }

  /** Goes on with the run of the same settings in that directory, if there is one. */
  @Override
  public Findings run(Progress progress, Path directory, String command) throws IOException {
    Race race = Race.of(settings);
    if (RaceFiles.has(directory, settings)) {
      race.resume(RaceFiles.measured(directory), round -> false);
    }
    return race.run(progress, directory, command);
  }
}
