package io.github.wirespeed.client;

import io.github.wirespeed.transport.TcpTransport;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** A connection through a proxy, opened by its leg alone, on the caller's thread. */
public final class ProxyWalk implements AutoCloseable {
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Link link;

  private ProxyWalk(TcpTransport tcp) {
    this.link = new Link(tcp);
  }

  /** Walks it; the host is looked up by the proxy, if it is a name. */
  public static ProxyWalk open(ProxyHop hop, String host, int port) throws IOException {
    ProxyWalk walk =
        new ProxyWalk(
            TcpTransport.connect(new InetSocketAddress(hop.host(), hop.port()), HANG_NANOS));
    try {
      walk.go(ProxyLegs.of(hop, host, port));
      return walk;
    } catch (IOException | RuntimeException e) {
      walk.close();
      throw e;
    }
  }

  private void go(Leg leg) throws IOException {
    for (Leg.Need need = leg.step(link); need != Leg.Need.DONE; need = leg.step(link)) {
      boolean ready =
          switch (need) {
            case READABLE -> link.tcp().awaitReadable(false, HANG_NANOS);
            case WRITABLE -> link.tcp().awaitWritable(HANG_NANOS);
            default -> true;
          };
      if (!ready) {
        throw new IOException(leg.late());
      }
    }
  }

  /** Writes all of it. */
  public void write(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      if (link.tcp().write(out) == 0) {
        link.tcp().awaitWritable(HANG_NANOS);
      }
    }
  }

  /** Waits for as many bytes. */
  public byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    int have = 0;
    while (have < count) {
      int came = link.in().hasRemaining() ? 1 : link.read();
      if (came < 0 || (came == 0 && !link.tcp().awaitReadable(false, HANG_NANOS))) {
        throw new EOFException("only " + have + " bytes of " + count);
      }
      int n = Math.min(count - have, link.in().remaining());
      link.in().get(bytes, have, n);
      have += n;
    }
    return bytes;
  }

  @Override
  public void close() {
    link.tcp().close();
  }
}
