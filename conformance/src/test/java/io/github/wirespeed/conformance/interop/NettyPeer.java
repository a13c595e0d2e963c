package io.github.wirespeed.conformance.interop;

import io.github.wirespeed.Message;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A connection of Netty: frames out as they are, whole messages in. */
final class NettyPeer extends ForeignPeer {
  private final Channel channel;

  NettyPeer(Channel channel, boolean echo) {
    super(echo);
    this.channel = channel;
  }

  @Override
  void text(String text) {
    write(new TextWebSocketFrame(text));
  }

  @Override
  void binary(byte[] bytes) {
    write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
  }

  @Override
  void textFragments(List<String> parts, byte[] ping) {
    fragments(
        true, parts.stream().map(part -> part.getBytes(StandardCharsets.UTF_8)).toList(), ping);
  }

  @Override
  void binaryFragments(List<byte[]> parts, byte[] ping) {
    fragments(false, parts, ping);
  }

  private void fragments(boolean text, List<byte[]> parts, byte[] ping) {
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      byte[] part = parts.get(i);
      write(
          i > 0
              ? new ContinuationWebSocketFrame(last, 0, Unpooled.wrappedBuffer(part))
              : text
                  ? new TextWebSocketFrame(last, 0, Unpooled.wrappedBuffer(part))
                  : new BinaryWebSocketFrame(last, 0, Unpooled.wrappedBuffer(part)));
      if (i == 0 && ping != null) {
        write(new PingWebSocketFrame(Unpooled.wrappedBuffer(ping)));
      }
    }
  }

  @Override
  void unfinished(byte[] part) {
    write(new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(part)));
  }

  @Override
  void pong(byte[] payload) {
    write(new PongWebSocketFrame(Unpooled.wrappedBuffer(payload)));
  }

  @Override
  void close(int code, String reason) {
    write(new CloseWebSocketFrame(code, reason));
  }

  @Override
  void closeEmpty() {
    write(new CloseWebSocketFrame());
  }

  @Override
  void abort() {
    // From the first context: its handler of the protocol would send a Close before.
    var unused = channel.pipeline().firstContext().close();
  }

  private void write(WebSocketFrame frame) {
    // Its failure goes to exceptionCaught.
    var unused = channel.writeAndFlush(frame, channel.voidPromise());
  }

  /** What comes, behind Netty's aggregator. */
  static final class Inbound extends SimpleChannelInboundHandler<WebSocketFrame> {
    private NettyPeer peer;

    void attach(NettyPeer opened) {
      this.peer = opened;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame)
        throws Exception {
      if (frame instanceof TextWebSocketFrame text) {
        peer.received(new Message.Text(text.text()));
      } else if (frame instanceof BinaryWebSocketFrame) {
        peer.received(new Message.Binary(ByteBufUtil.getBytes(frame.content())));
      } else if (frame instanceof PongWebSocketFrame) {
        peer.ponged(ByteBufUtil.getBytes(frame.content()));
      } else if (frame instanceof CloseWebSocketFrame close) {
        peer.ended(close.statusCode(), close.reasonText());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      if (peer != null) {
        peer.ended(1006, "");
      }
      super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var unused = context.close();
    }
  }
}
