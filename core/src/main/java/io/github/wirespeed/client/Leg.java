package io.github.wirespeed.client;

import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * One stretch of the way to a server once there is a connection: what a proxy wants, TLS, the
 * opening handshake. It goes in steps that never wait; its {@link Attempt} knows who waits for
 * them, and until when.
 *
 * <p>Used by one thread at a time. What {@link #step} throws ends the attempt.
 */
interface Leg {
  /** What the next step needs. */
  enum Need {
    /** Nothing: it can be taken now. */
    AGAIN,
    /** That there is something to be read. */
    READABLE,
    /** That there is room to write. */
    WRITABLE,
    /** That {@link Leg#task} was run, on any thread: it computes for long. */
    TASK,
    /** There is none: the leg is over. What was read behind its end is in {@link Link#in}. */
    DONE
  }

  /** Goes one step on, without waiting. */
  Need step(Link link) throws IOException;

  /** What {@link Need#TASK} asks for. */
  default Runnable task() {
    throw new IllegalStateException("no task is due");
  }

  /** What has not been done when the time is up: "the proxy did not answer". */
  String late();

  /** What is thrown when the time is up. */
  default IOException timedOut() {
    return new SocketTimeoutException(late() + " in time");
  }
}
