package io.github.wirespeed.bench.clients;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Netty on NIO: one loop, the least pipeline that is a WebSocket, and its {@code IdleStateHandler}
 * for pings. TLS by the JDK's engine: OpenSSL's would keep its state where nobody counts it.
 */
final class NettyIdle implements IdleClient {
  private static final int LONGEST_HEAD = 8 << 10;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Channel> open = new ArrayList<>();

  @Override
  public void open(URI uri, Trust trust, Duration keepalive, int connections) throws Exception {
    SslContext tls =
        trust == null
            ? null
            : SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(trust.issuer())
                .build();
    Semaphore upgraded = new Semaphore(0);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_LINGER, 0)
            .handler(new Pipeline(uri, tls, new Quiet(upgraded, keepalive)));
    List<ChannelFuture> opening = new ArrayList<>(AT_A_TIME);
    for (int i = 0; i < connections; i++) {
      opening.add(bootstrap.connect(uri.getHost(), uri.getPort()));
      if (opening.size() == AT_A_TIME || i == connections - 1) {
        for (ChannelFuture one : opening) {
          open.add(one.sync().channel());
        }
        if (!upgraded.tryAcquire(opening.size(), SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("Netty's connections did not all open in " + SECONDS + " s");
        }
        opening.clear();
      }
    }
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final URI uri;
    private final SslContext tls;
    private final Quiet quiet;

    Pipeline(URI uri, SslContext tls, Quiet quiet) {
      this.uri = uri;
      this.tls = tls;
      this.quiet = quiet;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc(), uri.getHost(), uri.getPort()));
      }
      channel
          .pipeline()
          .addLast(new HttpClientCodec())
          .addLast(new HttpObjectAggregator(LONGEST_HEAD))
          .addLast(
              new WebSocketClientProtocolHandler(
                  WebSocketClientProtocolConfig.newBuilder().webSocketUri(uri).build()))
          .addLast(quiet);
    }
  }

  /** One for all of them. */
  @Sharable
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    private final Semaphore upgraded;
    private final Duration keepalive; // null for none

    Quiet(Semaphore upgraded, Duration keepalive) {
      this.upgraded = upgraded;
      this.keepalive = keepalive;
    }

    private IdleStateHandler pinger() {
      return new IdleStateHandler(0, 0, keepalive.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a ping that fails ends the channel
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        if (keepalive != null) {
          // Not earlier: there are no pings before.
          context.pipeline().addBefore(context.name(), null, pinger());
        }
        upgraded.release();
      } else if (event instanceof IdleStateEvent) {
        context.writeAndFlush(new PingWebSocketFrame(), context.voidPromise());
      }
      super.userEventTriggered(context, event);
    }
  }

  @Override
  public void close() throws Exception {
    for (Channel channel : open) {
      channel.close().await();
    }
    open.clear();
  }

  /** Its pools hold memory that it takes from the system itself. */
  @Override
  public long uncountedDirectBytes() {
    return Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
