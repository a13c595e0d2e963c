package io.github.wirespeed;

import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.protocol.CloseCode;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;

/** The keepalive of a connection that lives in a loop: its {@link Heartbeat} with a timer. */
final class LoopKeeper extends Heartbeat implements Runnable {
  /** For a caller who reads and may have been stopped with the whole process: to find what came. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Connection connection;

  // Loop only.
  private Timer timer; // null until it starts
  private boolean suspect; // found dead once already, while a caller held the baton

  LoopKeeper(Connection connection, Pings pings) {
    super(connection.options().keepalive(), pings, connection.home().loop()::nanoTime);
    this.connection = connection;
    connection.outbound().owesIn(out);
  }

  /** Begins. Loop only. */
  void start() {
    look(false);
    timer = connection.home().loop().schedule(nanosToWait(), this);
  }

  /** The connection is over. Loop only. */
  void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  void send() {
    connection.outbound().prompt();
  }

  /** Something may be due. */
  @Override
  public void run() {
    if (!connection.ending().untouched()) {
      return; // it ends: that has a deadline of its own
    }
    Finding finding = look();
    if (finding != Finding.WAIT && finding != Finding.PING) {
      readNow();
      if (!connection.ending().untouched()) {
        return;
      }
      finding = look();
    }
    switch (finding) {
      case PING -> {
        ping();
        look(); // for when the next thing is due
        again(nanosToWait());
      }
      case WAIT -> again(nanosToWait());
      default -> judge(finding);
    }
  }

  private Finding look() {
    return look(!connection.inbound().wantsBytes());
  }

  /** What came meanwhile, while nobody looked, counts. */
  private void readNow() {
    connection.relied(); // callers who wait may be asleep longer than this can wait
    connection.ready(SelectionKey.OP_READ);
  }

  private void judge(Finding finding) {
    if (connection.inbound().held() && !suspect) {
      suspect = true;
      connection.home().loop().schedule(timer, GRACE_NANOS);
      return;
    }
    if (finding == Finding.IDLE) {
      connection.close(CloseCode.GOING_AWAY, "idle");
      return;
    }
    connection.failWith(why(finding), "keepalive time-out");
  }

  private void again(long nanos) {
    suspect = false;
    connection.home().loop().schedule(timer, nanos);
  }
}
