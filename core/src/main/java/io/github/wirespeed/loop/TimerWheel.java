package io.github.wirespeed.loop;

import java.util.function.Consumer;

/**
 * The timers of one loop: any number of them, set, moved and cancelled in constant time. Loop
 * thread only.
 *
 * <p>Time is counted in ticks of 2^20 ns, about a millisecond, which is what a selector can wait
 * for. A tick is a number of eight digits to the base of 64, and each digit has a wheel of 64
 * slots. A timer lies in the wheel of the highest digit in which its tick differs from the one that
 * the wheels stand at, in the slot of its own digit: so a wheel's first slot that is not empty
 * holds what is due first in it, and all of it is due before anything in a higher wheel. When the
 * wheels come to a slot, its timers move to lower ones, and those whose tick has come into a small
 * heap that orders them to the nanosecond: a timer is neither early nor late by a tick.
 */
final class TimerWheel {
  /** What {@link #untilNext} says where nothing is pending. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int TICK_BITS = 20;
  private static final int DIGIT_BITS = 6;
  private static final int SLOTS = 1 << DIGIT_BITS;
  private static final int LEVELS = 8; // 20 + 8 * 6 bits: more than a clock has

  // Places besides the slots of the wheels.
  private static final int AGAIN = LEVELS * SLOTS;
  private static final int SOON = TimerHeap.PLACE;

  /** How many timers of a slot are looked at to know when to wake up. */
  private static final int WORTH_COUNTING = 16;

  private final long origin; // of all times in here, which therefore never overflow
  private final Timer[] heads = new Timer[AGAIN + 1];
  private final long[] occupied = new long[LEVELS]; // a bit for each slot
  private final TimerHeap soon = new TimerHeap();
  private long tick;
  private int size;

  // While tasks run: what they set to be due by then waits for the next turn.
  private long turn = Long.MIN_VALUE;

  /**
   * No timers.
   *
   * @param clock now, in nanoseconds from anywhere
   */
  TimerWheel(long clock) {
    this.origin = clock;
  }

  /** How many are pending. */
  int size() {
    return size;
  }

  /**
   * Sets a timer of this wheel, whether it is pending or not.
   *
   * @param clock now
   * @param nanos from now; due at once if not positive
   */
  void set(Timer timer, long clock, long nanos) {
    long now = elapsed(clock);
    long at = now + nanos;
    if (nanos > 0 && at < now) {
      at = Long.MAX_VALUE; // in centuries
    }
    if (size == 0) {
      tick = Math.max(tick, now >> TICK_BITS); // nobody turned the wheels while they were empty
    }
    int place = placeOf(at);
    if (place == timer.place && place != SOON) {
      timer.at = at; // most moves of a time-out that is far away
      return;
    }
    remove(timer);
    size++;
    timer.at = at;
    put(timer, place);
  }

  /** Forgets a timer; nothing if it is not pending. */
  void remove(Timer timer) {
    if (timer.place == Timer.NOWHERE) {
      return;
    }
    if (timer.place >= SOON) {
      soon.remove(timer);
    } else {
      unlink(timer);
    }
    timer.place = Timer.NOWHERE;
    size--;
  }

  /**
   * Gives those tasks that are due to {@code runner}, in the order of their times. One that is set
   * meanwhile waits for the next call, even if it is due at once. What {@code runner} throws goes
   * to the caller, and the timers behind remain.
   *
   * @param clock now
   * @return whether there were any
   */
  boolean run(long clock, Consumer<Runnable> runner) {
    if (size == 0) {
      return false;
    }
    long now = elapsed(clock);
    if (heads[AGAIN] != null) {
      replace(AGAIN);
    }
    advance(now >> TICK_BITS);
    Timer first = soon.first();
    if (first == null || first.at > now) {
      return false;
    }
    turn = now;
    try {
      do {
        remove(first);
        runner.accept(first.task);
        first = soon.first();
      } while (first != null && first.at <= now);
    } finally {
      turn = Long.MIN_VALUE;
    }
    return true;
  }

