package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopGroup;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Takes new connections in from one listening socket. It lives in a loop, and outlives it: when the
 * loop dies, the socket moves to another. Loop thread only, where nothing else is said.
 */
final class Acceptor implements LoopHandler {
  private static final Logger LOG = System.getLogger("io.github.wirespeed.server");
  private static final int PER_TURN = 16;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServerSocketChannel channel;
  private final Source source;
  private final LoopGroup loops;
  private final Intake intake;
  private final boolean ownLoop;

  private Registration registration;
  private boolean complained; // of a failure that has not passed yet

  // Written by whoever starts it, then by the loop that gives it away.
  private volatile EventLoop loop;
  // Written once, by any.
  private volatile boolean closed;

  /** Where sockets come from. */
  interface Source {
    /** The next; null if there is none now. */
    SocketChannel accept() throws IOException;
  }

  /**
   * An acceptor.
   *
   * @param channel bound, in non-blocking mode; it is this one's from now on
   * @param source of the channel: its {@code accept}
   * @param ownLoop whether connections stay in the loop that accepts them
   */
  Acceptor(
      ServerSocketChannel channel, Source source, LoopGroup loops, Intake intake, boolean ownLoop) {
    this.channel = channel;
    this.source = source;
    this.loops = loops;
    this.intake = intake;
    this.ownLoop = ownLoop;
  }

  /**
   * Begins, in the next loop. Any thread.
   *
   * @throws IllegalStateException if the loops are closed
   * @throws java.io.UncheckedIOException if no loop can be started
   */
  void start() {
    do {
      loop = loops.next();
    } while (!loop.execute(this::register)); // it died in between
  }

  private void register() {
    try {
      if (!closed) {
        registration = loop.register(channel, SelectionKey.OP_ACCEPT, this);
      }
    } catch (IOException e) {
      close(); // by another thread, just now
    }
  }

  @Override
  public boolean ready(int readyOps) {
    boolean failed = false;
    for (int i = 0; i < PER_TURN && !closed; i++) {
      SocketChannel accepted;
      try {
        accepted = source.accept();
      } catch (IOException e) {
        // One failure may be that client's, of whom the network had said something. Two are ours.
        if (failed) {
          pause(e);
          return true;
        }
        failed = true;
        continue;
      }
      if (accepted == null) {
        return i > 0;
      }
      failed = false;
      complained = false;
      intake.take(loop, accepted, ownLoop);
    }
    return true;
  }

  /** Out of descriptors, most likely: asking again at once would only burn the core. */
  private void pause(IOException why) {
    if (closed) {
      return;
    }
    if (!complained) {
      complained = true;
      LOG.log(Level.WARNING, "nobody is accepted for now: " + why.getMessage(), why);
    }
    registration.interest(0);
    loop.schedule(PAUSE_NANOS, () -> registration.interest(SelectionKey.OP_ACCEPT));
  }

  @Override
  public void failed(Throwable cause) {
    if (closed || cause == null) {
      close(); // the server's loops were closed
      return;
    }
    if (loop.cause() == null) {
      // This turn failed, for want of memory perhaps, and not the loop.
      loop.schedule(PAUSE_NANOS, this::register);
      return;
    }
    try {
      start();
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.log(Level.ERROR, "a listener is closed, as there is no loop for it any more", e);
      }
      close();
    }
  }

  /** Stops listening, at once. Idempotent. Any thread. */
  void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException ignored) {
      // The descriptor is gone whatever close(2) says.
    }
    EventLoop last = loop;
    if (last != null) {
      last.execute(this::leave);
    }
  }

  /** A channel is only really closed once its selector has seen that. */
  private void leave() {
    if (registration != null) {
      registration.cancel();
    }
  }
}
