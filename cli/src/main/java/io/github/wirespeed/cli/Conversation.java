package io.github.wirespeed.cli;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocket;
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

  private final WebSocket webSocket;
  private final Screen screen;
  // Written by the thread that receives, read by the one that waits for quiet.
  private volatile long lastArrival = System.nanoTime();

  Conversation(WebSocket webSocket, Screen screen) {
    this.webSocket = webSocket;
    this.screen = screen;
  }

  /** Talks until the connection ends; whether it ended normally. */
  boolean run() throws IOException {
    Thread input = new Thread(this::type, "ws-input");
    // It may be stuck reading a pipe that nobody closes.
    input.setDaemon(true);
    input.start();
    ConnectionClosedException end = receive();
    if (end.closedHere()) {
      join(input); // the server's answer is still to come
    } else {
      webSocket.close();
      if (screen.interactive()) {
        input.interrupt();
        join(input);
      }
    }
    screen.note(how(end));
    screen.note(Shown.traffic(webSocket.report()));
    return end.isNormal();
  }

  private ConnectionClosedException receive() throws IOException {
    try {
      while (true) {
        screen.received(Shown.received(webSocket.receiveView()));
        lastArrival = System.nanoTime();
      }
    } catch (ConnectionClosedException e) {
      return e;
    }
  }

  private void type() {
    Typed typed = new Typed(webSocket, screen);
    try {
      String line = screen.readLine();
      while (line != null) {
        try {
          if (!typed.line(line)) {
            return;
          }
        } catch (SocketTimeoutException e) {
          screen.note(e.getMessage());
        }
        line = screen.readLine();
      }
      if (!screen.interactive()) {
        awaitQuiet();
      }
    } catch (ConnectionClosedException e) {
      return; // the other thread tells how
    } catch (IOException e) {
      screen.note("input: " + Failure.describe(e));
    }
    webSocket.close();
  }

  private void awaitQuiet() {
    long end = System.nanoTime();
    try {
      long since = 0;
      while (since < QUIET_NANOS && webSocket.isOpen()) {
        TimeUnit.NANOSECONDS.sleep(Math.min(QUIET_NANOS - since, QUIET_NANOS / 20));
        since = System.nanoTime() - Math.max(end, lastArrival);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** "closed by this side: sent 1000, received 1000 bye". */
  private String how(ConnectionClosedException end) {
    if (end.closedHere()) {
      int code = webSocket.closeCode();
      return code == 1006
          ? "closed by this side; the server did not answer"
          : "closed by this side; the server answered " + status(code, webSocket.closeReason());
    }
    if (end.receivedFirst()) {
      return "closed by the server: " + status(end.code(), end.reason());
    }
    return "connection ended: " + end.getMessage();
  }

  private static String status(int code, String reason) {
    String shown = code == 1005 ? "without a code (1005)" : Integer.toString(code);
    return reason.isEmpty() ? shown : shown + " " + Shown.plain(reason);
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
