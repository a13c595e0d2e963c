package io.github.wirespeed.bench.research;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Whether a connection is open: looked at by many, changed once. */
interface Guard {
  boolean isOpen();

  void close();

  /** What is shipped. */
  final class Volatile implements Guard {
    private volatile boolean open = true;

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }

  /** A weaker order than volatile's, which would do as well. */
  final class Acquire implements Guard {
    private static final VarHandle OPEN;

    static {
      try {
        OPEN = MethodHandles.lookup().findVarHandle(Acquire.class, "open", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("UnusedVariable") // read and written through the handle
    private boolean open = true;

    @Override
    public boolean isOpen() {
      return (boolean) OPEN.getAcquire(this);
    }

    @Override
    public void close() {
      OPEN.setRelease(this, false);
    }
  }

  /** The report's first: a lock that readers share. */
  final class ReadWrite implements Guard {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean open = true;

    @Override
    public boolean isOpen() {
      lock.readLock().lock();
      try {
        return open;
      } finally {
        lock.readLock().unlock();
      }
    }

    @Override
    public void close() {
      lock.writeLock().lock();
      try {
        open = false;
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  /** Reads first, and looks afterwards whether somebody wrote. */
  final class Stamped implements Guard {
    private final StampedLock lock = new StampedLock();
    private boolean open = true;

    @Override
    public boolean isOpen() {
      long stamp = lock.tryOptimisticRead();
      boolean seen = open;
      if (lock.validate(stamp)) {
        return seen;
      }
      stamp = lock.readLock();
      try {
        return open;
      } finally {
        lock.unlockRead(stamp);
      }
    }

    @Override
    public void close() {
      long stamp = lock.writeLock();
      try {
        open = false;
      } finally {
        lock.unlockWrite(stamp);
      }
    }
  }

  /** The one place in this project with this word: as what it is compared with. */
  final class Monitor implements Guard {
    private final Object lock = new Object();
    private boolean open = true;

    @Override
    public boolean isOpen() {
      synchronized (lock) {
        return open;
      }
    }

    @Override
    public void close() {
      synchronized (lock) {
        open = false;
      }
    }
  }
}
