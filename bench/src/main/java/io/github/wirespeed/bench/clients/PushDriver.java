package io.github.wirespeed.bench.clients;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The library calls back with each message, and what follows is sent from within that call. The
 * thread that measures begins, and then waits without a spin.
 */
final class PushDriver implements Driver, Receiver {
  /** What a run may take beyond its time, before the server is taken for dead. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How the thread that measures waits: for a latch, unless it has to work for the library. */
  interface Waiting {
    /** Returns when the latch is down or the time is over; whether it is down. */
    boolean await(CountDownLatch over, long nanos) throws IOException, InterruptedException;
  }

  private final Waiting waiting;

  /**
   * How many messages are to be sent. Who makes it more than none sends, until it is none again: at
   * the beginning answers come while the thread that measures still sends.
   */
  private final AtomicInteger due = new AtomicInteger();

  private Link link;

  // Hands a run over to the library's threads, and the failure to the thread that measures.
  private volatile Run run;
  private volatile String failure;

  PushDriver() {
    this((over, nanos) -> over.await(nanos, TimeUnit.NANOSECONDS));
  }

  PushDriver(Waiting waiting) {
    this.waiting = waiting;
  }

  /** What is under way: its fields are the callback's while it is. */
  private final class Run {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Plan plan;
    private long start;
    private long before;
    private long messages;
    private int arrived; // of the unit
    private boolean ending; // a stream that only receives the rest
    private ByteBuffer kept; // of a check, which has no times

    Run(Plan plan) {
      this.plan = plan;
    }

    private void arrived() {
      boolean whole = ++arrived == plan.unit();
      if (whole) {
        arrived = 0;
        messages += plan.unit();
        whole(System.nanoTime());
      } else if (plan.stream() && !ending) {
        sendMore(1);
      }
    }

    private void whole(long now) {
      if (!plan.stream()) {
        plan.times().add(now - before);
      }
      before = now;
      if (ending || (!plan.stream() && now - start >= plan.nanos())) {
        run = null; // what comes now is too much
        over.countDown();
      } else {
        // In a stream so many are under way at the end: this one is followed by one more.
        int next = plan.stream() ? 1 : plan.unit();
        ending = plan.stream() && now - start >= plan.nanos();
        sendMore(next);
      }
    }
  }

  /** The connection that it drives; known once it is open. */
  Library.Connection over(Link opened) {
    link = opened;
    return new Library.Connection(this, opened);
  }

  @Override
  public long check(byte[] payload) throws Exception {
    link.prepare(payload);
    Run check = new Run(new Plan(payload.length, 1, false, -1, new Times(1)));
    check.kept = ByteBuffer.allocate(payload.length);
    await(check);
    return Driver.crc(check.kept.flip());
  }

  @Override
  public Outcome run(Plan plan) throws Exception {
    link.prepare(Plan.payload(plan.size(), 0));
    Run whole = new Run(plan);
    await(whole);
    return new Outcome(whole.messages, whole.before - whole.start);
  }

  private void await(Run next) throws Exception {
    if (failure != null) {
      throw new IOException(failure);
    }
    link.start(
        () -> {
          next.start = System.nanoTime();
          next.before = next.start;
          run = next;
          sendMore(next.plan.unit());
        });
    boolean over = waiting.await(next.over, Math.max(0, next.plan.nanos()) + PATIENCE_NANOS);
    run = null;
    if (failure != null) {
      throw new IOException(failure);
    } else if (!over) {
      throw new IOException("an answer did not come within 30 s");
    }
  }

  private void sendMore(int count) {
    if (due.getAndAdd(count) > 0) {
      return; // whoever sends now sends these too
    }
    try {
      int mine = count;
      while (mine > 0) {
        for (int i = 0; i < mine; i++) {
          link.send();
        }
        link.flush();
        mine = due.addAndGet(-mine);
      }
    } catch (Exception e) {
      failed(e);
    }
  }

  @Override
  public <M> void message(M message, int size, Function<M, ByteBuffer> payload) {
    Run now = run;
    if (now == null) {
      failed("a message of " + size + " bytes that nobody waits for");
    } else if (size != now.plan.size()) {
      failed(Driver.wrongSize(size, now.plan.size()).getMessage());
    } else {
      if (now.kept != null) {
        now.kept.put(payload.apply(message));
      }
      now.arrived();
    }
  }

  @Override
  public boolean wantsPayload() {
    Run now = run;
    return now != null && now.kept != null;
  }

  /** Keeps the first reason: the others follow from it. */
  @Override
  public void failed(String why) {
    if (failure == null) {
      failure = why;
    }
    Run now = run;
    if (now != null) {
      now.over.countDown();
    }
  }
}
