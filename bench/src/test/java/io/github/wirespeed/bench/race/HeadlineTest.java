package io.github.wirespeed.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.bench.peers.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HeadlineTest {
  private static final Pattern IN_README =
      Pattern.compile(
          "<!-- \\./ws bench headline (\\S+) -->\n\n(.*?)\n<!-- end -->", Pattern.DOTALL);

  private static final Place SHARED =
      new Place(Workload.RR, 256, new Place.Venue(Contender.NETTY, false, Place.Cores.SHARED));
  private static final Place SECOND =
      new Place(Workload.RR, 256, new Place.Venue(Contender.UNDERTOW, false, Place.Cores.APART));

  private final List<Measured> rounds = new ArrayList<>();

  private void add(Place place, Entrant entrant, double... perSecond) {
    rounds.addAll(MadeUp.rounds(place, entrant, perSecond));
  }

  private List<String> lines() {
    return new Headline(new Rounds(rounds)).markdown().lines().skip(2).toList();
  }

  @Test
  void oursAreComparedWithTheBestOfTheJvm() {
    add(MadeUp.RR, MadeUp.ours("async", "adaptive"), 30_000, 30_000);
    add(MadeUp.RR, MadeUp.ours("poller", "adaptive"), 40_000, 40_000);
    add(MadeUp.RR, MadeUp.ours("poller", "blocking"), 9_000, 9_000);
    add(MadeUp.RR, MadeUp.jvm("jdk"), 5_000, 5_000);
    add(MadeUp.RR, MadeUp.jvm("netty"), 10_000, 10_000);
    add(MadeUp.RR, MadeUp.foreign("ws", "node"), 20_000, 20_000);
    assertThat(lines())
        .containsExactly(
            "| rr 256 B | 10,000 netty | 9,000 (**0.90 x**) | 40,000 (4.00 x) | ours (poller) |");
  }

  @Test
  void whoIsFirstIsNamedWhoeverItIs() {
    add(MadeUp.RR, MadeUp.ours("async", "adaptive"), 30_000);
    add(MadeUp.RR, MadeUp.jvm("netty"), 10_000);
    add(MadeUp.RR, MadeUp.foreign("beast", "cpp"), 31_000);
    assertThat(lines())
        .containsExactly(
            "| rr 256 B | 10,000 netty | - | 30,000 (3.00 x) | **beast** (cpp), 31,000 |");
  }

  @Test
  void oneSharedCoreIsSaidAndTheSecondServerIsNotThere() {
    add(MadeUp.rr(8192), MadeUp.jvm("netty"), 10_000);
    add(SHARED, MadeUp.jvm("netty"), 20_000);
    add(SECOND, MadeUp.jvm("netty"), 30_000);
    assertThat(lines())
        .containsExactly(
            "| rr 8 KiB | 10,000 netty | - | - | **netty** (jvm), 10,000 |",
            "| rr 256 B, one core for both | 20,000 netty | - | - | **netty** (jvm), 20,000 |");
  }

  @Test
  void theReadmesTableIsThatOfTheRunThatItNames() throws IOException {
    Matcher readme = IN_README.matcher(Files.readString(Path.of("../README.md")));
    assertThat(readme.find()).isTrue();
    Path run = Path.of("..", readme.group(1));
    assertThat(readme.group(2)).isEqualTo(new Headline(new Rounds(RaceFiles.read(run))).markdown());
  }
}
