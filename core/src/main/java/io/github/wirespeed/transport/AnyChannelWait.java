package io.github.wirespeed.transport;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread's wait for any of several channels, for which nobody else waits: a platform thread in
 * a selector that lives as long as the wait, a virtual thread parked, as {@link ReadinessThread}
 * says why. It is rare, so nothing is kept for the next time.
 */
final class AnyChannelWait {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private AnyChannelWait() {}

  /**
   * Waits until one of the channels is ready for one of {@code ops}.
   *
   * @return false if the time ran out or the thread is interrupted
   */
  static boolean await(List<ChannelWaits> all, int ops, long nanos) throws IOException {
    boolean parks = nanos > 0 && VirtualThreads.isCurrent();
    return parks ? park(all, ops, nanos) : select(all, ops, nanos);
  }

  private static boolean select(List<ChannelWaits> all, int ops, long nanos) throws IOException {
    try (Selector selector = SelectorProvider.provider().openSelector()) {
      for (ChannelWaits waits : all) {
        waits.channel().register(selector, ops);
      }
      if (nanos <= 0) {
        return selector.selectNow() > 0;
      }
      // Rounded up: a wait that returned early would make its caller spin through the last
      // millisecond.
      return selector.select((nanos - 1) / NANOS_PER_MILLI + 1) > 0;
    }
  }

  private static boolean park(List<ChannelWaits> all, int ops, long nanos) throws IOException {
    try {
      for (ChannelWaits waits : all) {
        waits.reader().arm(ops);
        waits.watch(ops);
      }
      long deadline = System.nanoTime() + nanos;
      for (long left = nanos; !signalled(all); left = deadline - System.nanoTime()) {
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
          return false;
        }
        LockSupport.parkNanos(all, left);
      }
      return true;
    } finally {
      for (ChannelWaits waits : all) {
        waits.reader().disarm();
      }
    }
  }

  private static boolean signalled(List<ChannelWaits> all) throws IOException {
    for (ChannelWaits waits : all) {
      if (waits.reader().signalled()) {
        return true;
      }
    }
    return false;
  }
}
