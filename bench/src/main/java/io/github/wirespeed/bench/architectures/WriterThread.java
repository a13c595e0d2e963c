package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.protocol.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A thread that owns the writing side and drains a queue: what has gathered there goes out in one
 * write. A pong or a Close that is owed has a place of its own, since who reads must never wait for
 * room in a queue.
 */
final class WriterThread {
  /** The longest that a closing waits for a thread. */
  static final long END_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final Opened opened;
  private final WriteSide writes; // this thread's
  private final HandOver<Item> queue;
  private final AtomicReference<Item> owed = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "bench-writer");
  private volatile IOException failure;

  /** What is to be written; {@link #LOOK} is nothing, but wakes the thread. */
  private record Item(Opcode opcode, ByteBuffer payload) {
    static final Item LOOK = new Item(null, null);
  }

  WriterThread(Opened opened) {
    this.opened = opened;
    this.writes = opened.writes();
    this.queue = new HandOver<>(opened.strategy());
    thread.setDaemon(true);
    thread.start();
  }

  /** Leaves a message in the queue, or waits while that is full. */
  void message(ByteBuffer payload) throws IOException {
    put(new Item(Opcode.BINARY, copy(payload)));
  }

  /** Leaves a Close behind all messages. */
  void close(ByteBuffer payload) throws IOException {
    put(new Item(Opcode.CLOSE, copy(payload)));
  }

  private void put(Item item) throws IOException {
    if (failure != null) {
      throw new IOException("the connection is over: " + failure.getMessage(), failure);
    }
    queue.put(item);
  }

  /** Leaves what is owed, in the place of an older pong (RFC 6455 5.5.3). Never waits. */
  void owe(Opcode opcode, ByteBuffer payload) {
    owed.set(new Item(opcode, copy(payload)));
    queue.offer(Item.LOOK); // if there is no room it is awake
  }

  /** The caller's buffer is the caller's again when it returns. */
  static ByteBuffer copy(ByteBuffer payload) {
    return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
  }

  private void run() {
    try {
      while (!writes.closed()) {
        encode(queue.take());
        for (Item more = queue.poll(); more != null && !writes.closed(); more = queue.poll()) {
          encode(more);
        }
        writes.flush();
      }
      failure = new IOException("it is closed");
    } catch (IOException e) {
      failure = e;
      opened.transport().close(); // who reads has to notice
    } finally {
      queue.end();
    }
  }

  private void encode(Item item) throws IOException {
    Item first = owed.get() == null ? null : owed.getAndSet(null);
    if (first != null) {
      writes.control(first.opcode(), first.payload());
    }
    if (item.opcode() == Opcode.BINARY && !writes.closed()) {
      writes.message(item.payload());
    } else if (item.opcode() == Opcode.CLOSE) {
      writes.control(Opcode.CLOSE, item.payload());
    }
  }

  /** Whether it writes nothing any more: closed, or failed. */
  boolean over() {
    return failure != null;
  }

  /** Waits until it has ended. */
  void join() {
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
