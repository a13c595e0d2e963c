package io.github.wirespeed.bench;

import picocli.CommandLine.Option;

/** {@code -h} and {@code --help}, the same for every command. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  @SuppressWarnings("unused") // picocli knows it by its attribute
  private boolean help;
}
