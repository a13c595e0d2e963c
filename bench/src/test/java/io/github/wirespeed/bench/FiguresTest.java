package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.bench.report.Statistics;
import io.github.wirespeed.bench.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final double NONE = Double.NaN;

  private final List<Round> rounds = new ArrayList<>();
  private final List<Allocation> allocations = new ArrayList<>();

  private void floor(Workload workload, int payload, Client client, long floor, long ours) {
    Round under = Rounds.of(workload, payload, Client.FLOOR, 1, floor);
    rounds.add(under);
    rounds.add(Rounds.of(workload, payload, client, 1, ours).withFloor(under));
  }

  private void pair(Workload workload, Client slow, long slowNanos, Client fast, long fastNanos) {
    rounds.add(Rounds.of(workload, 512, slow, 1, slowNanos));
    rounds.add(Rounds.of(workload, 512, fast, 1, fastNanos));
  }

  /** The lines of one figure. */
  private List<String> lines(String id) {
    return Figures.of(Summary.of(rounds), rounds, allocations).stream()
        .filter(v -> v.id().equals(id))
        .map(Verdict::line)
        .toList();
  }

  @Test
  void eachFigureHasItsLineAlsoWhereNothingWasMeasured() {
    List<Verdict> verdicts = Figures.of(List.of(), List.of(), List.of());
    assertThat(verdicts.stream().map(Verdict::id).distinct())
        .containsExactly("F1", "F2", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12");
    assertThat(verdicts).allSatisfy(v -> assertThat(v.line()).contains(" not measured "));
    assertThat(lines("F10").get(0)).endsWith("run `./ws bench idle`");
    assertThat(lines("F12").get(0)).endsWith("run `./ws bench --tls rr`");
  }

  @Test
  void f1AndF2HoldUpToTheirBars() {
    floor(Workload.RR, 256, Client.BLOCKING, 1000, 1099);
    assertThat(lines("F1").get(0)).startsWith("F1  holds").contains("1.099");
    assertThat(lines("F2").get(0)).startsWith("F2  not measured");
    rounds.clear();
    floor(Workload.RR, 256, Client.ASYNC, 1000, 1300);
    assertThat(lines("F2").get(0)).startsWith("F2  missed").contains("1.300");
  }

  @Test
  void anotherPayloadSaysNothingAboutF1() {
    floor(Workload.RR, 512, Client.BLOCKING, 1000, 1000);
    assertThat(lines("F1").get(0)).startsWith("F1  not measured");
  }

  @Test
  void f5IsAgainstTheFloorAndAgainstSingleWrites() {
    floor(Workload.PIPELINED, 512, Client.ASYNC, 200, 290);
    rounds.add(Rounds.of(Workload.PIPELINED, 512, Client.BLOCKING, 1, 2900));
    rounds.add(Rounds.of(Workload.PIPELINED, 512, Client.ASYNC_BATCH, 1, 3000));
    assertThat(lines("F5").get(0)).startsWith("F5  holds").contains("1.450");
    assertThat(lines("F5").get(1)).startsWith("F5  holds").contains("10.0");
    assertThat(lines("F5").get(2)).startsWith("F5  missed").contains("0.967");
  }

  @Test
  void f6AndF7CompareWithTheLoop() {
    pair(Workload.BUFFERED, Client.THROUGH_LOOP, 2000, Client.ASYNC, 100);
    pair(Workload.ITERATE, Client.THROUGH_LOOP, 24_000, Client.ASYNC, 100);
    pair(Workload.ITERATE, Client.ASYNC_RECEIVE, 99, Client.BLOCKING_RECEIVE, 80);
    rounds.add(Rounds.of(Workload.ITERATE, 512, Client.BLOCKING, 1, 100));
    assertThat(lines("F6").get(0)).startsWith("F6  holds").contains("20.0");
    assertThat(lines("F7").get(0)).startsWith("F7  holds").contains("1.010");
    assertThat(lines("F7").get(1)).startsWith("F7  missed").contains("1.250");
    assertThat(lines("F7").get(2)).startsWith("F7  missed").contains("240.");
  }

  @Test
  void f8ComparesWithFuturesThatFailAnew() {
    pair(Workload.ERRORS, Client.FAILED_FUTURE, 500, Client.ASYNC, 10);
    assertThat(lines("F8").get(0)).startsWith("F8  holds").contains("50.000");
  }

  @Test
  void f9MustHoldForEachClient() {
    allocations.add(new Allocation(Client.BLOCKING, 256, 0, 0, 0, 288));
    allocations.add(new Allocation(Client.ASYNC, 256, 0, NONE, NONE, 320));
    assertThat(lines("F9").get(0)).startsWith("F9  holds").endsWith("blocking 0.0 B, async 0.0 B");
    assertThat(lines("F9").get(1)).startsWith("F9  holds").endsWith(": blocking 0.0 B");
    assertThat(lines("F9").get(2)).startsWith("F9  holds").endsWith("32.0 B, async 64.0 B");
    allocations.add(new Allocation(Client.CALLBACK, 256, 24, 16, 16, NONE));
    allocations.add(new Allocation(Client.POLLER, 256, 0, 0, 0, 400));
    assertThat(lines("F6").get(1)).startsWith("F6  missed").contains("callback 16.0 B");
    assertThat(lines("F9").get(0)).startsWith("F9  missed").contains("callback 24.0 B");
    assertThat(lines("F9").get(1)).startsWith("F9  missed").contains("callback 16.0 B");
    assertThat(lines("F9").get(2)).startsWith("F9  missed").endsWith("poller 144.0 B");
  }

  @Test
  void f11IsOfBytesPerSecond() {
    floor(Workload.UPLOAD, 64 << 10, Client.BLOCKING, 1000, 2000);
    assertThat(lines("F11").get(0)).startsWith("F11 missed").contains("0.500");
    assertThat(lines("F11").get(2)).startsWith("F11 not measured");
  }

  @Test
  void f12IsTheOnlyFigureOverTls() {
    floor(Workload.RR, 256, Client.BLOCKING, 1000, 1149);
    rounds.add(Rounds.of(Workload.RR, 256, Client.ASYNC, 1, 1160).withFloor(rounds.get(0)));
    List<Verdict> verdicts = Figures.ofTls(Summary.of(rounds));
    assertThat(verdicts)
        .extracting(Verdict::line)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("F12 holds  blocking rr 256 B").contains("1.149"),
            line -> assertThat(line).startsWith("F12 missed async rr 256 B").contains("1.160"));
    assertThat(Figures.ofTls(List.of()))
        .allSatisfy(v -> assertThat(v.line()).startsWith("F12 not measured"));
  }

  @Test
  void clientsAreComparedRoundByRoundAndSizeBySize() {
    for (int round = 1; round <= 3; round++) {
      rounds.add(Rounds.of(Workload.ERRORS, 256, Client.ASYNC, round, 10L * round));
      rounds.add(Rounds.of(Workload.ERRORS, 256, Client.FAILED_FUTURE, round, 600));
    }
    rounds.add(Rounds.of(Workload.ERRORS, 512, Client.FAILED_FUTURE, 1, 1));
    assertThat(Comparison.ofMeans(rounds, Workload.ERRORS, Client.FAILED_FUTURE, Client.ASYNC))
        .isEqualTo(Statistics.of(List.of(60.0, 30.0, 20.0)));
  }
}
