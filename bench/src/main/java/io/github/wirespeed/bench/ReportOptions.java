package io.github.wirespeed.bench;

import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Progress;
import io.github.wirespeed.bench.report.ReportDirectory;
import io.github.wirespeed.bench.report.Terminals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where a bench's figures go, the same for every command; and its run, from option to report. */
public final class ReportOptions {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the rounds there too, one JSON object per line.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where to write the report. Default: a new directory in bench/target/reports.")
  private Path report;

  /** Whether somebody said where the report goes. */
  public boolean saysWhere() {
    return report != null;
  }

  /** The directory of the report. */
  public Path directory() {
    return report != null ? report : ReportDirectory.of(LocalDateTime.now(ZoneId.systemDefault()));
  }

  /**
   * Looks whether the rounds can be written: that is found out now, not after minutes. A full disk
   * takes the name and refuses the bytes.
   */
  public void writable() throws IOException {
    if (json != null) {
      try {
        Files.writeString(json, "\n");
        Files.writeString(json, "");
      } catch (IOException e) {
        throw new IOException("--json: " + json + " cannot be written: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Runs a bench, prints what it found, and writes it.
   *
   * @param spec of the command that does it
   */
  public void run(Bench bench, CommandSpec spec) throws IOException {
    run(bench, directory(), spec);
  }

  /** The same, with the report in a directory that the command has chosen. */
  public void run(Bench bench, Path directory, CommandSpec spec) throws IOException {
    writable();
    Progress progress =
        new Progress(
            spec.commandLine().getErr(), Terminals.isTerminal(), Math.max(1, bench.seconds()));
    Findings findings = bench.run(progress, directory, command(spec));
    progress.end();
    PrintWriter out = spec.commandLine().getOut();
    out.println(findings.text());
    out.println("report: " + findings.write(directory));
    if (json != null) {
      Files.write(json, findings.json());
      out.println("rounds: " + json);
    }
    out.flush();
  }

  /** What was typed, from "./ws bench" on. */
  public static String command(CommandSpec spec) {
    List<String> words = new ArrayList<>(List.of("./ws"));
    CommandSpec top = spec;
    while (top.parent() != null) {
      top = top.parent();
    }
    if (!top.name().equals("ws")) {
      words.add("bench"); // as in a test, where nothing is above it
    }
    words.addAll(top.commandLine().getParseResult().originalArgs());
    return String.join(" ", words);
  }
}
