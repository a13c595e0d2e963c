package io.github.wirespeed.conformance.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes a target's seeds as files, as Jazzer wants them. */
public final class SeedFiles {
  private SeedFiles() {}

  /** {@code SeedFiles TARGET DIRECTORY}. */
  public static void main(String[] args) throws IOException {
    Target target = Target.valueOf(args[0].toUpperCase(Locale.ROOT).replace('-', '_'));
    List<byte[]> seeds = target.seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(Path.of(args[1], "seed-" + i), seeds.get(i));
    }
  }
}
