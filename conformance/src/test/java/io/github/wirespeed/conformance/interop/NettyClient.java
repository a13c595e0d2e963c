package io.github.wirespeed.conformance.interop;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The client of Netty. */
final class NettyClient implements ForeignClient {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final boolean deflate;

  NettyClient(boolean deflate) {
    this.deflate = deflate;
  }

  @Override
  public ForeignPeer connect(String uri) throws Exception {
    URI target = URI.create(uri);
    CompletableFuture<ForeignPeer> open = new CompletableFuture<>();
    new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .handler(new Pipeline(target, open, deflate))
        .connect(target.getHost(), target.getPort())
        .sync();
    return open.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void stop() throws Exception {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final URI uri;
    private final CompletableFuture<ForeignPeer> open;
    private final boolean deflate;

    Pipeline(URI uri, CompletableFuture<ForeignPeer> open, boolean deflate) {
      this.uri = uri;
      this.open = open;
      this.deflate = deflate;
    }

    @Override
    protected void initChannel(Channel channel) {
      NettyPeer.Inbound inbound = new NettyPeer.Inbound();
      channel
          .pipeline()
          .addLast(new HttpClientCodec())
          .addLast(new HttpObjectAggregator(1 << 16))
          .addLast(deflate ? compression() : new ChannelInboundHandlerAdapter())
          .addLast(
              new WebSocketClientProtocolHandler(
                  WebSocketClientProtocolConfig.newBuilder()
                      .webSocketUri(uri)
                      .allowExtensions(deflate)
                      .maxFramePayloadLength(ForeignServer.MAX_MESSAGE)
                      .handleCloseFrames(false)
                      .dropPongFrames(false)
                      .build()))
          .addLast(new WebSocketFrameAggregator(ForeignServer.MAX_MESSAGE))
          .addLast(new Opened(inbound, open))
          .addLast(inbound);
    }
  }

  /** Takes all that it can: a window for the client needs a deflater that has windows. */
  private static ChannelHandler compression() {
    return new WebSocketClientExtensionHandler(
        new PerMessageDeflateClientExtensionHandshaker(
            6,
            ZlibCodecFactory.isSupportingWindowSizeAndMemLevel(),
            PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE,
            true,
            false,
            ForeignServer.MAX_MESSAGE));
  }

  private static final class Opened extends ChannelInboundHandlerAdapter {
    private final NettyPeer.Inbound inbound;
    private final CompletableFuture<ForeignPeer> open;

    Opened(NettyPeer.Inbound inbound, CompletableFuture<ForeignPeer> open) {
      this.inbound = inbound;
      this.open = open;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        NettyPeer peer = new NettyPeer(context.channel(), false);
        inbound.attach(peer);
        open.complete(peer);
      }
      super.userEventTriggered(context, event);
    }
  }
}
