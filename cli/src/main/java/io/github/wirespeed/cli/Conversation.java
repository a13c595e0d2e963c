package io.github.wirespeed.cli;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.NotConnectedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * A talk with a server: the thread that calls {@link #run} shows what arrives, a thread of its own
 * does what is typed.
 */
final class Conversation {
  /** After the end of a pipe: so long must nothing arrive before it is closed. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long JOIN_MILLIS = 6000;

  private final Line line;
  private final Screen screen;
  // Written by the thread that receives, read by the one that waits for quiet.
  private volatile long lastArrival = System.nanoTime();

  Conversation(Line line, Screen screen) {
    this.line = line;
    this.screen = screen;
  }

  /** Talks until the connection ends; whether it ended normally. */
  boolean run() throws IOException {
    Thread input = new Thread(this::type, "ws-input");
    // It may be stuck reading a pipe that nobody closes.
    input.setDaemon(true);
    input.start();
    String message = line.receive();
    while (message != null) {
      screen.received(message);
      lastArrival = System.nanoTime();
      message = line.receive();
    }
    if (line.closedHere()) {
      join(input); // the server's answer is still to come
    } else {
      line.close();
      if (screen.interactive()) {
        input.interrupt();
        join(input);
      }
    }
    line.howItEnded().forEach(screen::note);
    return line.endedNormally();
  }

  private void type() {
    Typed typed = new Typed(line, screen);
    try {
      String text = screen.readLine();
      while (text != null) {
        try {
          if (!typed.line(text)) {
            return;
          }
        } catch (SocketTimeoutException e) {
          screen.note(e.getMessage());
        }
        text = screen.readLine();
      }
      if (!screen.interactive()) {
        awaitQuiet();
      }
    } catch (ConnectionClosedException | NotConnectedException e) {
      return; // the other thread tells how
    } catch (IOException e) {
      screen.note("input: " + Failure.describe(e));
    }
    line.close();
  }

  private void awaitQuiet() {
    long end = System.nanoTime();
    try {
      long since = 0;
      while (since < QUIET_NANOS && line.isOpen()) {
        TimeUnit.NANOSECONDS.sleep(Math.min(QUIET_NANOS - since, QUIET_NANOS / 20));
        since = System.nanoTime() - Math.max(end, lastArrival);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
