package io.github.wirespeed.bench.growth;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
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
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Netty's client, on one of its NIO loops. */
final class NettyFleet implements Fleet {
  private static final long OPEN_SECONDS = 10;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Channel> channels = new ArrayList<>();
  private final byte[] payload;
  private volatile Run run;

  private NettyFleet(int payloadBytes) {
    this.payload = new byte[payloadBytes];
  }

  static NettyFleet open(String uri, int connections, int payloadBytes) throws IOException {
    NettyFleet fleet = new NettyFleet(payloadBytes);
    boolean open = false;
    try {
      fleet.open(URI.create(uri), connections);
      open = true;
      return fleet;
    } catch (CompletionException e) {
      throw new IOException("opened " + fleet.channels.size() + " connections: " + e.getCause(), e);
    } finally {
      if (!open) {
        fleet.close();
      }
    }
  }

  private void open(URI uri, int count) {
    List<CompletableFuture<Channel>> opening = new ArrayList<>(AT_A_TIME);
    while (channels.size() < count) {
      int now = Math.min(AT_A_TIME, count - channels.size());
      for (int i = 0; i < now; i++) {
        opening.add(connect(uri).orTimeout(OPEN_SECONDS, TimeUnit.SECONDS));
      }
      opening.forEach(future -> channels.add(future.join()));
      opening.clear();
    }
  }

  private CompletableFuture<Channel> connect(URI uri) {
    CompletableFuture<Channel> open = new CompletableFuture<>();
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec(), new HttpObjectAggregator(8 << 10))
                    .addLast(
                        new WebSocketClientProtocolHandler(
                            WebSocketClientProtocolConfig.newBuilder()
                                .webSocketUri(uri)
                                .maxFramePayloadLength(payload.length)
                                .build()))
                    .addLast(new Echoes(open));
              }
            })
        .connect(uri.getHost(), uri.getPort())
        .addListener((Future<Void> done) -> failed(done, open));
    return open;
  }

  private static void failed(Future<Void> done, CompletableFuture<Channel> open) {
    if (!done.isSuccess()) {
      open.completeExceptionally(done.cause());
    }
  }

  /** Takes what comes back on one connection. */
  private final class Echoes extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
    private final CompletableFuture<Channel> open;

    private Echoes(CompletableFuture<Channel> open) {
      this.open = open;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        open.complete(context.channel());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame frame) {
      int size = frame.content().readableBytes();
      if (size != payload.length) {
        run.fail("a message of " + size + " bytes came back for one of " + payload.length);
      } else if (run.came()) {
        send(context.channel());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      open.completeExceptionally(new IOException("the connection ended"));
      Run now = run;
      if (now != null) {
        now.fail("a connection ended");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      open.completeExceptionally(cause);
      Run now = run;
      if (now != null) {
        now.fail(cause.toString());
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the void promise tells the pipeline of failures
  private void send(Channel channel) {
    var unused =
        channel.writeAndFlush(
            new BinaryWebSocketFrame(channel.alloc().buffer(payload.length).writeBytes(payload)),
            channel.voidPromise());
  }

  @Override
  public long exchange(long messages) throws IOException {
    int atStart = (int) Math.min(messages, channels.size());
    Run now = new Run(messages, atStart);
    run = now;
    long start = System.nanoTime();
    for (int i = 0; i < atStart; i++) {
      send(channels.get(i));
    }
    return now.await() - start;
  }

  /** Else each would keep its port for a minute. */
  private static void reset(Channel channel) {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException e) {
      // The server was first.
    }
  }

  @Override
  public void close() {
    run = null;
    for (Channel channel : channels) {
      reset(channel);
      var unused = channel.close();
    }
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
