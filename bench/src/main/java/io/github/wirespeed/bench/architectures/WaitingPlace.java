package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.Spin;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Where one thread at a time waits for something: it looks again as long as the strategy says, and
 * then parks. The same for sockets and for queues, so that no architecture waits better than
 * another.
 */
final class WaitingPlace {
  private final Spin spin;

  /** Whether what is waited for is there. */
  interface Look {
    boolean there() throws IOException;
  }

  /** Waits in the kernel until it may be there. */
  interface Park {
    void park() throws IOException;
  }

  WaitingPlace(WaitStrategy wait) {
    this.spin = wait.newSpin();
  }

  void until(Look look, Park park) throws IOException {
    if (look.there()) {
      return;
    }
    long start = spin.begin();
    boolean there = false;
    while (!there && spin.again(start)) {
      there = look.there();
    }
    boolean parked = !there;
    while (!there) {
      park.park();
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while waiting");
      }
      there = look.there();
    }
    spin.end(start, parked);
  }
}
