package io.github.wirespeed.bench;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * A client that waits for what it receives: the workloads, made of what such a client can do. What
 * is done often is a method of its own in each client, so that the JIT compiler sees all of it.
 */
abstract class WaitingSession implements Session {
  final Workload workload;
  final int payloadBytes;

  WaitingSession(Workload workload, int payloadBytes) {
    this.workload = workload;
    this.payloadBytes = payloadBytes;
  }

  /** Tells the server what follows: nothing where it only echoes. */
  abstract void command(int messages) throws IOException;

  /** Sends so many messages. */
  abstract void send(int count) throws IOException;

  /** Receives so many messages, as the workload says. */
  abstract void receive(int count) throws IOException;

  /** Waits until the server says that all of an upload arrived. */
  abstract void acknowledged() throws IOException;

  /** Does operations that must fail; how many did. */
  int fail(int operations) throws IOException {
    throw new IOException("no client of " + Workload.ERRORS.label());
  }

  @Override
  public long run(int messages, Histogram times) throws IOException {
    return switch (workload) {
      case UPLOAD, DOWNLOAD -> stream(messages, times);
      case BUFFERED, ITERATE -> bursts(messages, times);
      default -> units(messages, times);
    };
  }

  private long stream(int messages, Histogram times) throws IOException {
    command(messages);
    long first = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      long before = System.nanoTime();
      if (workload == Workload.UPLOAD) {
        send(1);
      } else {
        receive(1);
      }
      Meter.record(times, System.nanoTime() - before, 1);
    }
    if (workload == Workload.UPLOAD) {
      acknowledged();
    }
    return System.nanoTime() - first;
  }

  private long units(int messages, Histogram times) throws IOException {
    if (workload != Workload.ERRORS) {
      command(messages);
    }
    int unit = workload.unit(payloadBytes);
    long first = System.nanoTime();
    for (int left = messages; left > 0; left -= Math.min(unit, left)) {
      int now = Math.min(unit, left);
      long before = System.nanoTime();
      if (workload == Workload.ERRORS) {
        allFail(now);
      } else {
        exchange(now);
      }
      Meter.record(times, System.nanoTime() - before, now);
    }
    return System.nanoTime() - first;
  }

  private void exchange(int unit) throws IOException {
    int next;
    for (int done = 0; done < unit; done += next) {
      next = workload.next(done, unit - done, payloadBytes);
      send(next);
      receive(next);
    }
  }

  private void allFail(int operations) throws IOException {
    int failed = fail(operations);
    if (failed != operations) {
      throw new IOException(
          failed + " of " + operations + " operations failed on a closed connection");
    }
  }

  private long bursts(int messages, Histogram times) throws IOException {
    int unit = workload.unit(payloadBytes);
    long nanos = 0;
    for (int left = messages; left > 0; left -= Math.min(unit, left)) {
      int now = Math.min(unit, left);
      command(now + 1);
      receive(1);
      long before = System.nanoTime();
      receive(now);
      long took = System.nanoTime() - before;
      Meter.record(times, took, now);
      nanos += took;
    }
    return nanos;
  }

  @Override
  public long allocatedBytes() {
    return Meter.allocatedBytes();
  }

  /** What came back is a message of the size that was asked for. */
  final void check(int size) throws IOException {
    if (size != payloadBytes) {
      throw new IOException("a message of " + size + " bytes came back for one of " + payloadBytes);
    }
  }

  /** Likewise the answer to an upload. */
  static void checkAcknowledgement(int size) throws IOException {
    if (size != Command.ACK_BYTES) {
      throw new IOException("acknowledgement of " + size + " bytes");
    }
  }
}
