package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.protocol.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * No lock, no queue, and nothing volatile: the thread that opened the connection owns all of it,
 * and is its only caller.
 */
final class SingleThread implements ArchitectureClient {
  private final Thread owner = Thread.currentThread();
  private final Opened opened;
  private final WriteSide writes;
  private final Receiving receiving;

  SingleThread(Opened opened) {
    this.opened = opened;
    this.writes = opened.writes();
    this.receiving =
        new Receiving(opened.reads(), opened.reads()::step, this::owe, opened.strategy());
  }

  @Override
  public void send(ByteBuffer payload) throws IOException {
    requireOwner();
    writes.message(payload);
    writes.flush();
  }

  @Override
  public ByteBuffer receive() throws IOException {
    requireOwner();
    return receiving.receive();
  }

  private void owe(Opcode opcode, ByteBuffer payload) throws IOException {
    writes.control(opcode, payload);
    writes.flush();
  }

  private void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "thread "
              + Thread.currentThread().getName()
              + " called a connection that is thread "
              + owner.getName()
              + "'s alone");
    }
  }

  @Override
  public void close() throws IOException {
    requireOwner();
    try {
      owe(Opcode.CLOSE, Opened.goodbye());
      receiving.finish();
    } finally {
      opened.transport().close();
    }
  }
}
