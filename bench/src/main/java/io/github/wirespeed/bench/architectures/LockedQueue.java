package io.github.wirespeed.bench.architectures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The state behind a read-write lock, and a queue: senders share the lock to find the connection
 * open and leave their message, a thread of its own writes. Receiving is the caller's.
 */
final class LockedQueue implements ArchitectureClient {
  private final Opened opened;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean open = true; // guarded by the lock
  private final WriterThread writer;
  private final Receiving receiving;

  LockedQueue(Opened opened) {
    this.opened = opened;
    this.writer = new WriterThread(opened);
    this.receiving =
        new Receiving(opened.reads(), opened.reads()::step, writer::owe, opened.strategy());
  }

  @Override
  public void send(ByteBuffer payload) throws IOException {
    lock.readLock().lock();
    try {
      if (!open) {
        throw new IOException("the connection is closed");
      }
      writer.message(payload);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public ByteBuffer receive() throws IOException {
    return receiving.receive();
  }

  @Override
  public void close() throws IOException {
    try {
      boolean first;
      lock.writeLock().lock();
      try {
        first = open;
        open = false;
      } finally {
        lock.writeLock().unlock();
      }
      if (first && !writer.over()) {
        writer.close(Opened.goodbye());
      }
      receiving.finish();
    } finally {
      opened.transport().close();
      writer.join();
    }
  }
}
