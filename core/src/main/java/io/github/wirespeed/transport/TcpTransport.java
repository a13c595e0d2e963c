package io.github.wirespeed.transport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Transport} over a connected {@link SocketChannel} in non-blocking mode.
 *
 * <p>It owns the channel: {@link #close} closes it. It owns no thread and, until somebody waits, no
 * selector: an event loop that registers {@link #channel} with a selector of its own never pays for
 * one. A platform thread waits in a selector that the transport opens at the first wait of each
 * direction and keeps; a virtual thread parks and is woken by the thread {@code
 * wirespeed-readiness}, one per JVM. Either way the bytes move on the caller's thread.
 */
public final class TcpTransport implements Transport {

  private final SocketChannel channel;
  private final ChannelWaits waits;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;
  private final ByteBuffer[] both =
      new ByteBuffer[2]; // writer only: so that no write allocates one

  private TcpTransport(SocketChannel channel, ChannelWaits waits) throws IOException {
    this.channel = channel;
    this.waits = waits;
    // Kept, because a closed channel no longer tells them.
    this.localAddress = channel.getLocalAddress();
    this.remoteAddress = channel.getRemoteAddress();
  }

  /**
   * Connects, waiting on the calling thread, with {@code TCP_NODELAY} on.
   *
   * @param address where to; must be resolved
   * @param timeoutNanos the longest wait in nanoseconds; {@link Long#MAX_VALUE} is no limit (but
   *     the operating system's)
   * @throws SocketTimeoutException if there is no connection when the time has run out
   * @throws ConnectException if the connection was refused; the message names the address
   * @throws InterruptedIOException if the thread is interrupted while it must wait; its interrupt
   *     status is kept
   * @throws UnknownHostException if {@code address} is not resolved
   * @throws IOException if the connection failed in another way
   */
  public static TcpTransport connect(InetSocketAddress address, long timeoutNanos)
      throws IOException {
    requireNonNull(address, "address");
    if (address.isUnresolved()) {
      throw new UnknownHostException("host " + address.getHostString() + " is not resolved");
    }
    SocketChannel channel = SocketChannel.open();
    ChannelWaits waits = new ChannelWaits(channel);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (!channel.connect(address)) {
        finishConnect(channel, waits, address, timeoutNanos);
        waits.releaseReader();
      }
      return new TcpTransport(channel, waits);
    } catch (SocketException failure) {
      waits.close(); // nobody else knows the channel yet
      throw named(failure, address);
    } catch (Throwable failure) {
      waits.close();
      throw failure;
    }
  }

  /**
   * Takes over a connected channel, which from now on is this transport's: puts it in non-blocking
   * mode and switches {@code TCP_NODELAY} on where it exists (it does not on Unix domain sockets),
   * since everything written here is a whole and Nagle's algorithm could only delay it.
   *
   * @throws IllegalArgumentException if the channel is open but not connected
   * @throws IOException if the channel is closed or refuses the mode; it is still the caller's then
   */
  public static TcpTransport adopt(SocketChannel channel) throws IOException {
    requireNonNull(channel, "channel");
    if (channel.isOpen() && !channel.isConnected()) {
      throw new IllegalArgumentException("channel is not connected: " + channel);
    }
    channel.configureBlocking(false);
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return new TcpTransport(channel, new ChannelWaits(channel));
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return channel.read(dst);
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return channel.write(src);
  }

  @Override
  public long write(ByteBuffer first, ByteBuffer second) throws IOException {
    both[0] = first;
    both[1] = second;
    return channel.write(both);
  }

  /** {@inheritDoc} The time is rounded up to whole milliseconds on a platform thread. */
  @Override
  public boolean awaitReadable(boolean orWritable, long nanos) throws IOException {
    int ops = orWritable ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    return waits.reader().await(ops, nanos);
  }

  /** {@inheritDoc} The time is rounded up to whole milliseconds on a platform thread. */
  @Override
  public boolean awaitWritable(long nanos) throws IOException {
    return waits.writer().await(SelectionKey.OP_WRITE, nanos);
  }

  @Override
  public void wakeup() {
    waits.wakeup();
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() {
    waits.close();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  /**
   * The channel, for a selector of the caller's. It stays this transport's: do not change its
   * blocking mode, and close the transport instead of it, since only that ends the waits.
   */
  public SocketChannel channel() {
    return channel;
  }

  private static void finishConnect(
      SocketChannel channel, ChannelWaits waits, InetSocketAddress address, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    long left = timeoutNanos;
    while (!channel.finishConnect()) {
      if (left <= 0) {
        throw new SocketTimeoutException(
            "no connection to %s within %d ms"
                .formatted(hostAndPort(address), TimeUnit.NANOSECONDS.toMillis(timeoutNanos)));
      }
      if (!waits.reader().await(SelectionKey.OP_CONNECT, left)
          && Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while connecting to " + hostAndPort(address));
      }
      if (timeoutNanos != Long.MAX_VALUE) {
        left = timeoutNanos - (System.nanoTime() - start);
      }
    }
  }

  /** The same failure with the address in its message, which the JDK leaves out. */
  private static SocketException named(SocketException failure, InetSocketAddress address) {
    String message = failure.getMessage() + ": " + hostAndPort(address);
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

  private static String hostAndPort(InetSocketAddress address) {
    String host = address.getHostString();
    // An IPv6 literal has colons of its own.
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
