package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever is set, moved and cancelled, the wheel does what a sorted list would. */
class TimerWheelProperties {
  private final Map<Integer, Long> times = new HashMap<>(); // the naive oracle: when each is due
  private final Map<Integer, Timer> timers = new HashMap<>();
  private final List<Integer> ran = new ArrayList<>();
  private TimerWheel wheel;
  private long now;

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void theWheelDoesWhatASortedListDoes(@ForAll long origin, @ForAll long seed) {
    Random random = new Random(seed);
    wheel = new TimerWheel(origin);
    now = 0;
    times.clear();
    timers.clear();
    int magnitude = 1 + random.nextInt(45); // from nanoseconds to a day
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> set(origin, step, random, magnitude);
        case 3 -> any(random, one -> timers.get(one).cancel(), times::remove);
        case 4, 5 -> any(random, one -> set(origin, one, random, magnitude), one -> {});
        default -> advance(origin, random, magnitude);
      }
      assertThat(wheel.size()).isEqualTo(times.size());
    }
    while (!times.isEmpty()) {
      now += Math.max(wheel.untilNext(origin + now), 1);
      runDue(origin);
    }
  }

  private interface Step {
    void on(int one);
  }

  private void any(Random random, Step first, Step second) {
    if (!timers.isEmpty()) {
      List<Integer> all = new ArrayList<>(timers.keySet());
      int one = all.get(random.nextInt(all.size()));
      first.on(one);
      second.on(one);
    }
  }

  private void set(long origin, int number, Random random, int magnitude) {
    // No two at the same time: their order would be anybody's guess.
    long nanos = random.nextLong(-3, 1L << magnitude);
    while (times.containsValue(now + nanos)) {
      nanos++;
    }
    Timer timer = timers.computeIfAbsent(number, n -> new Timer(wheel, () -> ran.add(n)));
    wheel.set(timer, origin + now, nanos);
    times.put(number, now + nanos);
    assertThat(timer.pending()).isTrue();
  }

  private void advance(long origin, Random random, int magnitude) {
    now += random.nextLong(1L << magnitude);
    if (random.nextBoolean() && !times.isEmpty()) {
      // To exactly where one is due, or just before.
      long due = times.values().iterator().next() - random.nextInt(2);
      now = Math.max(now, due);
    }
    runDue(origin);
  }

  private void runDue(long origin) {
    List<Integer> expected = new ArrayList<>();
    times.forEach((number, at) -> addIf(at <= now, number, expected));
    expected.sort(Comparator.comparing(times::get));
    ran.clear();
    assertThat(wheel.run(origin + now, Runnable::run)).isEqualTo(!expected.isEmpty());
    assertThat(ran).isEqualTo(expected);
    times.keySet().removeAll(expected);
    expected.forEach(number -> assertThat(timers.get(number).pending()).isFalse());

    long until = wheel.untilNext(origin + now);
    if (times.isEmpty()) {
      assertThat(until).isEqualTo(TimerWheel.NEVER);
    } else {
      long first = times.values().stream().mapToLong(at -> at - now).min().getAsLong();
      assertThat(until).isPositive().isLessThanOrEqualTo(first);
    }
  }

  private static void addIf(boolean condition, int number, List<Integer> to) {
    if (condition) {
      to.add(number);
    }
  }
}
