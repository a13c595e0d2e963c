package io.github.wirespeed.bench;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.Poller;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A {@link MessageHandler}, which takes the times and sends what follows from within its call. The
 * thread that measures starts it and waits until all is done, or polls it.
 */
final class HandlerSession implements Session, MessageHandler {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final WebSocketClient client;
  private final Poller poller; // null where the client's loop calls the handler
  private final WebSocketConnection connection;
  private final Workload workload;
  private final int payloadBytes;
  private final Outgoing ofMeasuring;
  private final Outgoing ofHandler;
  private final Thread measuring = Thread.currentThread();
  private List<Long> workers = List.of();

  /** What a thread sends from: each has its own, as a send moves the position. */
  private record Outgoing(ByteBuffer payload, ByteBuffer command) {
    static Outgoing of(int payloadBytes) {
      return new Outgoing(Payload.direct(payloadBytes), ByteBuffer.allocate(Command.BYTES));
    }
  }

  // What is being run. Written by the thread that measures before it sends, then by the handler.
  private Histogram times;
  private int left; // messages that are not done, the unit under way included
  private int unit; // messages of the unit under way
  private int done; // of them
  private int awaited; // messages under way
  private long before;
  private long nanos;
  private boolean first; // the next message is the first of a burst, which is not timed

  // Hands the above from one thread to the other.
  private volatile boolean running;
  private volatile ConnectionClosedException closed;

  /**
   * A session.
   *
   * @param client closed with the session
   * @param polled whether this thread polls, else the client's loop calls
   */
  HandlerSession(
      WebSocketClient client,
      Endpoint endpoint,
      Workload workload,
      int payloadBytes,
      boolean polled) {
    this.client = client;
    this.workload = workload;
    this.payloadBytes = payloadBytes;
    this.ofMeasuring = Outgoing.of(payloadBytes);
    this.ofHandler = Outgoing.of(payloadBytes);
    this.poller = polled ? client.poller() : null;
    String uri = endpoint.uri(workload);
    this.connection =
        (polled
                ? poller.connect(uri, endpoint.options(), this)
                : client.connect(uri, endpoint.options(), this))
            .join();
    if (!polled) {
      workers = Meter.threads(Endpoint.LOOP_THREAD);
    }
    if (workload == Workload.ERRORS) {
      connection.close().join();
    }
  }

  @Override
  public long run(int messages, Histogram into) throws IOException {
    return switch (workload) {
      case UPLOAD -> upload(messages, into);
      case ERRORS -> fail(messages, into);
      default -> answered(messages, into);
    };
  }

  private long answered(int messages, Histogram into) throws IOException {
    begin(messages, into);
    if (workload == Workload.DOWNLOAD) {
      running = true;
      command(messages, ofMeasuring);
    } else {
      beginUnit(ofMeasuring);
    }
    await();
    return nanos;
  }

  private void begin(int messages, Histogram into) throws IOException {
    if (closed != null && workload != Workload.ERRORS) {
      throw closed;
    }
    times = into;
    left = messages;
    nanos = 0;
    before = System.nanoTime();
  }

  private void beginUnit(Outgoing out) {
    unit = Math.min(workload.unit(payloadBytes), left);
    done = 0;
    first = true;
    before = System.nanoTime();
    if (workload.echoed()) {
      sendNext(out);
    } else {
      running = true;
      command(unit + 1, out);
    }
  }

  private void sendNext(Outgoing out) {
    int count = workload.next(done, unit - done, payloadBytes);
    awaited = count;
    running = true; // from here on the fields are the handler's: answers come while this sends
    for (int i = 0; i < count; i++) {
      connection.send(out.payload().clear());
    }
  }

  private void command(int messages, Outgoing out) {
    Command.put(out.command().clear(), workload.mode(), messages, payloadBytes, payloadBytes);
    connection.send(out.command().flip());
  }

  @Override
  public void onMessage(WebSocketConnection from, MessageView message) throws IOException {
    if (!running) {
      throw new IOException("a message of " + message.size() + " bytes that nobody waits for");
    } else if (workload == Workload.UPLOAD) {
      WaitingSession.checkAcknowledgement(message.size());
      finish();
      return;
    } else if (message.size() != payloadBytes) {
      throw new IOException(
          "a message of " + message.size() + " bytes came back for one of " + payloadBytes);
    }
    if (workload == Workload.DOWNLOAD) {
      streamed();
    } else if (!workload.echoed()) {
      burst();
    } else if (--awaited == 0) {
      exchanged();
    }
  }

  private void streamed() {
    long now = System.nanoTime();
    Meter.record(times, now - before, 1);
    nanos += now - before;
    before = now;
    if (--left == 0) {
      finish();
    }
  }

  private void burst() {
    if (first) {
      first = false;
      before = System.nanoTime();
    } else if (++done == unit) {
      unitDone();
    }
  }

  private void exchanged() {
    done += workload.next(done, unit - done, payloadBytes);
    if (done < unit) {
      sendNext(ofHandler);
    } else {
      unitDone();
    }
  }

  private void unitDone() {
    long took = System.nanoTime() - before;
    Meter.record(times, took, unit);
    nanos += took;
    left -= unit;
    if (left > 0) {
      beginUnit(ofHandler);
    } else {
      finish();
    }
  }

  private void finish() {
    running = false;
    LockSupport.unpark(measuring);
  }

  /** Sending needs no handler: as any thread does it. */
  private long upload(int messages, Histogram into) throws IOException {
    begin(messages, into);
    running = true;
    command(messages, ofMeasuring);
    long start = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      long sent = System.nanoTime();
      connection.send(ofMeasuring.payload().clear()).join();
      Meter.record(into, System.nanoTime() - sent, 1);
    }
    await();
    return System.nanoTime() - start;
  }

  /** A handler has nothing to receive with: it sends. */
  private long fail(int messages, Histogram into) throws IOException {
    int together = workload.unit(payloadBytes);
    long start = System.nanoTime();
    for (int rest = messages; rest > 0; rest -= Math.min(together, rest)) {
      int now = Math.min(together, rest);
      long sent = System.nanoTime();
      int failed = 0;
      for (int i = 0; i < now; i++) {
        Stage<Void> stage = connection.send(ofMeasuring.payload().clear());
        if (stage.isCompletedExceptionally()) {
          failed++;
        }
      }
      Meter.record(into, System.nanoTime() - sent, now);
      if (failed != now) {
        throw new IOException(failed + " of " + now + " sends failed on a closed connection");
      }
    }
    return System.nanoTime() - start;
  }

  private void await() throws IOException {
    while (running) {
      if (closed != null) {
        throw closed;
      } else if (poller != null) {
        poller.poll(POLL);
      } else {
        LockSupport.park(this);
      }
    }
  }

  @Override
  public void onClosed(WebSocketConnection from, ConnectionClosedException how) {
    closed = how;
    LockSupport.unpark(measuring);
  }

  @Override
  public long allocatedBytes() {
    return Meter.allocatedBytes() + Meter.allocatedBytes(workers);
  }

  @Override
  public void close() {
    connection.close().join();
    if (poller != null) {
      poller.close();
    }
    client.close();
  }
}
