package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A loop that the test steps, with a clock that the test turns, and channels to watch. */
final class LoopFixture implements AutoCloseable {
  final EventLoop loop;
  final List<String> log = new ArrayList<>();
  private final List<Channel> channels = new ArrayList<>();
  private final AtomicLong now;

  LoopFixture() throws IOException {
    this(Spin.NONE, 0);
  }

  LoopFixture(Spin spin, long now) throws IOException {
    this.now = new AtomicLong(now);
    this.loop = new EventLoop(spin, this.now::get);
  }

  void advance(long nanos) {
    now.addAndGet(nanos);
  }

  /** Turns until one does nothing, as a bound on them demands. */
  void settle() throws IOException {
    int quiet = 0;
    for (int i = 0; i < 10_000 && quiet < 20; i++) {
      quiet = loop.poll() ? 0 : quiet + 1; // a hot channel is asked a few times in vain
    }
    assertThat(quiet).as("turns that did nothing").isEqualTo(20);
  }

  Channel channel(String name) throws IOException {
    Channel channel = new Channel(name);
    channels.add(channel);
    return channel;
  }

  /** A handler that logs its turns and what it is told. */
  LoopHandler handler(String name) {
    return new LoopHandler() {
      @Override
      public boolean ready(int readyOps) {
        log.add(name + " " + readyOps);
        return true;
      }

      @Override
      public void failed(Throwable cause) {
        log.add(name + " failed: " + (cause == null ? "closed" : cause.getMessage()));
      }
    };
  }

  @Override
  public void close() throws IOException {
    loop.close();
    loop.run();
    for (Channel channel : channels) {
      channel.pipe.sink().close();
      channel.pipe.source().close();
    }
  }

  /** Waits until the thread is in the selector's select. */
  static void untilParked(Thread thread) {
    long start = System.nanoTime();
    while (!isParked(thread)) {
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
      assertThat(thread.isAlive()).as("the loop runs").isTrue();
      LockSupport.parkNanos(50_000);
    }
  }

  private static boolean isParked(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    if (stack.length == 0 || !stack[0].isNativeMethod()) {
      return false;
    }
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(EventLoop.class.getName())) {
        return frame.getMethodName().equals("park");
      }
    }
    return false;
  }

  /** A pipe whose end is watched; what the handler does is logged under its name. */
  final class Channel implements LoopHandler {
    final String name;
    final Pipe pipe = Pipe.open();
    final Registration registration;
    int turns;
    int bytes;
    int failures;
    Thread failedOn;
    Runnable onReady = () -> {};
    Runnable onFailed = () -> {};

    Channel(String name) throws IOException {
      this.name = name;
      pipe.source().configureBlocking(false);
      this.registration = loop.register(pipe.source(), SelectionKey.OP_READ, this);
    }

    Channel write(int count) throws IOException {
      ByteBuffer all = ByteBuffer.allocate(count);
      while (all.hasRemaining()) {
        pipe.sink().write(all);
      }
      return this;
    }

    /** Reads one byte. */
    @Override
    public boolean ready(int readyOps) {
      turns++;
      onReady.run();
      try {
        if (!pipe.source().isOpen() || pipe.source().read(ByteBuffer.allocate(1)) <= 0) {
          return false;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      bytes++;
      log.add(name);
      return true;
    }

    @Override
    public void failed(Throwable cause) {
      failures++;
      failedOn = Thread.currentThread();
      log.add(name + " failed: " + (cause == null ? "closed" : cause.getMessage()));
      onFailed.run();
    }
  }
}
