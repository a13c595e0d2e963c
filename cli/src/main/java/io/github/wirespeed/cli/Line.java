package io.github.wirespeed.cli;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What one talks over: one connection, or one after the other. */
interface Line extends Closeable {
  /** Waits for the next message, as it is shown; null once the line is over. One thread. */
  String receive() throws IOException;

  /**
   * Sends a text.
   *
   * @throws IllegalArgumentException if it cannot be sent
   * @throws IllegalStateException if it cannot be sent now
   * @throws IOException if the line is over
   */
  void send(String text) throws IOException;

  /**
   * Sends a ping and waits for its pong.
   *
   * @return what that took
   * @throws IllegalStateException if there is no connection now
   * @throws IOException if the line is over
   */
  Duration ping() throws IOException;

  /**
   * Closes it; waits until it is over.
   *
   * @throws IllegalArgumentException if code or reason must not be sent
   */
  void close(int code, String reason);

  /** Closes it as it should be. Idempotent. */
  @Override
  void close();

  /** Whether it is not over. */
  boolean isOpen();

  /** Once it is over: whether this side closed it. */
  boolean closedHere();

  /** Once it is over: whether that was an ordinary end. */
  boolean endedNormally();

  /** Once it is over: how that came. */
  List<String> howItEnded();
}
