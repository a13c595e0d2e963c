package io.github.wirespeed.bench.growth;

import java.io.Closeable;
import java.io.IOException;

/** Many open connections of one client, all on one thread. */
interface Fleet extends Closeable {
  /** How many connections are opened at the same time: a server's backlog is not endless. */
  int AT_A_TIME = 100;

  /**
   * Sends so many messages and waits for all of their echoes: one is under way on each connection,
   * and the next goes when that has come back.
   *
   * @return nanoseconds from the first send to the last echo
   * @throws IOException if something else came back, or nothing
   */
  long exchange(long messages) throws IOException;

  @Override
  void close();
}