  /**
   * When {@link #run} is to be called next. If many timers lie together far away that may be too
   * soon for any of them; it is never too late.
   *
   * @param clock now
   * @return nanoseconds from now, 0 for at once; {@link #NEVER} if nothing is pending
   */
  long untilNext(long clock) {
    if (size == 0) {
      return NEVER;
    }
    long now = elapsed(clock);
    long at = heads[AGAIN] != null ? now : earliest();
    return at <= now ? 0 : at - now;
  }

  private long earliest() {
    Timer first = soon.first();
    if (first != null) {
      return first.at;
    }
    int level = 0;
    while (occupied[level] == 0) {
      level++;
    }
    int digit = Long.numberOfTrailingZeros(occupied[level]);
    long least = Long.MAX_VALUE;
    int count = 0;
    for (Timer one = heads[level * SLOTS + digit]; one != null; one = one.after) {
      least = Math.min(least, one.at);
      if (++count > WORTH_COUNTING) {
        return start(level, digit); // when it is sorted into lower wheels
      }
    }
    return least;
  }

  /** When the wheels come to a slot. */
  private long start(int level, int digit) {
    int shift = level * DIGIT_BITS;
    long higher = (tick >> (shift + DIGIT_BITS)) << DIGIT_BITS;
    return ((higher | digit) << shift) << TICK_BITS;
  }

  private long elapsed(long clock) {
    return Math.max(clock - origin, 0);
  }

  /** Turns the wheels; what they pass goes to where it belongs now. */
  private void advance(long to) {
    if (to <= tick) {
      return;
    }
    int highest = level(to ^ tick);
    tick = to;
    for (int level = 0; level <= highest; level++) {
      long passed = occupied[level];
      if (level == highest) {
        passed &= -1L >>> (SLOTS - 1 - digit(to, level)); // up to where it stands now
      }
      for (; passed != 0; passed &= passed - 1) {
        replace(level * SLOTS + Long.numberOfTrailingZeros(passed));
      }
    }
  }

  private void replace(int slot) {
    Timer timer = heads[slot];
    heads[slot] = null;
    vacate(slot);
    while (timer != null) {
      Timer next = timer.after;
      put(timer, placeOf(timer.at));
      timer = next;
    }
  }

  private int placeOf(long at) {
    if (at <= turn) {
      return AGAIN;
    }
    long due = at >> TICK_BITS;
    if (due <= tick) {
      return SOON;
    }
    int level = level(due ^ tick);
    return level * SLOTS + digit(due, level);
  }

  private static int level(long difference) {
    return (63 - Long.numberOfLeadingZeros(difference)) / DIGIT_BITS;
  }

  private static int digit(long ticks, int level) {
    return (int) (ticks >> (level * DIGIT_BITS)) & (SLOTS - 1);
  }

  private void put(Timer timer, int place) {
    if (place == SOON) {
      timer.before = null;
      timer.after = null;
      soon.add(timer);
      return;
    }
    Timer head = heads[place];
    timer.place = place;
    timer.before = null;
    timer.after = head;
    heads[place] = timer;
    if (head != null) {
      head.before = timer;
    } else if (place != AGAIN) {
      occupied[place / SLOTS] |= 1L << place;
    }
  }

  private void unlink(Timer timer) {
    Timer before = timer.before;
    Timer after = timer.after;
    if (after != null) {
      after.before = before;
    }
    if (before != null) {
      before.after = after;
    } else {
      heads[timer.place] = after;
      if (after == null) {
        vacate(timer.place);
      }
    }
    timer.before = null;
    timer.after = null;
  }

  private void vacate(int slot) {
    if (slot != AGAIN) {
      occupied[slot / SLOTS] &= ~(1L << slot);
    }
  }
}
