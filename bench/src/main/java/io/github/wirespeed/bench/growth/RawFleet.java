package io.github.wirespeed.bench.growth;

import io.github.wirespeed.protocol.FrameHeader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The floor: a selector and no protocol, over a server that is the same. A message is as many bytes
 * as a client's frame has, and comes back as it is. The thread that measures runs it, and waits in
 * the kernel.
 */
final class RawFleet implements Fleet {
  private static final long HANGS_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final Selector selector;
  private final List<Link> links = new ArrayList<>();
  private final ByteBuffer frame;
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
  private long toSend;
  private long toCome;

  /** A connection, and how much of its echo is missing. */
  private static final class Link {
    private final SocketChannel channel;
    private int missing;

    private Link(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private RawFleet(Selector selector, int payloadBytes) {
    this.selector = selector;
    this.frame =
        ByteBuffer.allocateDirect(
            FrameHeader.length(payloadBytes, /* masked= */ true) + payloadBytes);
  }

  static RawFleet open(int port, int connections, int payloadBytes) throws IOException {
    RawFleet fleet = new RawFleet(Selector.open(), payloadBytes);
    boolean open = false;
    try {
      for (int i = 0; i < connections; i++) {
        fleet.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
      open = true;
      return fleet;
    } catch (IOException e) {
      throw new IOException("opened " + fleet.links.size() + " connections: " + e, e);
    } finally {
      if (!open) {
        fleet.close();
      }
    }
  }

  private void connect(InetSocketAddress server) throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    Link link = new Link(channel);
    links.add(link);
    // A reset: else each would keep its port for a minute.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, link);
  }

  @Override
  public long exchange(long messages) throws IOException {
    int atStart = (int) Math.min(messages, links.size());
    toCome = messages;
    toSend = messages - atStart;
    long start = System.nanoTime();
    for (int i = 0; i < atStart; i++) {
      send(links.get(i));
    }
    while (toCome > 0) {
      if (selector.select(HANGS_MILLIS) == 0) {
        throw new IOException("hangs: nothing came back for 10 s");
      }
      for (SelectionKey key : selector.selectedKeys()) {
        read((Link) key.attachment());
      }
      selector.selectedKeys().clear();
    }
    return System.nanoTime() - start;
  }

  private void send(Link link) throws IOException {
    link.missing = frame.capacity();
    // One message of a connection that has nothing else under way: it fits.
    if (link.channel.write(frame.clear()) < frame.capacity()) {
      throw new IOException("the network does not take one message");
    }
  }

  private void read(Link link) throws IOException {
    int n = link.channel.read(in.clear());
    if (n < 0) {
      throw new IOException("the server ended a connection");
    } else if (n > link.missing) {
      throw new IOException("more came back than was sent");
    }
    link.missing -= n;
    if (n > 0 && link.missing == 0) {
      toCome--;
      if (toSend-- > 0) {
        send(link);
      }
    }
  }

  @Override
  public void close() {
    try {
      for (Link link : links) {
        link.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      // They are gone either way.
    }
  }
}
