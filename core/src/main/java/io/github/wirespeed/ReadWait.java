package io.github.wirespeed;

import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.transport.Transport;
import io.github.wirespeed.transport.VirtualThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** How a {@link Receiver} waits for bytes: spinning first, then parked. Whoever holds the turn. */
final class ReadWait {
  private final Transport transport;
  private final Sender sender;
  private final CountedEnding ending;
  private final Spin spin;

  ReadWait(Transport transport, Sender sender, CountedEnding ending, Spin spin) {
    this.transport = transport;
    this.sender = sender;
    this.ending = ending;
    this.spin = spin;
  }

  /** Reads as soon as there is something; how many bytes, or -1 at the end. */
  int forBytes(Receiver receiver, long deadline) throws IOException {
    long start = spin.begin();
    boolean parked = false;
    try {
      int n;
      if (!VirtualThreads.isCurrent()) {
        while (spin.again(start)) {
          n = receiver.readSome();
          if (n != 0) {
            return n;
          }
          refuseToWait(deadline);
          settleLeftover();
        }
      }
      parked = true;
      do {
        refuseToWait(deadline);
        transport.awaitReadable(
            sender.leftover(),
            deadline == Receiver.FOREVER ? Receiver.FOREVER : deadline - System.nanoTime());
        settleLeftover();
        n = receiver.readSome();
      } while (n == 0);
      return n;
    } finally {
      spin.end(start, parked);
    }
  }

  /** Who reads also writes what an owed pong left behind: perhaps nobody else ever will. */
  private void settleLeftover() {
    if (sender.leftover()) {
      sender.settle();
    }
  }

  private void refuseToWait(long deadline) throws IOException {
    if (ending.closing()) {
      throw ending.exception();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for a message");
    }
    if (deadline != Receiver.FOREVER && deadline - System.nanoTime() <= 0) {
      throw new SocketTimeoutException("no message in time");
    }
  }
}
