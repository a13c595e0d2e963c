package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static List<Summary> summaries(Workload workload, int payload, long floor, long ours) {
    Round under = Rounds.of(workload, payload, Client.FLOOR, 1, floor);
    Round over = Rounds.of(workload, payload, Client.BLOCKING, 1, ours).withFloor(under);
    return Summary.of(List.of(under, over));
  }

  @Test
  void f1HoldsUpToItsBar() {
    List<Verdict> verdicts =
        Verdict.of(
            summaries(Workload.RR, 256, 1000, 1099), List.of(new Allocation(256, 0, 0, 288)));
    assertThat(verdicts.get(0).line()).startsWith("F1  holds").contains("1.099");
    assertThat(verdicts.get(1).line()).startsWith("F9  holds");
    assertThat(verdicts.get(2).line()).startsWith("F9  holds").endsWith("256 B and 32.0 B");
    assertThat(verdicts.get(3).line()).startsWith("F11 not measured");
  }

  @Test
  void whatIsMissedIsSaidWithItsNumber() {
    List<Verdict> verdicts =
        Verdict.of(
            summaries(Workload.UPLOAD, 64 << 10, 1000, 2000),
            List.of(new Allocation(256, 24, 0, 400)));
    assertThat(verdicts.get(0).line()).startsWith("F1  not measured");
    assertThat(verdicts.get(1).line()).startsWith("F9  missed").contains("send 24.0");
    assertThat(verdicts.get(2).line()).startsWith("F9  missed").contains("144.0");
    assertThat(verdicts.get(3).line()).startsWith("F11 missed").contains("0.500");
  }

  @Test
  void anotherPayloadSaysNothingAboutF1() {
    List<Verdict> verdicts = Verdict.of(summaries(Workload.RR, 512, 1000, 1000), List.of());
    assertThat(verdicts).allSatisfy(v -> assertThat(v.holds()).isNull());
  }
}
