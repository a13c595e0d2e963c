package io.github.wirespeed.bench.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Netty, as its examples have it: the pipeline of the WebSocket server, echoes written as they are
 * read and flushed when a read is complete. Publications go to a channel group, which writes a
 * retained duplicate to each; {@link InFlight} bounds how many are under way, by the group's
 * futures.
 */
final class NettyServer implements HostedServer {
  private final ChannelGroup subscribers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final InFlight inFlight = new InFlight();
  private final Channel channel;

  NettyServer(Service service) throws Exception {
    this(service, null);
  }

  /**
   * Starts it.
   *
   * @param tls null for none
   */
  NettyServer(Service service, SSLContext tls) throws Exception {
    channel =
        new ServerBootstrap()
            .group(
                new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()),
                new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline(service, tls))
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  @Override
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Its pools hold memory that it takes from the system itself. */
  @Override
  public long uncountedDirectBytes() {
    return Math.max(0, PlatformDependent.usedDirectMemory());
  }

  private final class Pipeline extends ChannelInitializer<Channel> {
    private final Service service;
    private final SSLContext tls;

    private Pipeline(Service service, SSLContext tls) {
      this.service = service;
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel opened) {
      if (tls != null) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        opened.pipeline().addLast(new SslHandler(engine));
      }
      opened
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(1 << 16))
          .addLast(
              new WebSocketServerProtocolHandler(
                  WebSocketServerProtocolConfig.newBuilder()
                      .websocketPath("/")
                      .maxFramePayloadLength(MAX_MESSAGE)
                      .build()))
          .addLast(service == Service.ECHO ? new Echo() : new Fanout());
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the channel
    public void channelRead(ChannelHandlerContext context, Object frame) {
      context.write(frame);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  private final class Fanout extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // likewise
    public void channelRead(ChannelHandlerContext context, Object message) {
      TextWebSocketFrame frame = (TextWebSocketFrame) message;
      String text = frame.text();
      frame.release();
      if (Publications.isCommand(text)) {
        Publications.of(text).start(NettyServer.this::publish);
      } else {
        subscribers.add(context.channel());
        context.writeAndFlush(new TextWebSocketFrame(SUBSCRIBED));
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the listener is all that is wanted
  private void publish(byte[] message) throws Exception {
    inFlight.begin();
    subscribers
        .writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message)))
        .addListener(done -> inFlight.end());
  }
}
