package io.github.wirespeed.bench.deflate;

import io.github.wirespeed.bench.Payload;
import io.github.wirespeed.bench.report.Bench;
import io.github.wirespeed.bench.report.Findings;
import io.github.wirespeed.bench.report.Journal;
import io.github.wirespeed.bench.report.Machine;
import io.github.wirespeed.bench.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** All that is measured of compressed messages. */
public final class DeflateBench implements Bench {
  private static final int[] SIZES = {1 << 10, 16 << 10};
  private static final int DEFAULT_LEVEL = 6;
  private static final int USUAL_ROUNDS = 7;
  private static final int QUICK_ROUNDS = 2;

  /** Of a library's round, about. */
  private static final double ROUND_SECONDS = 0.12;

  private final int level;
  private final int rounds;
  private final int messages;

  /**
   * The bench.
   *
   * @param messages of a round; 0 for what takes about 0.1 s
   */
  DeflateBench(int level, int rounds, int messages) {
    this.level = level;
    this.rounds = rounds;
    this.messages = messages;
  }

  /** As the command runs it without options. */
  public static DeflateBench usual(boolean quick) {
    return new DeflateBench(DEFAULT_LEVEL, quick ? QUICK_ROUNDS : USUAL_ROUNDS, 0);
  }

  @Override
  public String title() {
    return "compression";
  }

  private static List<Setting> settings(int level) {
    List<Setting> settings = new ArrayList<>();
    for (Setting.Way way : Setting.Way.values()) {
      for (int size : SIZES) {
        settings.add(new Setting(way, size, true, level));
        settings.add(new Setting(way, size, false, level));
      }
    }
    return settings;
  }

  private List<Library> libraries() throws Exception {
    List<Library> libraries = new ArrayList<>();
    libraries.add(Ours.blocking());
    libraries.add(Ours.async());
    libraries.add(Ours.callback());
    libraries.add(new NettyLibrary());
    if (level == DEFAULT_LEVEL) {
      libraries.add(new JettyLibrary());
    }
    libraries.add(new JavaWebSocketLibrary());
    return libraries;
  }

  private double settingSeconds() {
    return 6 * (rounds + 2) * ROUND_SECONDS;
  }

  @Override
  public double seconds() {
    return settings(level).size() * settingSeconds();
  }

  @Override
  public Findings run(Progress progress, Path directory, String command) throws IOException {
    Machine machine = Machine.of(LocalDateTime.now(ZoneId.systemDefault()), List.of());
    List<List<DeflateRounds.Cell>> found = new ArrayList<>();
    try (Journal journal = Journal.create(Journal.in(directory))) {
      measure(progress, found, journal);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) { // a library's own
      throw new IOException(e.toString(), e);
    }
    DeflateFindings all = new DeflateFindings(found);
    return new Findings(
        title(),
        command,
        machine,
        List.of(all.verdict()),
        all.charts(),
        List.of(all.table()),
        List.of(
            "Compression level "
                + level
                + ", JSON of an exchange's feed; the server compresses nothing itself. down:"
                + " received; up: sent; rr: sent and answered, one at a time.",
            "The JDK's own client does not compress; OkHttp has no level to choose"
                + (level == DEFAULT_LEVEL ? "." : ", Jetty none but 6.")),
        all.json());
  }

  private void measure(Progress progress, List<List<DeflateRounds.Cell>> found, Journal journal)
      throws Exception {
    List<Library> libraries = libraries();
    try (DeflatePeer peer = new DeflatePeer()) {
      DeflateRounds bench = new DeflateRounds(peer, libraries);
      for (Setting setting : settings(level)) {
        progress.next(setting.label() + " " + Payload.show(setting.size()));
        List<DeflateRounds.Cell> cells =
            bench.measure(setting, rounds, messages > 0 ? messages : setting.messages());
        for (DeflateRounds.Cell cell : cells) {
          journal.add(DeflateFindings.node(cell));
        }
        found.add(cells);
        progress.did(settingSeconds());
      }
    } finally {
      for (Library library : libraries) {
        library.close();
      }
    }
  }
}
