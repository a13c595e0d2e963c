package io.github.wirespeed.bench.deflate;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Netty, over NIO, which all JVM libraries have. */
final class NettyLibrary implements Library {
  private static final long SECONDS = 10;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @Override
  public String label() {
    return "Netty";
  }

  @Override
  public Link open(String uri, Setting setting) throws Exception {
    Received received = new Received();
    CompletableFuture<Channel> open = new CompletableFuture<>();
    URI target = URI.create(uri);
    new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(new Pipeline(target, setting, received, open))
        .connect(target.getHost(), target.getPort())
        .sync();
    return new Open(open.get(SECONDS, TimeUnit.SECONDS), received);
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final URI uri;
    private final Setting setting;
    private final Received received;
    private final CompletableFuture<Channel> open;

    Pipeline(URI uri, Setting setting, Received received, CompletableFuture<Channel> open) {
      this.uri = uri;
      this.setting = setting;
      this.received = received;
      this.open = open;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(new HttpClientCodec())
          .addLast(new HttpObjectAggregator(1 << 16))
          .addLast(
              new WebSocketClientExtensionHandler(
                  new PerMessageDeflateClientExtensionHandshaker(
                      setting.level(),
                      false,
                      PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE,
                      true,
                      false,
                      1 << 20)))
          .addLast(
              new WebSocketClientProtocolHandler(
                  WebSocketClientProtocolConfig.newBuilder()
                      .webSocketUri(uri)
                      .allowExtensions(true)
                      .maxFramePayloadLength(1 << 20)
                      .build()))
          .addLast(new Counting(received, open));
    }
  }

  private static final class Counting extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final Received received;
    private final CompletableFuture<Channel> open;

    Counting(Received received, CompletableFuture<Channel> open) {
      this.received = received;
      this.open = open;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        open.complete(context.channel());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      received.text(frame.text());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      open.completeExceptionally(cause);
      received.failed(cause);
    }
  }

  private record Open(Channel channel, Received received) implements Link {
    @Override
    public void send(String text) throws Exception {
      if (channel.isWritable()) {
        var unused = channel.writeAndFlush(new TextWebSocketFrame(text), channel.voidPromise());
      } else {
        channel.writeAndFlush(new TextWebSocketFrame(text)).sync();
      }
    }

    @Override
    public void await(int messages) throws IOException {
      received.await(messages);
    }

    @Override
    public long chars() {
      return received.chars();
    }

    @Override
    public void close() {
      channel
          .writeAndFlush(new io.netty.handler.codec.http.websocketx.CloseWebSocketFrame(1000, ""))
          .syncUninterruptibly();
      channel.closeFuture().awaitUninterruptibly(SECONDS, TimeUnit.SECONDS);
    }
  }
}
