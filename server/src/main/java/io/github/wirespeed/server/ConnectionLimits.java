package io.github.wirespeed.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** How many connections a server has, of all and of each address, and no more. Any thread. */
final class ConnectionLimits {
  private final int most;
  private final int mostOfAddress;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  private final Map<InetAddress, Integer> ofAddress = new HashMap<>(); // none that has none
  private int all;
  private long refused;

  /**
   * Limits.
   *
   * @param most in all; {@link Integer#MAX_VALUE} for no limit, as of the other
   */
  ConnectionLimits(int most, int mostOfAddress) {
    this.most = most;
    this.mostOfAddress = mostOfAddress;
  }

  /** A connection that counts until this is run; that may be often. */
  final class Place implements Runnable {
    private final InetAddress of; // null where addresses are not counted
    private boolean left; // under the lock

    private Place(InetAddress of) {
      this.of = of;
    }

    @Override
    public void run() {
      lock.lock();
      try {
        if (!left) {
          left = true;
          all--;
          if (of != null) {
            ofAddress.computeIfPresent(of, (address, n) -> n == 1 ? null : n - 1);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Takes a place for a connection.
   *
   * @param client whose; one without an IP address is only counted among all
   * @return null if there is none left
   */
  Place take(SocketAddress client) {
    InetAddress of =
        mostOfAddress != Integer.MAX_VALUE && client instanceof InetSocketAddress address
            ? address.getAddress()
            : null;
    lock.lock();
    try {
      int before = of == null ? 0 : ofAddress.getOrDefault(of, 0);
      if (all >= most || before >= mostOfAddress) {
        refused++;
        return null;
      }
      all++;
      if (of != null) {
        ofAddress.put(of, before + 1);
      }
      return new Place(of);
    } finally {
      lock.unlock();
    }
  }

  /** How many there are now. */
  int count() {
    lock.lock();
    try {
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** How many addresses have a connection; 0 where they are not counted. */
  int addresses() {
    lock.lock();
    try {
      return ofAddress.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many connections got no place since the start. */
  long refused() {
    lock.lock();
    try {
      return refused;
    } finally {
      lock.unlock();
    }
  }
}
