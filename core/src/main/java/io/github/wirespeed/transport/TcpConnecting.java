package io.github.wirespeed.transport;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A TCP connection, or one to a Unix domain socket, on its way: what {@link TcpTransport#connect}
 * waits for, in steps that do not.
 *
 * <p>It owns the channel until {@link #finishConnect} gives that to a {@link TcpTransport}. An
 * event loop registers {@link #channel} for {@code OP_CONNECT}; a thread may {@link #await}. Used
 * by one thread at a time.
 */
public final class TcpConnecting implements Closeable {
  /** What is done with a channel before it connects. */
  public interface Preparation {
    /** Nothing more. */
    Preparation NONE = channel -> {};

    /**
     * Prepares a new channel in non-blocking mode.
     *
     * @throws IOException if it cannot be prepared so: it is closed then
     */
    void prepare(SocketChannel channel) throws IOException;
  }

  private final SocketAddress address;
  private final SocketChannel channel;
  private final ChannelWaits waits;
  private boolean finished;

  private TcpConnecting(SocketAddress address, SocketChannel channel) {
    this.address = address;
    this.channel = channel;
    this.waits = new ChannelWaits(channel);
  }

  /** Starts to connect, with nothing to be prepared; as the other one. */
  public static TcpConnecting start(SocketAddress address) throws IOException {
    return start(address, Preparation.NONE);
  }

  /**
   * Starts to connect, with {@code TCP_NODELAY} on where it exists, and does not wait.
   *
   * @param address where to: TCP, which must be resolved, or a Unix domain socket
   * @throws UnknownHostException if {@code address} is not resolved
   * @throws IOException if the connection failed at once; as {@link #finishConnect}
   */
  public static TcpConnecting start(SocketAddress address, Preparation preparation)
      throws IOException {
    requireNonNull(address, "address");
    if (address instanceof InetSocketAddress tcp && tcp.isUnresolved()) {
      throw new UnknownHostException("host " + tcp.getHostString() + " is not resolved");
    }
    SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    TcpConnecting connecting = new TcpConnecting(address, channel);
    try {
      channel.configureBlocking(false);
      if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      preparation.prepare(channel);
      // Where it connects at once, finishConnect() finds that out.
      channel.connect(address);
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
    if (!waits.reader().await(SelectionKey.OP_CONNECT, nanos)) {
      throwIfInterrupted(this);
    }
  }

  /**
   * Waits until {@link #finishConnect} of one of them will have something to say.
   *
   * @param nanos as for {@link #await}
   * @throws IOException as there
   */
  public static void awaitAny(Collection<TcpConnecting> all, long nanos) throws IOException {
    if (all.size() == 1) {
      all.iterator().next().await(nanos);
      return;
    }
    List<ChannelWaits> waits = new ArrayList<>();
    all.forEach(each -> waits.add(each.waits));
    if (!AnyChannelWait.await(waits, SelectionKey.OP_CONNECT, nanos)) {
      throwIfInterrupted(all);
    }
  }

  private static void throwIfInterrupted(Object connecting) throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while connecting to " + connecting);
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

  /** The address, as {@code host:port} or a path. */
  @Override
  public String toString() {
    if (!(address instanceof InetSocketAddress tcp)) {
      return address.toString();
    }
    String host = tcp.getHostString();
    // An IPv6 literal has colons of its own.
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + tcp.getPort();
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
