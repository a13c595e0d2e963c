package io.github.wirespeed.bench.clients;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * The JDK's share of any client: a channel and its key; with TLS an engine that has shaken hands as
 * well. No buffers, and no WebSocket.
 */
final class BareIdle implements IdleClient {
  private static final int BUFFER = 64 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final List<SocketChannel> open = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer plain = ByteBuffer.allocateDirect(BUFFER);
  private Selector selector;

  @Override
  public void open(URI uri, Trust trust, Duration keepalive, int connections) throws IOException {
    if (keepalive != null) {
      throw new UnsupportedOperationException("a bare channel has no keepalive");
    } else if (selector == null) {
      selector = Selector.open();
    }
    InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort());
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open(address);
      open.add(channel);
      // A reset: else each would keep its port for a minute.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      SSLEngine engine = trust == null ? null : shakeHands(channel, trust.context(), address);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, engine);
    }
    selector.selectNow();
  }

  private SSLEngine shakeHands(SocketChannel channel, SSLContext context, InetSocketAddress peer)
      throws IOException {
    SSLEngine engine = context.createSSLEngine(peer.getHostString(), peer.getPort());
    engine.setUseClientMode(true);
    engine.beginHandshake();
    in.clear().flip();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
      switch (status) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> {
          engine.wrap(NOTHING, out.clear());
          out.flip();
          while (out.hasRemaining()) {
            channel.write(out);
          }
        }
        default -> {
          if (engine.unwrap(in, plain.clear()).getStatus() == Status.BUFFER_UNDERFLOW) {
            int n = channel.read(in.compact());
            in.flip();
            if (n < 0) {
              throw new EOFException("the server ended the connection");
            }
          }
        }
      }
      status = engine.getHandshakeStatus();
    }
    return engine;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
    open.clear();
    selector.selectNow();
  }
}
