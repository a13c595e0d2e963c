package io.github.wirespeed.loop;

/** A task that an {@link EventLoop} runs once, later. Loop thread only. */
public final class Timer {
  final long at;
  private Runnable
      task; // null once cancelled: what it refers to must not wait for the time to come

  Timer(long at, Runnable task) {
    this.at = at;
    this.task = task;
  }

  /** It will not run. Idempotent; nothing if it already did. */
  public void cancel() {
    task = null;
  }

  boolean cancelled() {
    return task == null;
  }

  void run() {
    task.run();
  }
}
