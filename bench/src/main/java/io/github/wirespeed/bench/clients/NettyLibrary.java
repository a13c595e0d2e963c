package io.github.wirespeed.bench.clients;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.Version;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Netty. Its documentation has everything done on the event loop, buffers that are direct and
 * pooled, writes without a promise of their own and one flush for all that a read led to; and for
 * TLS its native part, OpenSSL's engine, where that can be loaded. The epoll transport is its
 * native part for sockets.
 */
final class NettyLibrary implements Library {
  private static final int LONGEST_HEAD = 8 << 10;

  private final boolean epoll;
  private final EventLoopGroup group;

  NettyLibrary(boolean epoll) {
    if (epoll && !Epoll.isAvailable()) {
      throw new UnsupportedOperationException(
          "no epoll here: " + Epoll.unavailabilityCause().getMessage());
    }
    this.epoll = epoll;
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  @Override
  public String version() {
    String netty = Version.identify().get("netty-transport").artifactVersion();
    return "Netty " + netty + (OpenSsl.isAvailable() ? ", TLS by " + OpenSsl.versionString() : "");
  }

  @Override
  public Connection open(URI uri, Trust trust) throws Exception {
    SslContext tls =
        trust == null ? null : SslContextBuilder.forClient().trustManager(trust.issuer()).build();
    PushDriver driver = new PushDriver();
    Messages messages = new Messages(driver);
    Channel channel =
        new Bootstrap()
            .group(group)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new Pipeline(uri, tls, messages))
            .connect(uri.getHost(), uri.getPort())
            .sync()
            .channel();
    try {
      messages.upgraded.get(SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      channel.close().awaitUninterruptibly();
      throw e;
    }
    return driver.over(new Open(channel, messages));
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final URI uri;
    private final SslContext tls;
    private final Messages messages;

    Pipeline(URI uri, SslContext tls, Messages messages) {
      this.uri = uri;
      this.tls = tls;
      this.messages = messages;
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
                  WebSocketClientProtocolConfig.newBuilder()
                      .webSocketUri(uri)
                      .maxFramePayloadLength(MAX_MESSAGE)
                      .build()))
          .addLast(new WebSocketFrameAggregator(MAX_MESSAGE))
          .addLast(messages);
    }
  }

  /** What comes; the loop's thread. */
  private static final class Messages extends ChannelInboundHandlerAdapter {
    private final Receiver receiver;
    private final CompletableFuture<Void> upgraded = new CompletableFuture<>();
    private boolean reading; // a flush waits until all that was read is dealt with
    private boolean flushing;

    Messages(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        upgraded.complete(null);
      }
      super.userEventTriggered(context, event);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      reading = true;
      WebSocketFrame frame = (WebSocketFrame) message;
      try {
        if (frame instanceof BinaryWebSocketFrame) {
          ByteBuf content = frame.content();
          receiver.message(content, content.readableBytes(), ByteBuf::nioBuffer);
        } else {
          receiver.text();
        }
      } finally {
        frame.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      reading = false;
      if (flushing) {
        flushing = false;
        context.flush();
      }
    }

    private void flush(Channel channel) {
      if (reading) {
        flushing = true;
      } else {
        channel.flush();
      }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it ends in channelInactive
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      upgraded.completeExceptionally(cause);
      receiver.failed(cause);
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      upgraded.completeExceptionally(new IOException("the server ended the connection"));
      receiver.failed("the connection ended");
    }
  }

  private static final class Open implements Link {
    private final Channel channel;
    private final Messages messages;
    private ByteBuf payload;

    Open(Channel channel, Messages messages) {
      this.channel = channel;
      this.messages = messages;
    }

    @Override
    public void prepare(byte[] bytes) {
      if (payload != null) {
        payload.release();
      }
      payload = channel.alloc().directBuffer(bytes.length).writeBytes(bytes);
    }

    @Override
    public void start(Runnable sends) {
      channel.eventLoop().execute(sends);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // one that fails is an exception of the channel
    public void send() {
      channel.write(new BinaryWebSocketFrame(payload.retainedDuplicate()), channel.voidPromise());
    }

    @Override
    public void flush() {
      messages.flush(channel);
    }

    @Override
    public void close() throws Exception {
      if (payload != null) {
        payload.release();
        payload = null;
      }
      channel.close().await(SECONDS, TimeUnit.SECONDS);
    }
  }
}
