package io.github.wirespeed.transport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

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

  private static final VarHandle WAITS;

  static {
    try {
      WAITS = MethodHandles.lookup().findVarHandle(TcpTransport.class, "waits", ChannelWaits.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SocketChannel channel;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;
  private final Runnable afterClose; // null for nothing

  // Null until somebody waits: a connection that lives in an event loop has none. Any thread.
  private volatile ChannelWaits waits;

  // Writer only. Null until two buffers are written at once; then kept, so that no write allocates.
  private ByteBuffer[] both;

  /**
   * Over a channel that is connected and in non-blocking mode.
   *
   * @param waits null where nobody has waited for the channel
   */
  TcpTransport(SocketChannel channel, ChannelWaits waits) throws IOException {
    this(channel, waits, null);
  }

  private TcpTransport(SocketChannel channel, ChannelWaits waits, Runnable afterClose)
      throws IOException {
    this.channel = channel;
    this.afterClose = afterClose;
    this.waits = waits;
    // Kept, because a closed channel no longer tells them.
    this.localAddress = channel.getLocalAddress();
    this.remoteAddress = channel.getRemoteAddress();
  }

  /**
   * Connects, waiting on the calling thread, with {@code TCP_NODELAY} on where it exists. {@link
   * TcpConnecting} does the same in steps that do not wait.
   *
   * @param address where to: TCP, which must be resolved, or a Unix domain socket
   * @param timeoutNanos the longest wait in nanoseconds; {@link Long#MAX_VALUE} is no limit (but
   *     the operating system's)
   * @throws SocketTimeoutException if there is no connection when the time has run out
   * @throws ConnectException if the connection was refused; the message names the address
   * @throws InterruptedIOException if the thread is interrupted while it must wait; its interrupt
   *     status is kept
   * @throws UnknownHostException if {@code address} is not resolved
   * @throws IOException if the connection failed in another way
   */
  public static TcpTransport connect(SocketAddress address, long timeoutNanos) throws IOException {
    try (TcpConnecting connecting = TcpConnecting.start(address)) {
      long start = System.nanoTime();
      long left = timeoutNanos;
      TcpTransport transport = connecting.finishConnect();
      while (transport == null) {
        if (left <= 0) {
          throw connecting.timedOut(timeoutNanos);
        }
        connecting.await(left);
        if (timeoutNanos != Long.MAX_VALUE) {
          left = timeoutNanos - (System.nanoTime() - start);
        }
        transport = connecting.finishConnect();
      }
      return transport;
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
    return adopt(channel, null);
  }

  /**
   * As the other one.
   *
   * @param afterClose run by whoever closes the transport, at each {@link #close}: for an owner who
   *     counts his connections, whatever it is that ends them; null for nothing
   */
  public static TcpTransport adopt(SocketChannel channel, Runnable afterClose) throws IOException {
    requireNonNull(channel, "channel");
    if (channel.isOpen() && !channel.isConnected()) {
      throw new IllegalArgumentException("channel is not connected: " + channel);
    }
    channel.configureBlocking(false);
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return new TcpTransport(channel, null, afterClose);
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
    ByteBuffer[] buffers = both;
    if (buffers == null) {
      buffers = new ByteBuffer[2];
      both = buffers;
    }
    buffers[0] = first;
    buffers[1] = second;
    try {
      return channel.write(buffers);
    } finally {
      buffers[0] = null; // they are the caller's: an idle connection holds none
      buffers[1] = null;
    }
  }

  /** {@inheritDoc} The time is rounded up to whole milliseconds on a platform thread. */
  @Override
  public boolean awaitReadable(boolean orWritable, long nanos) throws IOException {
    int ops = orWritable ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    return waits().reader().await(ops, nanos);
  }

  /** {@inheritDoc} The time is rounded up to whole milliseconds on a platform thread. */
  @Override
  public boolean awaitWritable(long nanos) throws IOException {
    return waits().writer().await(SelectionKey.OP_WRITE, nanos);
  }

  @Override
  public void wakeup() {
    waits().wakeup();
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      // First, so that a wait that begins now finds the channel closed.
      channel.close();
    } catch (IOException ignored) {
      // The descriptor is gone whatever close(2) says, and there is nothing left to be done about
      // bytes that could not be delivered: whoever needs to know has a handshake for it.
    }
    ChannelWaits made = waits;
    if (made != null) {
      made.close();
    }
    if (afterClose != null) {
      afterClose.run();
    }
  }

  @Override
  public void releaseReader() {
    ChannelWaits made = waits;
    if (made != null) {
      made.releaseReader();
    }
  }

  private ChannelWaits waits() {
    ChannelWaits made = waits;
    if (made == null) {
      made = new ChannelWaits(channel);
      ChannelWaits there = (ChannelWaits) WAITS.compareAndExchange(this, (ChannelWaits) null, made);
      made = there != null ? there : made;
    }
    return made;
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
  @Override
  public SocketChannel channel() {
    return channel;
  }
}
