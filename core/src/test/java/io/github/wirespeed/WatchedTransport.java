package io.github.wirespeed;

import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** Passes everything on, counts the calls, and throws what it is told to. */
final class WatchedTransport implements Transport {
  private final Transport to;

  // By whoever reads or writes; the tests that look are single-threaded, or look afterwards.
  private volatile int writes;
  private volatile int reads;
  private volatile Throwable nextRead;
  private volatile Throwable nextWrite;
  private volatile Runnable beforeWrite = () -> {};

  WatchedTransport(Transport to) {
    this.to = to;
  }

  /** How many writes there were that had bytes. */
  int writes() {
    return writes;
  }

  /** How many reads there were. */
  int reads() {
    return reads;
  }

  /** The next read throws. */
  void failRead(Throwable thrown) {
    nextRead = thrown;
  }

  /** The next write throws. */
  void failWrite(Throwable thrown) {
    nextWrite = thrown;
  }

  /** Runs in front of every write, on the thread that writes. */
  void beforeWrite(Runnable task) {
    beforeWrite = task;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads at a time
  public int read(ByteBuffer dst) throws IOException {
    reads++;
    Throwable thrown = nextRead;
    nextRead = null;
    raise(thrown);
    return to.read(dst);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time
  public int write(ByteBuffer src) throws IOException {
    beforeWrite.run();
    if (src.hasRemaining()) {
      writes++;
    }
    Throwable thrown = nextWrite;
    nextWrite = null;
    raise(thrown);
    return to.write(src);
  }

  private static void raise(Throwable thrown) throws IOException {
    if (thrown instanceof IOException e) {
      throw e;
    } else if (thrown instanceof Error e) {
      throw e;
    } else if (thrown instanceof RuntimeException e) {
      throw e;
    }
  }

  @Override
  public boolean awaitReadable(boolean orWritable, long nanos) throws IOException {
    return to.awaitReadable(orWritable, nanos);
  }

  @Override
  public boolean awaitWritable(long nanos) throws IOException {
    return to.awaitWritable(nanos);
  }

  @Override
  public void wakeup() {
    to.wakeup();
  }

  @Override
  public void shutdownOutput() throws IOException {
    to.shutdownOutput();
  }

  @Override
  public void close() {
    to.close();
  }

  @Override
  public boolean isOpen() {
    return to.isOpen();
  }

  @Override
  public SocketAddress localAddress() {
    return to.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return to.remoteAddress();
  }
}
