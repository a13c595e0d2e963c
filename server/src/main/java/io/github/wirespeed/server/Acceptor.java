package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Takes new connections in. Loop thread only. */
final class Acceptor implements LoopHandler {
  private static final int PER_TURN = 16;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final Supplier<EventLoop> homes;
  private final Connections connections;
  private Registration registration;

  /** Makes the handler of a new connection. */
  interface Connections {
    /** The handler, in the thread of its loop; what it throws closes the connection. */
    Accepted open(EventLoop loop, TcpTransport transport) throws IOException;
  }

  /**
   * An acceptor.
   *
   * @param loop its own
   * @param homes gives the loop of each new connection
   */
  Acceptor(
      EventLoop loop,
      ServerSocketChannel channel,
      Supplier<EventLoop> homes,
      Connections connections) {
    this.loop = loop;
    this.channel = channel;
    this.homes = homes;
    this.connections = connections;
  }

  /** Begins. */
  void register() {
    try {
      registration = loop.register(channel, SelectionKey.OP_ACCEPT, this);
    } catch (IOException e) {
      close(channel); // by another thread, just now
    }
  }

  @Override
  public boolean ready(int readyOps) {
    for (int i = 0; i < PER_TURN; i++) {
      SocketChannel accepted;
      try {
        accepted = channel.accept();
      } catch (IOException e) {
        // Out of descriptors, most likely: asking again at once would only burn the core.
        registration.interest(0);
        loop.schedule(PAUSE_NANOS, () -> registration.interest(SelectionKey.OP_ACCEPT));
        return true;
      }
      if (accepted == null) {
        return i > 0;
      }
      EventLoop home = homes.get();
      if (home == loop) {
        open(loop, accepted);
      } else if (!home.execute(() -> open(home, accepted))) {
        close(accepted); // it ended just now
      }
    }
    return true;
  }

  private void open(EventLoop home, SocketChannel accepted) {
    try {
      TcpTransport transport = TcpTransport.adopt(accepted);
      Accepted connection = connections.open(home, transport);
      connection.registered(home.register(accepted, SelectionKey.OP_READ, connection));
    } catch (IOException | RuntimeException e) {
      close(accepted); // it was reset before we came to it; nothing may end the acceptor
    }
  }

  @Override
  public void failed(Throwable cause) {
    close(channel);
  }

  private static void close(java.io.Closeable what) {
    try {
      what.close();
    } catch (IOException ignored) {
      // It held nothing that could be lost.
    }
  }
}
