package io.github.wirespeed.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Connects to the first of several addresses that accepts, the "Happy Eyeballs" of RFC 8305 5: the
 * next address is tried too when the one before has failed, or has had its delay, and is not given
 * up for it. In steps that never wait; it knows neither a clock nor sockets. Used by one thread at
 * a time.
 *
 * @param <C> a connection on its way
 * @param <T> one that is made
 */
final class Dial<C, T> implements Closeable {
  /** Makes connections. */
  interface Connector<C, T> {
    /** Starts to connect, without waiting. */
    C start(SocketAddress address) throws IOException;

    /**
     * Takes what came of it, without waiting.
     *
     * @return null while nothing has come of it
     * @throws IOException if it failed, and is closed
     */
    T finish(C connecting) throws IOException;

    /** The failure of one that did not come in time. */
    SocketTimeoutException timedOut(C connecting, long nanos);

    /** Gives it up. */
    void close(C connecting);
  }

  private final Connector<C, T> connector;
  private final String name;
  private final List<SocketAddress> addresses;
  private final long delay;
  private final long deadline;

  private int started; // so many addresses were
  private long nextAt; // when the next one is tried, whatever comes of the others
  private final Map<C, Long> connecting = new LinkedHashMap<>(); // since when
  private IOException failure; // the first one; the others are suppressed in it

  /**
   * Starts nothing yet. Times are of one clock, in nanoseconds.
   *
   * @param name of all the addresses, for messages
   * @param addresses the preferred one first
   * @param delay how long one is tried before the next one is too
   * @param deadline when it is too late for all; where it is near, the delays are shorter, so that
   *     every address has its share of the time
   */
  Dial(
      Connector<C, T> connector,
      String name,
      List<SocketAddress> addresses,
      long delay,
      long deadline) {
    this.connector = connector;
    this.name = name;
    this.addresses = addresses;
    this.delay = delay;
    this.deadline = deadline;
  }

  /**
   * Does what is due.
   *
   * @return the first connection that was made, the caller's from now on; the others are closed.
   *     Null while there is none: then one of {@link #connecting}, or {@link #nextAt}, is to be
   *     waited for
   * @throws IOException if no address is left: the first failure, with the others suppressed
   */
  T step(long now) throws IOException {
    for (T made = finished(now); ; made = finished(now)) {
      if (made != null) {
        close();
        return made;
      }
      boolean due = connecting.isEmpty() || nextAt - now <= 0;
      if (started == addresses.size() || !due) {
        break;
      }
      if (deadline - now <= 0) {
        if (connecting.isEmpty()) {
          throw late();
        }
        break;
      }
      startNext(now); // and ask at once: a Unix domain socket is connected by now, or never
    }
    if (connecting.isEmpty()) {
      throw failure;
    }
    return null;
  }

  /** Says that it is too late: for those in flight too. Always throws. */
  void timeOut(long now) throws IOException {
    connecting.forEach((each, since) -> failed(connector.timedOut(each, now - since)));
    close();
    throw late();
  }

  /** Which connections may have something to say. */
  Collection<C> connecting() {
    return Collections.unmodifiableSet(connecting.keySet());
  }

  /** When the next step is due, even if none of {@link #connecting} has anything to say. */
  long nextAt() {
    return started == addresses.size() ? deadline : nextAt;
  }

  /** Gives up what is in flight. Idempotent. */
  @Override
  public void close() {
    connecting.keySet().forEach(connector::close);
    connecting.clear();
  }

  private T finished(long now) {
    for (Iterator<C> each = connecting.keySet().iterator(); each.hasNext(); ) {
      C one = each.next();
      try {
        T made = connector.finish(one);
        if (made != null) {
          each.remove();
          return made;
        }
      } catch (IOException e) {
        each.remove();
        failed(e);
        nextAt = now; // RFC 8305 5: there is nothing more to be waited for before the next one
      }
    }
    return null;
  }

  private void startNext(long now) {
    SocketAddress address = addresses.get(started);
    started++;
    // At most: the time that is left is shared by this address and those behind it.
    nextAt = now + Math.min(delay, (deadline - now) / (addresses.size() - started + 1));
    try {
      connecting.put(connector.start(address), now);
    } catch (IOException e) {
      failed(e);
      nextAt = now;
    }
  }

  private IOException late() {
    return failure != null
        ? failure
        : new SocketTimeoutException("no time left to connect to " + name);
  }

  private void failed(IOException e) {
    if (failure == null) {
      failure = e;
    } else {
      failure.addSuppressed(e);
    }
  }
}
