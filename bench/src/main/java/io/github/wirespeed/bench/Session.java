package io.github.wirespeed.bench;

import java.io.Closeable;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/** One client, connected for one workload. It may run any number of times. One thread. */
interface Session extends Closeable {
  /**
   * Runs messages, and waits until all of them have arrived.
   *
   * @param times where the nanoseconds of each message go; of messages that are timed together,
   *     each one's share
   * @return nanoseconds of all of them: of what is timed, and in streams of all there is to it
   */
  long run(int messages, Histogram times) throws IOException;

  /** Bytes that the threads that work for it have allocated so far. */
  long allocatedBytes();

  @Override
  void close() throws IOException;
}
