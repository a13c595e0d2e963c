package io.github.wirespeed.transport;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A TCP connection on its way: what {@link TcpTransport#connect} waits for, in steps that do not.
 *
 * <p>It owns the channel until {@link #finishConnect} gives that to a {@link TcpTransport}. An
 * event loop registers {@link #channel} for {@code OP_CONNECT}; a thread may {@link #await}. Used
 * by one thread at a time.
 */
public final class TcpConnecting implements Closeable {
  private final InetSocketAddress address;
  private final SocketChannel channel;
  private final ChannelWaits waits;
  private boolean finished;

  private TcpConnecting(InetSocketAddress address, SocketChannel channel) {
    this.address = address;
    this.channel = channel;
    this.waits = new ChannelWaits(channel);
  }

  /**
   * Starts to connect, with {@code TCP_NODELAY} on, and does not wait.
   *
   * @param address where to; must be resolved
   * @throws UnknownHostException if {@code address} is not resolved
   * @throws IOException if the connection failed at once; as {@link #finishConnect}
   */
  public static TcpConnecting start(InetSocketAddress address) throws IOException {
    requireNonNull(address, "address");
    if (address.isUnresolved()) {
      throw new UnknownHostException("host " + address.getHostString() + " is not resolved");
    }
    TcpConnecting connecting = new TcpConnecting(address, SocketChannel.open());
    try {
      connecting.channel.configureBlocking(false);
      connecting.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      // Where it connects at once, finishConnect() finds that out.
      connecting.channel.connect(address);
      return connecting;
    } catch (Throwable failure) {
      throw connecting.failed(failure);
    }
  }

  /**
   * Takes what came of it, without waiting.
   *
   * @return the connection, which owns the channel from now on; null while there is none
   * @throws ConnectException if the connection was refused; the message names the address
   * @throws IOException if the connection failed in another way; the channel is closed
   * @throws IllegalStateException if the connection was taken already
   */
  public TcpTransport finishConnect() throws IOException {
    if (finished) {
      throw new IllegalStateException("the connection to " + this + " was taken already");
    }
    try {
      if (!channel.finishConnect()) {
        return null;
      }
      waits.releaseReader();
      // A virtual thread that waited has left a key with the readiness thread, which is for good.
      TcpTransport transport = new TcpTransport(channel, waits.watched() ? waits : null);
      finished = true;
      return transport;
    } catch (Throwable failure) {
      throw failed(failure);
    }
  }

  /**
   * Waits until {@link #finishConnect} will have something to say.
   *
   * @param nanos the longest wait in nanoseconds; {@link Long#MAX_VALUE} is no limit; rounded up to
   *     whole milliseconds on a platform thread
   * @throws InterruptedIOException if the thread is interrupted; its interrupt status is kept
   * @throws IOException if waiting itself is not possible
   */
  public void await(long nanos) throws IOException {
    if (!waits.reader().await(SelectionKey.OP_CONNECT, nanos)
        && Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while connecting to " + this);
    }
  }

  /**
   * The exception for a connection that did not come in time.
   *
   * @param timeoutNanos the time that it had
   */
  public SocketTimeoutException timedOut(long timeoutNanos) {
    return new SocketTimeoutException(
        "no connection to %s within %d ms"
            .formatted(this, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)));
  }

  /** The channel, to be registered for {@code OP_CONNECT} with a selector of the caller's. */
  public SocketChannel channel() {
    return channel;
  }

  /** Gives up; nothing once {@link #finishConnect} returned a connection. Idempotent. */
  @Override
  public void close() {
    if (!finished) {
      waits.close();
    }
  }

  /** The address, as {@code host:port}. */
  @Override
  public String toString() {
    String host = address.getHostString();
    // An IPv6 literal has colons of its own.
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  /** Closes, and throws or returns the failure, with the address where the JDK leaves it out. */
  private IOException failed(Throwable failure) {
    waits.close(); // nobody else knows the channel yet
    if (failure instanceof SocketException e) {
      return named(e);
    } else if (failure instanceof IOException e) {
      return e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    }
    throw (Error) failure; // nothing else is thrown where IOException is the only one declared
  }

  private SocketException named(SocketException failure) {
    String message = failure.getMessage() + ": " + this;
    SocketException named;
    if (failure instanceof ConnectException) {
      named = new ConnectException(message);
    } else if (failure instanceof NoRouteToHostException) {
      named = new NoRouteToHostException(message);
    } else {
      named = new SocketException(message);
    }
    named.initCause(failure);
    return named;
  }
}
