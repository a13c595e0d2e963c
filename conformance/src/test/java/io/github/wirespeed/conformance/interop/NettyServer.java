package io.github.wirespeed.conformance.interop;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The server of Netty. It answers a Close here, because Netty's own answer hides what came. */
final class NettyServer implements ForeignServer {
  private final BlockingQueue<ForeignPeer> accepted = new LinkedBlockingQueue<>();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  NettyServer(boolean deflate) throws Exception {
    channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline(deflate))
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  @Override
  public String uri() {
    return "ws://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public ForeignPeer accepted() throws Exception {
    return accepted.poll(60, TimeUnit.SECONDS);
  }

  @Override
  public void stop() throws Exception {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private final class Pipeline extends ChannelInitializer<Channel> {
    private final boolean deflate;

    Pipeline(boolean deflate) {
      this.deflate = deflate;
    }

    @Override
    protected void initChannel(Channel opened) {
      NettyPeer.Inbound inbound = new NettyPeer.Inbound();
      opened
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(1 << 16))
          .addLast(deflate ? compression() : new ChannelInboundHandlerAdapter())
          .addLast(
              new WebSocketServerProtocolHandler(
                  WebSocketServerProtocolConfig.newBuilder()
                      .websocketPath("/")
                      .checkStartsWith(true)
                      .allowExtensions(deflate)
                      .maxFramePayloadLength(MAX_MESSAGE)
                      .handleCloseFrames(false)
                      .dropPongFrames(false)
                      .build()))
          .addLast(new WebSocketFrameAggregator(MAX_MESSAGE))
          .addLast(new Opened(inbound))
          .addLast(new CloseAnswer())
          .addLast(inbound);
    }
  }

  /** Takes all that it can: a window for the server needs a deflater that has windows. */
  private static ChannelHandler compression() {
    return new WebSocketServerExtensionHandler(
        new PerMessageDeflateServerExtensionHandshaker(
            6,
            ZlibCodecFactory.isSupportingWindowSizeAndMemLevel(),
            PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE,
            true,
            true,
            MAX_MESSAGE));
  }

  private final class Opened extends ChannelInboundHandlerAdapter {
    private final NettyPeer.Inbound inbound;

    Opened(NettyPeer.Inbound inbound) {
      this.inbound = inbound;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete complete) {
        NettyPeer peer = new NettyPeer(context.channel(), complete.requestUri().equals(ECHO));
        inbound.attach(peer);
        accepted.add(peer);
      }
      super.userEventTriggered(context, event);
    }
  }

  /** Sends the Close back and ends TCP. */
  private static final class CloseAnswer extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      if (message instanceof CloseWebSocketFrame close) {
        var unused =
            context
                .writeAndFlush(close.retainedDuplicate())
                .addListener(ChannelFutureListener.CLOSE);
      }
      super.channelRead(context, message);
    }
  }
}
