package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ReconnectingConnection.State;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thousands of attempts: the back-off grows, and nothing else. */
class ReconnectEnduranceTest {
  private static final int GUARD = 200;

  private ReconnectFixture it;

  @BeforeEach
  void begin() throws Exception {
    it = new ReconnectFixture();
    it.draw = Math.nextDown(1.0);
  }

  @AfterEach
  void end() {
    it.close();
  }

  /** Whether all but a few of them are gone, within so many collections. */
  private static long left(List<WeakReference<Object>> all) throws InterruptedException {
    long left = all.size();
    for (int i = 0; i < GUARD && left > 2; i++) {
      System.gc();
      Thread.sleep(5);
      left = all.stream().filter(one -> one.get() != null).count();
    }
    return left;
  }

  @Test
  void failuresLeaveNothingBehind() throws Exception {
    it.pulled(Reconnect.defaults());
    Stage<Message> receive = it.feed.receive();
    List<WeakReference<Object>> all = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      ReconnectFixture.FakeAttempt attempt = it.attempts.remove(0);
      all.add(new WeakReference<>(attempt.stage));
      attempt.fail();
      it.events.clear();
      it.advance(Duration.ofSeconds(30));
      assertThat(it.attempts).hasSize(1);
    }

    assertThat(it.feed.attempts()).isEqualTo(3001);
    assertThat(receive.isDone()).isFalse();
    it.attempts.get(0).accept().serve("at last");
    assertThat(LoopSession.value(receive).text()).isEqualTo("at last");
    assertThat(it.feed.lastGap()).isEmpty();
    it.attempts.clear();
    assertThat(left(all)).isLessThanOrEqualTo(2);
  }

  @Test
  void aServerThatAcceptsAndClosesAtOnceIsAskedLessAndLessOftenAndLeavesNothingBehind()
      throws Exception {
    it.pulled(Reconnect.defaults().failAtGap().rotateAfter(Duration.ofHours(23)));
    List<WeakReference<Object>> all = new ArrayList<>();
    long attemptsOfAnHour = 0;
    Duration passed = Duration.ZERO;
    for (int i = 0; i < 1000; i++) {
      ReconnectFixture.FakeAttempt attempt = it.attempts.remove(0).accept(256);
      all.add(new WeakReference<>(attempt.opened));
      attempt.serveClose(1012);
      Duration delay = it.last(ReconnectEvent.Waiting.class).delay();
      it.events.clear();
      it.advance(delay);
      passed = passed.plus(delay);
      attemptsOfAnHour += passed.compareTo(Duration.ofHours(1)) <= 0 ? 1 : 0;
      assertThat(it.attempts).hasSize(1);
    }

    assertThat(attemptsOfAnHour).isBetween(120L, 135L); // 30 s apart, once the ceiling is reached
    assertThat(it.feed.gaps()).isEqualTo(999);
    assertThat(it.feed.lastGap().get().losses()).isEqualTo(1);
    it.attempts.get(0).accept();
    assertThat(it.feed.state()).isEqualTo(State.OPEN);
    assertThat(((GapException) it.feed.receive().failure()).gap().losses()).isEqualTo(1000);
    it.attempts.clear();
    it.events.clear();
    assertThat(left(all)).isLessThanOrEqualTo(2);
  }

  @Test
  void aThousandClientsComeBackEvenlyOverTheFirstHundredMilliseconds() {
    int[] buckets = new int[10];
    for (int client = 0; client < 1000; client++) {
      Reconnect policy = Reconnect.defaults();
      Backoff backoff =
          new Backoff(
              policy.first().toNanos(), policy.most().toNanos(), new SplittableRandom(client));
      buckets[(int) (backoff.delay(0) / 10_000_000)]++;
    }
    for (int bucket : buckets) {
      assertThat(bucket).isBetween(70, 130);
    }
  }

  @Test
  void theCeilingDoublesAndStaysAtTheMostForEver() {
    Backoff backoff = new Backoff(100, 30_000, new SplittableRandom(1));
    assertThat(backoff.ceiling(0)).isEqualTo(100);
    assertThat(backoff.ceiling(1)).isEqualTo(200);
    assertThat(backoff.ceiling(8)).isEqualTo(25_600);
    for (int round : new int[] {9, 30, 56, 57, 58, 63, 64, 65, 1000, Integer.MAX_VALUE}) {
      assertThat(backoff.ceiling(round)).as("round %s", round).isEqualTo(30_000);
    }
    Backoff longest = new Backoff(Long.MAX_VALUE, Long.MAX_VALUE, new SplittableRandom(1));
    assertThat(longest.ceiling(0)).isEqualTo(Long.MAX_VALUE);
  }
}
