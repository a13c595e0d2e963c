package io.github.wirespeed.bench.report;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Where reports go that were not told where to. */
public final class ReportDirectory {
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

  private ReportDirectory() {}

  /** {@code bench/target/reports} of the repository that this runs from; else below here. */
  public static Path of(LocalDateTime date) {
    Path root = root();
    Path reports =
        root != null ? root.resolve("bench/target/reports") : Path.of("wirespeed-reports");
    return reports.resolve(date.format(NAME));
  }

  /** Of the repository that this runs from; null if it does not. */
  public static Path root() {
    CodeSource source = ReportDirectory.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return null;
    }
    try {
      Path path = Path.of(source.getLocation().toURI());
      while (path != null
          && !(Files.isRegularFile(path.resolve("ws"))
              && Files.isRegularFile(path.resolve("bench/pom.xml")))) {
        path = path.getParent();
      }
      return path;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
