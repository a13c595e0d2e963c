package io.github.wirespeed.transport;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The thread that watches channels for parked virtual threads and unparks them.
 *
 * <p>It exists because a virtual thread inside {@code Selector.select} holds its carrier (JDK 21 to
 * 23), and a handful of waiting connections would stop all others. One platform daemon thread per
 * JVM, started when a virtual thread first waits. It moves no bytes and runs no code of anybody
 * else's.
 *
 * <p>A watch is for one signal: an operation that was found ready is taken out of the key's
 * interest before the waits hear of it. A wait says what it wants before it adds its interest; so
 * if both happen at once, either the interest survives or the signal reaches the wait.
 */
final class ReadinessThread implements Runnable {

  static final String NAME = "wirespeed-readiness";

  private static final ReentrantLock LIFECYCLE = new ReentrantLock();

  /** The one that runs, null if none does. Written under {@link #LIFECYCLE}, read by any thread. */
  private static volatile ReadinessThread running;

  private final Selector selector;

  /** Serialises first registrations: a second one would wipe out the interest of the first. */
  private final ReentrantLock registering = new ReentrantLock();

  /** Why this thread has ended, null while it runs. Written by this thread. */
  private volatile Throwable cause;

  private ReadinessThread() throws IOException {
    this.selector = SelectorProvider.provider().openSelector();
  }

  /**
   * Has the channel watched until it is once ready for one of {@code ops}; then {@link
   * ChannelWaits#ready} is called, by this thread. Any thread; does not wait.
   *
   * @throws ClosedChannelException if the channel is closed
   * @throws IOException if there is no thread to watch it
   */
  static void watch(ChannelWaits waits, int ops) throws IOException {
    ReadinessThread thread = running;
    (thread != null ? thread : start()).add(waits, ops);
  }

  /** Has the keys of closed channels dropped now, so that their descriptors are freed. */
  static void dropClosed() {
    ReadinessThread thread = running;
    if (thread != null) {
      thread.selector.wakeup();
    }
  }

  /** What a wait throws that nobody watches any more. */
  static IOException ended(Throwable cause) {
    return new IOException("the thread " + NAME + " has ended: " + cause, cause);
  }

  /** The selector of the thread that runs, null if none does; for tests, which break it. */
  static Selector runningSelector() {
    ReadinessThread thread = running;
    return thread == null ? null : thread.selector;
  }

  @Override
  public void run() {
    try {
      while (true) {
        selector.select(ReadinessThread::signal);
        // Nobody has business interrupting this thread; left set, the status would make it spin.
        Thread.interrupted();
      }
    } catch (Throwable failure) {
      end(failure);
      // Not rethrown: the waits have it, as the cause of what they throw.
    }
  }

  private static ReadinessThread start() throws IOException {
    LIFECYCLE.lock();
    try {
      ReadinessThread current = running;
      if (current != null) {
        return current;
      }
      ReadinessThread starting = new ReadinessThread();
      try {
        // Without the thread-locals and the class loader of whoever happens to wait first.
        Thread thread = new Thread(null, starting, NAME, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        thread.start();
      } catch (Throwable failure) {
        starting.selector.close();
        throw failure;
      }
      running = starting;
      return starting;
    } finally {
      LIFECYCLE.unlock();
    }
  }

  private void add(ChannelWaits waits, int ops) throws IOException {
    SocketChannel channel = waits.channel();
    try {
      SelectionKey key = channel.keyFor(selector);
      if (key == null) {
        key = register(waits);
      }
      if ((key.interestOpsOr(ops) & ops) != ops) {
        selector.wakeup(); // new interest counts from the next select on
      }
    } catch (ClosedSelectorException | CancelledKeyException e) {
      if (!channel.isOpen()) {
        throw new ClosedChannelException();
      }
      throw ended(e);
    }
    Throwable ending = cause;
    if (ending != null) { // it may have counted its keys before it had ours
      throw ended(ending);
    }
  }

  private SelectionKey register(ChannelWaits waits) throws ClosedChannelException {
    registering.lock();
    try {
      SelectionKey key = waits.channel().keyFor(selector);
      return key != null ? key : waits.channel().register(selector, 0, waits);
    } finally {
      registering.unlock();
    }
  }

  private static void signal(SelectionKey key) {
    ChannelWaits waits = (ChannelWaits) key.attachment();
    int ready;
    try {
      ready = key.readyOps();
      key.interestOpsAnd(~ready);
    } catch (CancelledKeyException e) {
      return; // closed meanwhile, and close() wakes the waits itself
    }
    waits.ready(ready);
  }

  private void end(Throwable failure) {
    LIFECYCLE.lock();
    try {
      if (running == this) {
        running = null; // the next wait starts another thread
      }
    } finally {
      LIFECYCLE.unlock();
    }
    cause = failure;
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof ChannelWaits waits) {
        waits.unwatched(failure);
      }
    }
    try {
      selector.close();
    } catch (IOException ignored) {
      // It held keys only, and they are gone.
    }
  }
}
