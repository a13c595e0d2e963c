package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.transport.TcpTransport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes over TCP with the waiting of the library and nothing else of it. Allocates nothing once it
 * is made. One thread.
 */
public final class BareTcp implements Wire {
  private final TcpTransport transport;
  private final Spin reading;
  private final Spin writing;

  /** Over a connection, which is closed with this. */
  public BareTcp(TcpTransport transport, WaitStrategy wait) {
    this.transport = transport;
    this.reading = wait.newSpin();
    this.writing = wait.newSpin();
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    int n = read(transport, dst, reading);
    if (n < 0) {
      throw new EOFException("the peer ended the connection");
    }
    return n;
  }

  @Override
  public void skip(ByteBuffer scratch, long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      scratch.clear();
      if (left < scratch.capacity()) {
        scratch.limit((int) left);
      }
      left -= read(scratch);
    }
  }

  @Override
  public void write(ByteBuffer src) throws IOException {
    if (src.hasRemaining()) {
      transport.write(src);
    }
    while (src.hasRemaining()) {
      awaitRoom(src);
    }
  }

  @Override
  public void write(ByteBuffer first, ByteBuffer second) throws IOException {
    transport.write(first, second);
    write(first);
    write(second);
  }

  /** Reads what is there, or else waits for it; how many bytes, or -1 at the end. */
  public static int read(TcpTransport transport, ByteBuffer dst, Spin spin) throws IOException {
    int n = transport.read(dst);
    if (n != 0) {
      return n;
    }
    long start = spin.begin();
    while (n == 0 && spin.again(start)) {
      n = transport.read(dst);
    }
    boolean parked = n == 0;
    while (n == 0) {
      transport.awaitReadable(false, Long.MAX_VALUE);
      n = transport.read(dst);
    }
    spin.end(start, parked);
    return n;
  }

  private void awaitRoom(ByteBuffer src) throws IOException {
    long start = writing.begin();
    int n = 0;
    while (n == 0 && writing.again(start)) {
      n = transport.write(src);
    }
    boolean parked = n == 0;
    while (n == 0) {
      transport.awaitWritable(Long.MAX_VALUE);
      n = transport.write(src);
    }
    writing.end(start, parked);
  }

  @Override
  public void close() {
    transport.close();
  }
}
