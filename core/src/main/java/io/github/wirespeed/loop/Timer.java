package io.github.wirespeed.loop;

/**
 * A task that an {@link EventLoop} runs once, later; {@link EventLoop#schedule(Timer, long)} sets
 * it anew, as often as is wanted and without allocating. Loop thread only.
 */
public final class Timer {
  /** Neither in a slot of the wheel nor in its heap. */
  static final int NOWHERE = -1;

  final TimerWheel wheel;
  final Runnable task;

  // The wheel's, as long as it is pending: when it is due, where it is, and its neighbours there.
  long at;
  int place = NOWHERE;
  Timer before;
  Timer after;

  Timer(TimerWheel wheel, Runnable task) {
    this.wheel = wheel;
    this.task = task;
  }

  /**
   * It will not run, unless it is scheduled anew; the loop forgets it at once. Idempotent; nothing
   * if it already ran.
   */
  public void cancel() {
    wheel.remove(this);
  }

  /** Whether it will run: it was scheduled and has neither started to run nor been cancelled. */
  public boolean pending() {
    return place != NOWHERE;
  }
}
