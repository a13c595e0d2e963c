package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time and in order, on the thread of a loop; on another loop's once that one
 * has died. What belongs to a strand needs no lock.
 */
interface Strand {
  /** Runs a task, soon. Any thread. */
  void execute(Runnable task);

  /** Runs a task later. Strand only. */
  Delay after(long nanos, Runnable task);

  /** Now, in nanoseconds from anywhere. */
  long now();

  /** The loop whose thread it is at the moment; one that has ended if there is no other. */
  EventLoop loop();

  /** Whom to tell, in the strand, that its loop has ended and there is no other. Strand only. */
  void whenHomeless(Consumer<RuntimeException> told);

  /** Nothing more is to be run later. Strand only. */
  void leave();

  /** A task that is to run later. */
  interface Delay {
    /** It will not run. Strand only. */
    void cancel();
  }
}
