package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.process.CpuTime;
import java.io.IOException;
import java.util.function.LongSupplier;

/** Takes the times of one run: that of the wall, and the CPU's of client and server. */
final class Watch {
  private static final long SELF = ProcessHandle.current().pid();

  private final LongSupplier serverCpu;

  /** What is timed; it answers how many nanoseconds it took. */
  interface Work {
    long run() throws IOException;
  }

  /** One that asks for the server's CPU time like this, which answers -1 if it does not know. */
  Watch(LongSupplier serverCpu) {
    this.serverCpu = serverCpu;
  }

  Cost time(Axis axis, int step, Line line, int round, long messages, Work work)
      throws IOException {
    long server = serverCpu.getAsLong();
    long client = CpuTime.ofProcess(SELF);
    long nanos = work.run();
    double clientCpu = micros(client, CpuTime.ofProcess(SELF), messages);
    double serverCpu = micros(server, this.serverCpu.getAsLong(), messages);
    return new Cost(
        axis, step, line, round, messages, nanos / 1e3 / messages, clientCpu, serverCpu, null);
  }

  /** For a message; NaN if nobody knows, or a thread ended and took its time along. */
  private static double micros(long before, long after, long messages) {
    return before < 0 || after <= before ? Double.NaN : (after - before) / 1e3 / messages;
  }
}
