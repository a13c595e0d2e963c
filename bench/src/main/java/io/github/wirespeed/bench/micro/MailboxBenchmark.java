package io.github.wirespeed.bench.micro;

import io.github.wirespeed.bench.research.LetterQueue;
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
 * What a letter costs on its way through an actor's mailbox: left and taken one at a time, and left
 * by another thread in lots of 64 while this one takes them. The mailbox that is shipped against
 * the queues that the JDK and others have.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MailboxBenchmark {
  private static final int LOT = LetterQueue.CAPACITY;

  /** Which queue. */
  @Param({
    LetterQueue.SHIPPED,
    "ConcurrentLinkedQueue",
    "ArrayBlockingQueue",
    "LinkedBlockingQueue",
    "JCTools MpscArrayQueue",
    "JCTools MpscLinkedQueue",
    "Disruptor"
  })
  public String kind;

  private LetterQueue queue;
  private Thread sender;
  private volatile boolean over;
  private volatile int wanted;

  /** Picks the queue, and starts the other thread. */
  @Setup(Level.Trial)
  public void start() {
    queue = LetterQueue.named(kind);
    over = false;
    wanted = 0;
    sender = new Thread(this::send, "bench-sender");
    sender.setDaemon(true);
    sender.start();
  }

  /** Ends the other thread. */
  @TearDown(Level.Trial)
  public void end() throws InterruptedException {
    over = true;
    sender.join();
  }

  private void send() {
    int sent = 0;
    while (!over) {
      if (sent == wanted) {
        Thread.onSpinWait();
        continue;
      }
      for (int i = 0; i < LOT; i++) {
        LetterQueue.Letter letter = new LetterQueue.Letter();
        while (!queue.leave(letter)) {
          Thread.onSpinWait();
        }
      }
      sent++;
    }
  }

  /** One letter, left and taken by one thread. */
  @Benchmark
  public Object alone() {
    queue.leave(new LetterQueue.Letter());
    return queue.take();
  }

  /** A lot of letters, left by another thread while this one takes them; the time of one. */
  @Benchmark
  @OperationsPerInvocation(LOT)
  @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
  public Object across() {
    wanted++;
    Object last = null;
    int taken = 0;
    while (taken < LOT) {
      LetterQueue.Letter letter = queue.take();
      if (letter == null) {
        Thread.onSpinWait();
      } else {
        last = letter;
        taken++;
      }
    }
    return last;
  }
}
