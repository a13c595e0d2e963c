package io.github.wirespeed.bench;

import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Pages;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Several benches one after the other, each with a directory of its own below that of the whole
 * report. What one of them could not do stops none of the others; what is finished is on the disk,
 * and is not run again by whoever goes on from there.
 */
final class AllBenches {
  private final Map<String, Bench> benches;
  private final Path directory;

  /**
   * The benches.
   *
   * @param benches by the names of their directories, in the order in which they run
   */
  AllBenches(Map<String, Bench> benches, Path directory) {
    this.benches = benches;
    this.directory = directory;
  }

  /** About how long what is left to do takes. */
  double seconds() {
    return benches.entrySet().stream()
        .filter(each -> !Findings.in(directory.resolve(each.getKey())))
        .mapToDouble(each -> each.getValue().seconds())
        .sum();
  }

  /**
   * Runs what has not been run, and writes the page of all of it.
   *
   * @param progress of {@link #seconds}
   * @return the findings of all
   */
  List<Findings> run(Progress progress) throws IOException {
    List<Findings> all = new ArrayList<>();
    double before = 0;
    for (Map.Entry<String, Bench> each : benches.entrySet()) {
      Path own = directory.resolve(each.getKey());
      if (Findings.in(own)) {
        all.add(Findings.read(own));
        continue;
      }
      Bench bench = each.getValue();
      progress.stage(each.getKey());
      all.add(run(bench, each.getKey(), own, progress));
      before += bench.seconds();
      progress.reach(before);
    }
    Pages.write(directory, "Wirespeed bench", all);
    return all;
  }

  private static Findings run(Bench bench, String name, Path directory, Progress progress)
      throws IOException {
    Findings findings;
    try {
      findings = bench.run(progress, directory, "./ws bench all --only " + name);
    } catch (IOException | IllegalStateException e) {
      return failed(bench, name, e); // not written: who resumes tries it again
    }
    findings.write(directory);
    return findings;
  }

  private static Findings failed(Bench bench, String name, Exception e) {
    return new Findings(
        bench.title(),
        "./ws bench all --only " + name,
        Machine.of(LocalDateTime.now(ZoneId.systemDefault()), List.of()),
        List.of(),
        List.of(),
        List.of(),
        List.of("failed: " + e),
        List.of());
  }
}
