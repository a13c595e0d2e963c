package io.github.wirespeed.bench.architectures;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A thread that reads and a thread that writes, each with its half of the protocol; callers know
 * two queues, and nobody shares a lock with the network.
 */
final class SplitHalves implements ArchitectureClient {
  private final Opened opened;
  private final WriterThread writer;
  private final Receiving receiving; // the reading thread's
  private final HandOver<Arrival> arrivals;
  private final Thread reader = new Thread(this::read, "bench-reader");
  private Arrival last; // receiving caller only: how it ended

  /** A message, or why there is none any more. */
  private record Arrival(ByteBuffer message, IOException end) {}

  SplitHalves(Opened opened) {
    this.opened = opened;
    this.writer = new WriterThread(opened);
    this.receiving =
        new Receiving(opened.reads(), opened.reads()::step, writer::owe, opened.strategy());
    this.arrivals = new HandOver<>(opened.strategy());
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public void send(ByteBuffer payload) throws IOException {
    writer.message(payload);
  }

  private void read() {
    try {
      while (true) {
        // A copy: the bytes leave the thread that owns the buffer.
        arrivals.put(new Arrival(WriterThread.copy(receiving.receive()), null));
      }
    } catch (IOException e) {
      end(e);
    }
  }

  private void end(IOException why) {
    try {
      arrivals.put(new Arrival(null, why));
      receiving.finish();
    } catch (IOException e) {
      // There was no end of TCP to wait for.
    }
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (last == null) {
      Arrival next = arrivals.take();
      if (next.end() == null) {
        return next.message();
      }
      last = next;
    }
    throw new IOException(last.end().getMessage(), last.end());
  }

  @Override
  public void close() throws IOException {
    arrivals.end(); // what comes now is nobody's
    last = new Arrival(null, new EOFException("the connection is closed"));
    try {
      if (!writer.over()) {
        writer.close(Opened.goodbye());
      }
      writer.join();
      reader.join(WriterThread.END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      opened.transport().close();
    }
  }
}
