package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Trial;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Letters that another thread leaves in lots, when this one asks for a lot, while this one takes
 * them. Both spin, and yield when they have seen nothing for a while: should they have to share a
 * core, it is not the scheduler's time slice that is measured.
 */
final class AcrossThreads implements Trial {
  private static final long MILLISECOND = 1_000_000;
  private static final int YIELD = 100;
  private static final int LOT = LetterQueue.CAPACITY;

  private final LetterQueue queue;
  private final Thread sender = new Thread(this::send, "research-sender");
  private volatile boolean over;

  // Asked for by the reader alone, read by the sender.
  private volatile int wanted;

  AcrossThreads(LetterQueue queue) {
    this.queue = queue;
    sender.setDaemon(true);
    sender.start();
  }

  private void send() {
    int sent = 0;
    int looks = 0;
    long asked = System.nanoTime();
    while (!over) {
      if (sent == wanted) {
        // Others are measured meanwhile: who is not asked for a while must not take their core.
        if (System.nanoTime() - asked > MILLISECOND) {
          LockSupport.parkNanos(MILLISECOND);
        }
        pause(++looks);
        continue;
      }
      for (int i = 0; i < LOT; i++) {
        LetterQueue.Letter letter = new LetterQueue.Letter();
        while (!queue.leave(letter)) {
          pause(++looks);
        }
      }
      sent++;
      asked = System.nanoTime();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // see above
  private static void pause(int looks) {
    if (looks % YIELD == 0) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
  public long run(int operations) {
    lot(); // wakes the sender
    int lots = (operations + LOT - 1) / LOT;
    long start = System.nanoTime();
    for (int i = 0; i < lots; i++) {
      lot();
    }
    return (long) ((double) (System.nanoTime() - start) * operations / (lots * LOT));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // likewise
  private void lot() {
    wanted++;
    int taken = 0;
    int looks = 0;
    while (taken < LOT) {
      LetterQueue.Letter letter = queue.take();
      if (letter == null) {
        pause(++looks);
      } else {
        Sink.take(letter);
        taken++;
      }
    }
  }

  @Override
  public void close() throws IOException {
    over = true;
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
