package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A strand of {@link LoopStrands}. */
final class LoopStrand implements Strand {
  private final LoopStrands others;
  private final LongSupplier clock;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  // Tasks that are due: who makes it 1 has them run until it is 0 again, wherever that is.
  private final AtomicInteger due = new AtomicInteger();

  // Written by the strand.
  private volatile EventLoop loop;

  // Strand only.
  private final List<LoopDelay> pending = new ArrayList<>();
  private Consumer<RuntimeException> homeless = why -> {};
  private boolean left;

  LoopStrand(LoopStrands others, LongSupplier clock, EventLoop loop) {
    this.others = others;
    this.clock = clock;
    this.loop = loop;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (due.getAndIncrement() == 0 && !loop.execute(this::run)) {
      run(); // that loop is no more; one of the tasks is, or will be, to find another
    }
  }

  private void run() {
    do {
      runSafely(tasks.remove());
    } while (due.decrementAndGet() > 0);
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it must not stop what is to come
  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      Home.LOG.log(System.Logger.Level.ERROR, "a reconnecting connection failed in a task", t);
    }
  }

  @Override
  public Delay after(long nanos, Runnable task) {
    LoopDelay delay = new LoopDelay(clock.getAsLong() + nanos, task);
    pending.add(delay);
    delay.set();
    return delay;
  }

  @Override
  public long now() {
    return clock.getAsLong();
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public void whenHomeless(Consumer<RuntimeException> told) {
    homeless = told;
  }

  @Override
  public void leave() {
    left = true;
    List.copyOf(pending).forEach(LoopDelay::cancel);
    others.leave(this, loop);
  }

  /** Its loop has ended: goes on in another one, with what is pending. Strand only. */
  void move() {
    if (left || !loop.ended()) {
      return;
    }
    EventLoop next;
    try {
      next = others.loop();
    } catch (RuntimeException e) {
      homeless.accept(e); // the client is closed
      return;
    }
    loop = next;
    others.join(this, next);
    List.copyOf(pending).forEach(LoopDelay::set);
  }

  /** A timer that moves with the strand. */
  private final class LoopDelay implements Delay {
    private final long at;
    private final Runnable task;
    private volatile boolean done; // run, or cancelled
    private Timer timer; // of the strand's loop, on its thread

    LoopDelay(long at, Runnable task) {
      this.at = at;
      this.task = task;
    }

    /** If the loop has ended, or does before it is set, the strand moves and sets it again. */
    void set() {
      EventLoop in = loop;
      onThreadOf(
          in,
          () -> {
            if (!done && !in.ended()) {
              timer = in.schedule(at - clock.getAsLong(), () -> execute(this::fire));
            }
          });
    }

    private void fire() {
      if (!done) {
        done = true;
        pending.remove(this);
        task.run();
      }
    }

    @Override
    public void cancel() {
      if (!done) {
        done = true;
        pending.remove(this);
        onThreadOf(
            loop,
            () -> {
              if (timer != null) {
                timer.cancel(); // or it would be kept until its time comes
              }
            });
      }
    }

    private void onThreadOf(EventLoop in, Runnable what) {
      if (in.inLoop()) {
        what.run();
      } else {
        boolean unused = in.execute(what);
      }
    }
  }
}
