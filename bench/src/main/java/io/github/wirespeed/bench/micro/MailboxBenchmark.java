package io.github.wirespeed.bench.micro;

import io.github.wirespeed.loop.Mailbox;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
 * the queues that the JDK has.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MailboxBenchmark {
  private static final int LOT = 64;

  /** Which queue. */
  @Param({"mailbox", "ConcurrentLinkedQueue", "ArrayBlockingQueue", "LinkedBlockingQueue"})
  public String kind;

  private Way way;
  private Thread sender;
  private volatile boolean over;
  private volatile int wanted;

  /** A letter; the queues of the JDK do not use its link. */
  private static final class Letter implements Mailbox.Letter<Letter> {
    private Letter link;

    @Override
    public Letter linked() {
      return link;
    }

    @Override
    public void link(Letter other) {
      link = other;
    }
  }

  /** There and back. */
  private interface Way {
    boolean leave(Letter letter);

    Letter take();
  }

  /** Picks the queue, and starts the other thread. */
  @Setup(Level.Trial)
  public void start() {
    way =
        switch (kind) {
          case "mailbox" -> mailbox();
          case "ConcurrentLinkedQueue" -> queue(new ConcurrentLinkedQueue<>());
          case "ArrayBlockingQueue" -> queue(new ArrayBlockingQueue<>(LOT));
          default -> queue(new LinkedBlockingQueue<>(LOT));
        };
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

  private static Way mailbox() {
    Mailbox<Letter> mailbox = new Mailbox<>();
    return new Way() {
      @Override
      public boolean leave(Letter letter) {
        mailbox.push(letter);
        return true;
      }

      @Override
      public Letter take() {
        return mailbox.poll();
      }
    };
  }

  private static Way queue(Queue<Letter> queue) {
    return new Way() {
      @Override
      public boolean leave(Letter letter) {
        return queue.offer(letter);
      }

      @Override
      public Letter take() {
        return queue.poll();
      }
    };
  }

  private void send() {
    int sent = 0;
    while (!over) {
      if (sent == wanted) {
        Thread.onSpinWait();
        continue;
      }
      for (int i = 0; i < LOT; i++) {
        way.leave(new Letter());
      }
      sent++;
    }
  }

  /** One letter, left and taken by one thread. */
  @Benchmark
  public Object alone() {
    way.leave(new Letter());
    return way.take();
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
      Letter letter = way.take();
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
