package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.ServerHandshake;
import io.github.wirespeed.transport.TcpTransport;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The last that a connection is sent: written as the network takes it, then this end of the stream
 * is closed, and for a moment the client's is waited for. Loop thread only.
 */
final class FinalAnswer implements LoopHandler {
  /** How long the client's end of TCP is waited for, so that no reset destroys the answer. */
  static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** At a time: of a larger heap buffer the JDK would copy all of it, to write a part. */
  private static final int CHUNK = 64 << 10;

  /** In a turn of the loop, in which others want theirs. */
  private static final int CHUNKS = 8;

  private static final int SKIPPED = 4 << 10;

  private final EventLoop loop;
  private Registration registration; // set once, before its first turn
  private final Transport transport;
  private final ByteBuffer head;
  private final ByteBuffer body;
  private final long nanos;
  private Timer timer; // likewise
  private boolean written;

  /** An answer in bytes, which never change. */
  static final class Bytes {
    private final byte[] head;
    private final byte[] body;

    Bytes(byte[] head, byte[] body) {
      this.head = head;
      this.body = body;
    }

    /** A head with its body behind it. */
    Bytes(byte[] whole) {
      this(whole, new byte[0]);
    }

    /** A refusal of whatever was or will be asked. */
    static Bytes refusal(int status, String reason, String why) {
      return new Bytes(
          new ServerHandshake(HttpLimits.DEFAULTS)
              .reject(
                  status,
                  reason,
                  status == 503 ? List.of(Map.entry("Retry-After", "1")) : List.of(),
                  why + "\n"));
    }

    /** The status: "HTTP/1.1 404 ...". */
    int status() {
      int status = 0;
      for (int i = 9; i < 12; i++) {
        status = 10 * status + head[i] - '0';
      }
      return status;
    }
  }

  private FinalAnswer(EventLoop loop, Transport transport, Bytes bytes, long nanos) {
    this.loop = loop;
    this.transport = transport;
    this.head = ByteBuffer.wrap(bytes.head);
    this.body = ByteBuffer.wrap(bytes.body);
    this.nanos = nanos;
  }

  /**
   * Ends a connection with an answer; its turns are the answer's from now on.
   *
   * @param nanos how long the client may take nothing of it
   */
  static void send(
      EventLoop loop, Registration registration, Transport transport, Bytes bytes, long nanos) {
    FinalAnswer answer = new FinalAnswer(loop, transport, bytes, nanos);
    registration.handler(answer);
    answer.begin(registration);
  }

  /**
   * The same for a connection that is in no loop yet.
   *
   * @throws IOException if it cannot come into the loop: then it is the caller's to close
   */
  static void send(EventLoop loop, TcpTransport tcp, Bytes bytes, long nanos) throws IOException {
    FinalAnswer answer = new FinalAnswer(loop, tcp, bytes, nanos);
    answer.begin(loop.register(tcp.channel(), SelectionKey.OP_READ, answer));
  }

  private void begin(Registration own) {
    registration = own;
    timer = loop.schedule(nanos, this::close);
    ready(SelectionKey.OP_WRITE);
  }

  @Override
  public boolean ready(int readyOps) {
    try {
      return written ? skip() : write();
    } catch (IOException e) {
      close(); // reset by the client: there is nobody to tell
      return true;
    }
  }

  private boolean write() throws IOException {
    int end = body.limit();
    for (int i = 0; i < CHUNKS; i++) {
      body.limit(Math.min(end, body.position() + CHUNK));
      long taken = transport.write(head, body);
      boolean blocked = head.hasRemaining() || body.hasRemaining();
      body.limit(end);
      if (taken > 0) {
        loop.schedule(timer, nanos);
      }
      if (!blocked && !body.hasRemaining()) {
        linger();
        return true;
      }
      if (blocked) {
        break;
      }
    }
    registration.interest(SelectionKey.OP_WRITE);
    return true;
  }

  private void linger() throws IOException {
    written = true;
    registration.interest(SelectionKey.OP_READ);
    loop.schedule(timer, LINGER_NANOS);
    transport.shutdownOutput();
    skip(); // what TLS has decrypted already no selector tells of
  }

  private boolean skip() throws IOException {
    ByteBuffer skipped = ByteBuffer.allocate(SKIPPED);
    int n;
    int left = CHUNKS;
    do {
      n = transport.read(skipped.clear());
    } while (n > 0 && transport.buffered() && --left > 0);
    if (n < 0) {
      close();
    }
    return n != 0;
  }

  private void close() {
    registration.cancel();
    failed(null);
  }

  @Override
  public void failed(Throwable cause) {
    timer.cancel();
    transport.close();
  }
}
