package io.github.wirespeed.bench.micro;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.loop.Timer;
import java.io.IOException;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a connection does to the timers of its loop: sets a time-out and cancels it; puts its
 * keepalive off, which it last did within a second. The queue as it was shipped forgets a cancelled
 * timer when its time comes, so that its operation includes taking out one whose time has.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TimersBenchmark {
  private static final int OPERATIONS = 10_000;
  private static final int STRIDE = 7919; // a prime: the next connection is none of the last ones
  private static final long KEEPALIVE = TimeUnit.SECONDS.toNanos(30);
  private static final long SPREAD = TimeUnit.SECONDS.toNanos(4); // about a slot of the third wheel
  private static final Runnable TASK = Thread::onSpinWait; // never runs

  /** How many timers are pending. */
  @Param({"100", "100000"})
  public int pending;

  /** Each connection's, so that they lie in slots of the wheel as connections' would. */
  private long keepalive(int connection) {
    return KEEPALIVE + connection * (SPREAD / pending);
  }

  /** A: the wheel of the loop. */
  @State(Scope.Thread)
  public static class Wheel {
    private EventLoop loop;
    private Timer[] timers;

    /** A loop with as many timers as there are connections. */
    @Setup(Level.Invocation)
    public void fill(TimersBenchmark of) throws IOException {
      Random random = new Random(1);
      loop = new EventLoop(Spin.NONE);
      timers = new Timer[of.pending];
      for (int i = 0; i < timers.length; i++) {
        timers[i] = loop.schedule(of.keepalive(i) - random.nextInt(1 << 30), TASK);
      }
    }

    /** Ends the loop. */
    @TearDown(Level.Invocation)
    public void end() {
      loop.close();
      loop.run();
    }
  }

  /** B: the queue that the wheel replaced. */
  @State(Scope.Thread)
  public static class Queue {
    private PriorityQueue<QueuedTimer> queue;
    private QueuedTimer[] timers;

    /** A queue with as many timers as there are connections. */
    @Setup(Level.Invocation)
    public void fill(TimersBenchmark of) {
      Random random = new Random(1);
      queue = new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));
      timers = new QueuedTimer[of.pending];
      for (int i = 0; i < timers.length; i++) {
        timers[i] = schedule(of.keepalive(i) - random.nextInt(1 << 30));
      }
    }

    private QueuedTimer schedule(long nanos) {
      QueuedTimer timer = new QueuedTimer(System.nanoTime() + nanos);
      queue.add(timer);
      return timer;
    }
  }

  static final class QueuedTimer {
    final long at;
    Runnable task = TASK;

    QueuedTimer(long at) {
      this.at = at;
    }
  }

  /** A: set and cancelled. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void cancelWheel(Wheel wheel) {
    for (int i = 0; i < OPERATIONS; i++) {
      wheel.loop.schedule(KEEPALIVE, TASK).cancel();
    }
  }

  /** B: set and cancelled; and one that was, earlier, is taken out. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void cancelQueueLater(Queue queue) {
    for (int i = 0; i < OPERATIONS; i++) {
      queue.schedule(KEEPALIVE).task = null;
      queue.queue.poll();
    }
  }

  /** B: set and cancelled; it is searched for and taken out. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void cancelQueueNow(Queue queue) {
    for (int i = 0; i < OPERATIONS; i++) {
      queue.queue.remove(queue.schedule(KEEPALIVE));
    }
  }

  /** A: moved. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void moveWheel(Wheel wheel) {
    int next = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      next = (next + STRIDE) % pending;
      wheel.loop.schedule(wheel.timers[next], keepalive(next));
    }
  }

  /** B: cancelled and set anew; one that was cancelled earlier is taken out. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void moveQueueLater(Queue queue) {
    int next = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      next = (next + STRIDE) % pending;
      queue.timers[next].task = null;
      queue.timers[next] = queue.schedule(keepalive(next));
      queue.queue.poll();
    }
  }

  /** B: searched for, taken out, and set anew. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void moveQueueNow(Queue queue) {
    int next = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      next = (next + STRIDE) % pending;
      queue.queue.remove(queue.timers[next]);
      queue.timers[next] = queue.schedule(keepalive(next));
    }
  }
}
