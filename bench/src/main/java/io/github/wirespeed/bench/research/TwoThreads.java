package io.github.wirespeed.bench.research;

import io.github.wirespeed.bench.experiment.Trial;
import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An operation that another thread does at the same time. */
final class TwoThreads implements Trial {
  private static final int LONGEST_SECONDS = 50;

  private final Micro.Operation operation;
  private final CyclicBarrier start = new CyclicBarrier(2);
  private final Thread other = new Thread(this::accompany, "research-other");

  // The other goes on until the one that is timed is done, so that that one is never alone.
  private volatile boolean done;

  TwoThreads(Micro.Operation operation) {
    this.operation = operation;
    other.setDaemon(true);
    other.start();
  }

  private void accompany() {
    try {
      while (true) {
        start.await();
        while (!done) {
          operation.run();
        }
        start.await();
      }
    } catch (InterruptedException | BrokenBarrierException e) {
      // It is over.
    } catch (IOException e) {
      start.reset();
    }
  }

  @Override
  public long run(int operations) throws IOException {
    done = false;
    meet();
    long began = System.nanoTime();
    for (int i = 0; i < operations; i++) {
      operation.run();
    }
    long took = System.nanoTime() - began;
    done = true;
    meet();
    return took;
  }

  private void meet() throws IOException {
    try {
      start.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IOException("the other thread is not there", e);
    }
  }

  @Override
  public void close() {
    other.interrupt();
  }
}
