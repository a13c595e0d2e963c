package io.github.wirespeed.client;

import io.github.wirespeed.protocol.Zlib;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A few inflaters and deflaters that nobody needs now, kept for whoever needs one. Any thread. */
public final class ZlibPool implements Zlib {
  /** The one of this process. */
  public static final ZlibPool SHARED = new ZlibPool(8);

  private static final int LOWEST_LEVEL = -1;
  private static final int HIGHEST_LEVEL = 9;

  private final Spares<Inflater> inflaters;
  // By level, lowest first: one that is given another level does not flush when it is next told to.
  private final List<Spares<Deflater>> deflaters;
  private final AtomicInteger lent = new AtomicInteger();

  /**
   * A pool.
   *
   * @param spares how many inflaters, and how many deflaters of a level, are kept
   */
  public ZlibPool(int spares) {
    this.inflaters = new Spares<>(spares);
    this.deflaters =
        IntStream.rangeClosed(LOWEST_LEVEL, HIGHEST_LEVEL)
            .mapToObj(level -> new Spares<Deflater>(spares))
            .toList();
  }

  @Override
  public Inflater inflater() {
    Inflater spare = inflaters.take();
    Inflater given = spare != null ? spare : new Inflater(true);
    lent.incrementAndGet();
    return given;
  }

  @Override
  public void giveBack(Inflater inflater) {
    lent.decrementAndGet();
    if (inflaters.hasRoom()) {
      inflater.reset();
      inflaters.keep(inflater);
    } else {
      inflater.end();
    }
  }

  @Override
  public Deflater deflater(int level) {
    Deflater spare = deflaters.get(level - LOWEST_LEVEL).take();
    Deflater given = spare != null ? spare : new Deflater(level, true);
    lent.incrementAndGet();
    return given;
  }

  @Override
  public void giveBack(Deflater deflater, int level) {
    lent.decrementAndGet();
    Spares<Deflater> of = deflaters.get(level - LOWEST_LEVEL);
    if (of.hasRoom()) {
      deflater.reset();
      of.keep(deflater);
    } else {
      deflater.end();
    }
  }

  /** How many are lent now, of both kinds. */
  public int lent() {
    return lent.get();
  }

  /** How many are kept, of both kinds. */
  public int spares() {
    return inflaters.count() + deflaters.stream().mapToInt(Spares::count).sum();
  }

  /** Spares of one kind. */
  private static final class Spares<T> {
    private final int most;
    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    // Of those kept and those about to be; the queue's own size is found by walking it.
    private final AtomicInteger count = new AtomicInteger();

    Spares(int most) {
      this.most = most;
    }

    T take() {
      T spare = queue.poll();
      if (spare != null) {
        count.decrementAndGet();
      }
      return spare;
    }

    /** Whether one more may be kept, which the caller then does. */
    boolean hasRoom() {
      if (count.incrementAndGet() <= most) {
        return true;
      }
      count.decrementAndGet();
      return false;
    }

    void keep(T spare) {
      queue.add(spare);
    }

    int count() {
      return count.get();
    }
  }
}
