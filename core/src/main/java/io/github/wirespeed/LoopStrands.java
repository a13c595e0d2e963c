package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The strands of a client. A loop that ends tells nobody who has only a timer in it; so one handler
 * in each loop hears of its end, and has its strands move to another one. Any thread.
 */
final class LoopStrands {
  private final Supplier<EventLoop> loops;
  private final LongSupplier clock;
  private final ConcurrentHashMap<EventLoop, Set<LoopStrand>> strands = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param loops gives a loop that lives; throws if there is none any more
   * @param clock of the loops, in nanoseconds
   */
  LoopStrands(Supplier<EventLoop> loops, LongSupplier clock) {
    this.loops = loops;
    this.clock = clock;
  }

  /**
   * A strand on the next loop.
   *
   * @throws IllegalStateException if the client is closed
   */
  LoopStrand next() {
    LoopStrand strand = new LoopStrand(this, clock, loop());
    join(strand, strand.loop());
    return strand;
  }

  EventLoop loop() {
    return loops.get();
  }

  /** A strand is to hear of the end of a loop. */
  void join(LoopStrand strand, EventLoop loop) {
    boolean[] first = new boolean[1];
    strands.compute(
        loop,
        (key, known) -> {
          first[0] = known == null;
          Set<LoopStrand> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(strand);
          return all;
        });
    if (first[0] && !loop.execute(() -> watch(loop))) {
      ended(loop);
    }
  }

  /** A strand is done. */
  void leave(LoopStrand strand, EventLoop loop) {
    Set<LoopStrand> others = strands.get(loop);
    if (others != null) {
      others.remove(strand);
    }
  }

  private void watch(EventLoop loop) {
    try {
      var unused = loop.register(new EndOf(loop)); // without an interest it costs nothing
    } catch (IllegalStateException e) {
      ended(loop);
    }
  }

  private void ended(EventLoop loop) {
    Set<LoopStrand> left = strands.remove(loop);
    if (left != null) {
      left.forEach(strand -> strand.execute(strand::move));
    }
  }

  private final class EndOf implements LoopHandler {
    private final EventLoop loop;

    EndOf(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public boolean ready(int readyOps) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {
      ended(loop);
    }
  }
}
