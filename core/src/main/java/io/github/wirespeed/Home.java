package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import java.lang.System.Logger;
import java.util.function.BiConsumer;

/**
 * Where actors live: an event loop, the halves that it lends, and who hears of an end. Immutable.
 *
 * @param loop whose thread is the home of the connections
 * @param halves for connections with these options
 * @param driver the thread that is to call the loop instead of waiting; null where it has its own
 * @param listener told of each connection that is over, on the loop's thread; null if nobody is
 */
record Home(
    EventLoop loop,
    Halves halves,
    Driver driver,
    BiConsumer<WebSocketConnection, ConnectionClosedException> listener) {
  static final Logger LOG = System.getLogger("io.github.wirespeed");

  /** A user's own thread that runs the loop. */
  interface Driver {
    /** Whether it is the calling thread. */
    boolean isCurrent();

    /** Runs the loop for a while. */
    void drive(long nanos);
  }

  /** Runs a task on the loop's thread, soon; here and now if the loop has ended. */
  void execute(Runnable task) {
    if (!loop.execute(task)) {
      task.run();
    }
  }

  /** Runs a task on the loop's thread: here and now if this is it, or if the loop has ended. */
  void run(Runnable task) {
    if (loop.inLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }
}
