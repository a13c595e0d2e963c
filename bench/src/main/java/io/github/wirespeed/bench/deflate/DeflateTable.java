package io.github.wirespeed.bench.deflate;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the deflate bench prints. */
final class DeflateTable {
  private final PrintWriter out;
  private final List<Library> libraries;
  private final List<String> missed = new ArrayList<>();

  DeflateTable(PrintWriter out, List<Library> libraries) {
    this.out = out;
    this.libraries = libraries;
  }

  void head(int level) {
    out.printf(
        Locale.ROOT,
        "compressed messages per second, median of the rounds; level %d; JDK %s%n%n%-5s %6s %-9s",
        level,
        Runtime.version().feature(),
        "",
        "bytes",
        "takeover");
    for (Library library : libraries) {
      out.printf(Locale.ROOT, " %15s", library.label());
    }
    out.printf(Locale.ROOT, "  %s%n", "ours over the best peer (rounds)");
    out.flush();
  }

  /** A row: the medians, and our best API's over the best other library's, round by round. */
  void row(Setting setting, List<DeflateBench.Cell> cells) {
    out.printf(
        Locale.ROOT,
        "%-5s %6d %-9s",
        setting.label(),
        setting.size(),
        setting.takeover() ? "yes" : "no");
    for (DeflateBench.Cell cell : cells) {
      out.printf(Locale.ROOT, " %,15.0f", median(cell.perSecond()));
    }
    DeflateBench.Cell ours = best(cells, true);
    DeflateBench.Cell peer = best(cells, false);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.perSecond().size(); i++) {
      ratios.add(ours.perSecond().get(i) / peer.perSecond().get(i));
    }
    double ratio = median(ratios);
    out.printf(
        Locale.ROOT,
        "  %.2f (%.2f to %.2f)%s%n",
        ratio,
        ratios.stream().mapToDouble(r -> r).min().orElseThrow(),
        ratios.stream().mapToDouble(r -> r).max().orElseThrow(),
        ratio >= 1 ? "" : " missed");
    if (ratio < 1) {
      missed.add(setting.label() + " " + setting.size());
    }
    if (setting.way() == Setting.Way.UP) {
      out.printf(Locale.ROOT, "%-22s", "  bytes on the wire");
      for (DeflateBench.Cell cell : cells) {
        out.printf(Locale.ROOT, " %,15.0f", cell.wireBytes());
      }
      out.println();
    }
    out.flush();
  }

  void foot() {
    out.printf(
        Locale.ROOT,
        "%nbar: at least 1.00 in every row: %s%n"
            + "The JDK's own client does not compress; OkHttp has no level to choose.%n",
        missed.isEmpty() ? "holds" : "missed in " + missed);
    out.flush();
  }

  private static DeflateBench.Cell best(List<DeflateBench.Cell> cells, boolean ours) {
    DeflateBench.Cell best = null;
    for (DeflateBench.Cell cell : cells) {
      if (cell.library().ours() == ours
          && (best == null || median(cell.perSecond()) > median(best.perSecond()))) {
        best = cell;
      }
    }
    return best;
  }

  private static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
