package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.ServerHandshake;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A client that is not let in: it is told why, what it sends is skipped, and when it has seen the
 * end, or a second is over, so is the connection. Loop thread only.
 */
final class TurnedAway implements LoopHandler {
  /** How long the client's end of TCP is waited for, so that no reset destroys the answer. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int SKIPPED = 4 << 10;

  private final EventLoop loop;
  private final TcpTransport tcp;
  private Registration registration;
  private Timer timer;

  TurnedAway(EventLoop loop, TcpTransport tcp) {
    this.loop = loop;
    this.tcp = tcp;
  }

  /** An answer of HTTP that ends the connection, whatever was or will be asked. */
  static byte[] answer(int status, String reason, String why) {
    return new ServerHandshake(HttpLimits.DEFAULTS)
        .reject(
            status,
            reason,
            status == 503 ? List.of(Map.entry("Retry-After", "1")) : List.of(),
            why + "\n");
  }

  /**
   * Begins.
   *
   * @param own of the connection's channel; its turns are this one's from now on
   * @param answer may be empty
   */
  void begin(Registration own, byte[] answer) throws IOException {
    registration = own;
    registration.handler(this);
    registration.interest(SelectionKey.OP_READ);
    timer = loop.schedule(LINGER_NANOS, this::close);
    // A network that has taken nothing yet takes so little at once.
    tcp.write(ByteBuffer.wrap(answer));
    tcp.shutdownOutput();
  }

  @Override
  public boolean ready(int readyOps) {
    int n;
    try {
      n = tcp.read(ByteBuffer.allocate(SKIPPED));
    } catch (IOException e) {
      n = -1; // reset by the client: it knows that it is not wanted
    }
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
    if (timer != null) {
      timer.cancel();
    }
    tcp.close();
  }
}
