package io.github.wirespeed.bench;

import java.io.Closeable;
import java.io.IOException;

/** One client, connected for one workload. It may begin any number of times. One thread. */
interface Session extends Closeable {
  /** Tells the server what follows; not timed. */
  void begin(int messages) throws IOException;

  /** One message: there and back, or one way. */
  void message() throws IOException;

  /** Waits until all messages have arrived; part of the total time. */
  void end() throws IOException;

  @Override
  void close() throws IOException;
}
