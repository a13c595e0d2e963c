package io.github.wirespeed.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaceBarsTest {
  private final List<Measured> all = new ArrayList<>();

  private void measured(Place place, Entrant entrant, double perSecond) {
    all.addAll(MadeUp.rounds(place, entrant, perSecond, perSecond));
  }

  private List<Verdict> verdicts(String id, String claim) {
    return RaceBars.of(new Rounds(all)).stream()
        .filter(verdict -> verdict.id().equals(id) && verdict.claim().contains(claim))
        .toList();
  }

  private Verdict verdict(String id, String claim) {
    List<Verdict> found = verdicts(id, claim);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void theBestOfOursIsComparedWithTheBestPeer() {
    measured(MadeUp.RR, MadeUp.ours("async", "adaptive"), 1000);
    measured(MadeUp.RR, MadeUp.ours("poller", "adaptive"), 3100);
    measured(MadeUp.RR, MadeUp.jvm("jdk"), 500);
    measured(MadeUp.RR, MadeUp.jvm("netty"), 1000);
    Verdict verdict = verdict("F3", "rr, adaptive over the best JVM");
    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.found()).isEqualTo("3.10 x of 3.0 (rr 256 B: wirespeed-poller over netty)");
  }

  @Test
  void eachPayloadHasItsBarAndEveryMissedRowIsListed() {
    for (int payload : new int[] {256, 8 << 10, 100 << 10, 1 << 20}) {
      measured(MadeUp.rr(payload), MadeUp.ours("poller", "adaptive"), 1900);
      measured(MadeUp.rr(payload), MadeUp.jvm("jdk"), 1000);
    }
    Verdict verdict = verdict("F3", "rr, adaptive over the best JVM");
    assertThat(verdict.missed()).isTrue();
    assertThat(verdict.found())
        .isEqualTo(
            "in 3 of 4 rows only 1.90 x of 3.0 (rr 256 B: wirespeed-poller over jdk), 1.90 x of 3.0"
                + " (rr 8 KiB: wirespeed-poller over jdk), 1.90 x of 2.0 (rr 100 KiB:"
                + " wirespeed-poller over jdk)");
  }

  @Test
  void whatTheSocketItselfGivesIsSaidBesideTheBar() {
    measured(MadeUp.RR, MadeUp.ours("poller", "adaptive"), 1900);
    measured(MadeUp.RR, MadeUp.jvm("jdk"), 1000);
    measured(MadeUp.RR, MadeUp.floor("adaptive"), 2000);
    measured(MadeUp.RR, MadeUp.floor("blocking"), 1200);
    assertThat(verdict("F3", "rr, adaptive over the best JVM").found())
        .isEqualTo(
            "in 1 of 1 rows only 1.90 x of 3.0 (rr 256 B: wirespeed-poller over jdk; a bare socket"
                + " 2.00)");
  }

  @Test
  void eachServerHasAVerdict() {
    Place other =
        new Place(Workload.RR, 256, new Place.Venue(Contender.UNDERTOW, false, Place.Cores.APART));
    for (Place place : List.of(MadeUp.RR, other)) {
      measured(place, MadeUp.ours("poller", "adaptive"), place.equals(other) ? 2000 : 4000);
      measured(place, MadeUp.jvm("jdk"), 1000);
    }
    assertThat(verdicts("F3", "rr, adaptive over the best JVM"))
        .extracting(Verdict::claim, Verdict::holds)
        .containsExactly(
            tuple(
                "netty: rr, adaptive over the best JVM peer: 3.0 to 8 KiB, 2.0 to 100 KiB, 1.8"
                    + " above",
                true),
            tuple(
                "undertow: rr, adaptive over the best JVM peer: 3.0 to 8 KiB, 2.0 to 100 KiB, 1.8"
                    + " above",
                false));
  }

  @Test
  void oursThatFailedIsMissedAndNotLeftOut() {
    all.add(Measured.failure(MadeUp.RR, MadeUp.ours("poller", "adaptive"), "1", 1, "it fell over"));
    measured(MadeUp.RR, MadeUp.jvm("jdk"), 1000);
    Verdict verdict = verdict("F3", "rr, adaptive over the best JVM");
    assertThat(verdict.missed()).isTrue();
    assertThat(verdict.found()).contains("rr 256 B: ours failed");
  }

  @Test
  void onOneSharedCoreTheBarIsItsOwn() {
    Place shared =
        new Place(Workload.RR, 256, new Place.Venue(Contender.NETTY, false, Place.Cores.SHARED));
    measured(shared, MadeUp.ours("poller", "adaptive"), 1300);
    measured(shared, MadeUp.ours("poller", "blocking"), 990);
    measured(shared, MadeUp.jvm("jdk"), 1000);
    assertThat(verdict("F3", "shared core, adaptive").holds()).isTrue();
    assertThat(verdict("F3", "rr, blocking over the best JVM").found())
        .contains("0.99 x of 1.0 (rr 256 B on one core");
    assertThat(verdict("F3", "rr, adaptive over the best JVM").holds()).isNull();
  }

  @Test
  void clientsOfOtherLanguagesHaveBarsOfTheirOwn() {
    measured(MadeUp.RR, MadeUp.ours("poller", "adaptive"), 3500);
    measured(MadeUp.RR, MadeUp.ours("poller", "blocking"), 1000);
    measured(MadeUp.RR, MadeUp.foreign("websocket-rs-sync", "python"), 1000);
    measured(MadeUp.RR, MadeUp.foreign("picows", "python"), 1200);
    measured(MadeUp.RR, MadeUp.foreign("gws", "go"), 9000); // no bar is about it
    measured(MadeUp.RR, MadeUp.foreign("fastwebsockets", "rust"), 1100);
    assertThat(verdict("F4", "websocket-rs and picows").found())
        .isEqualTo("in 1 of 1 rows only 2.92 x of 3.0 (rr 256 B: wirespeed-poller over picows)");
    assertThat(verdict("F4", "blocking over the best native").found())
        .isEqualTo(
            "in 1 of 1 rows only 0.91 x of 1.0 (rr 256 B: wirespeed-poller over fastwebsockets)");
    assertThat(verdict("F4", "adaptive over the best native").holds()).isTrue();
    assertThat(verdict("F3", "rr, adaptive over the best JVM").holds()).isNull();
  }

  @Test
  void pipelinedIsComparedAtTheBarsSizeOnly() {
    Place small = new Place(Workload.PIPELINED, 256, MadeUp.NETTY);
    Place exact = new Place(Workload.PIPELINED, 512, MadeUp.NETTY);
    measured(small, MadeUp.ours("async", "adaptive"), 1000);
    measured(small, MadeUp.jvm("jdk"), 1000);
    assertThat(verdict("F5", "pipelined").holds()).isNull();
    measured(exact, MadeUp.ours("async", "adaptive"), 5100);
    measured(exact, MadeUp.jvm("jdk"), 1000);
    assertThat(verdict("F5", "pipelined").holds()).isTrue();
  }
}
