package io.github.wirespeed.bench.research;

import io.github.wirespeed.WaitStrategy;
import java.io.Closeable;
import java.io.IOException;

/** What trials measure against. It starts what they ask for, once, and ends it when closed. */
public interface Lab extends Closeable {
  /**
   * URI of an echo server on the loopback interface: in a process of its own and, where there are
   * two cores, on the core that this process does not use.
   */
  String echo() throws IOException;

  /** How whoever waits shall wait: the server waits so, too. */
  WaitStrategy waitStrategy();
}
