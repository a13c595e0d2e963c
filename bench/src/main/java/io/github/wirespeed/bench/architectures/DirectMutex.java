package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.protocol.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock around the socket and the protocol, and no thread: callers do the I/O. Who waits for a
 * message lets go of the lock between two looks, or nobody could send meanwhile; who waits for the
 * network to take bytes keeps it.
 */
final class DirectMutex implements ArchitectureClient {
  private final Opened opened;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReadSide reads; // guarded by the lock
  private final WriteSide writes; // likewise
  private final Receiving receiving;

  DirectMutex(Opened opened) {
    this.opened = opened;
    this.reads = opened.reads();
    this.writes = opened.writes();
    this.receiving = new Receiving(reads, this::step, this::owe, opened.strategy());
  }

  @Override
  public void send(ByteBuffer payload) throws IOException {
    lock.lock();
    try {
      writes.message(payload);
      writes.flush();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ByteBuffer receive() throws IOException {
    return receiving.receive();
  }

  private int step() throws IOException {
    lock.lock();
    try {
      return reads.step();
    } finally {
      lock.unlock();
    }
  }

  private void owe(Opcode opcode, ByteBuffer payload) throws IOException {
    lock.lock();
    try {
      writes.control(opcode, payload);
      writes.flush();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      owe(Opcode.CLOSE, Opened.goodbye());
      receiving.finish();
    } finally {
      opened.transport().close();
    }
  }
}
