package io.github.wirespeed.bench.report;

import java.util.List;

/** A report as Markdown. What was missed comes first. */
final class MarkdownPage {
  private MarkdownPage() {}

  static String of(String title, List<Findings> all) {
    StringBuilder md = new StringBuilder("# ").append(title).append("\n\n");
    verdicts(md, all);
    for (Findings findings : all) {
      if (all.size() > 1) {
        md.append("# ").append(findings.title()).append("\n\n");
      }
      findings
          .machine()
          .lines()
          .forEach(
              f -> md.append("- ").append(f.name()).append(": ").append(f.value()).append('\n'));
      md.append("- run again: `").append(findings.command()).append("`\n\n");
      findings.tables().forEach(table -> md.append(table.markdown()).append('\n'));
      findings.remarks().forEach(remark -> md.append("- ").append(remark).append('\n'));
      md.append('\n');
    }
    return md.toString().stripTrailing() + '\n';
  }

  private static void verdicts(StringBuilder md, List<Findings> all) {
    List<Verdict> sorted =
        Verdict.missedFirst(all.stream().flatMap(f -> f.verdicts().stream()).toList());
    if (!sorted.isEmpty()) {
      md.append("## Figures of the design\n\n");
      for (Verdict verdict : sorted) {
        md.append(verdict.missed() ? "- **" : "- ").append(verdict.line().strip());
        md.append(verdict.missed() ? "**\n" : "\n");
      }
      md.append('\n');
    }
  }
}
