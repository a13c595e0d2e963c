package io.github.wirespeed.conformance.interop;

import io.github.wirespeed.Message;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.StreamSinkFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSocketFrameType;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A connection of Undertow. */
final class UndertowPeer extends ForeignPeer {
  private final WebSocketChannel channel;

  UndertowPeer(WebSocketChannel channel, boolean echo) {
    super(echo);
    this.channel = channel;
    channel.getReceiveSetter().set(new Listener());
    // The first that is told counts: a Close, if one came.
    channel.addCloseTask(gone -> ended(1006, ""));
    channel.resumeReceives();
  }

  @Override
  void text(String text) {
    WebSockets.sendText(text, channel, null);
  }

  @Override
  void binary(byte[] bytes) {
    // The client masks the very array that it is given.
    WebSockets.sendBinary(ByteBuffer.wrap(bytes.clone()), channel, null);
  }

  @Override
  void textFragments(List<String> parts, byte[] ping) throws IOException {
    fragments(
        WebSocketFrameType.TEXT,
        parts.stream().map(part -> part.getBytes(StandardCharsets.UTF_8)).toList(),
        ping);
  }

  @Override
  void binaryFragments(List<byte[]> parts, byte[] ping) throws IOException {
    fragments(WebSocketFrameType.BINARY, parts, ping);
  }

  private void fragments(WebSocketFrameType type, List<byte[]> parts, byte[] ping)
      throws IOException {
    StreamSinkFrameChannel sink = channel.send(type);
    for (int i = 0; i < parts.size(); i++) {
      frame(sink, parts.get(i), i == parts.size() - 1);
      if (i == 0 && ping != null) {
        WebSockets.sendPingBlocking(ByteBuffer.wrap(ping.clone()), channel);
      }
    }
  }

  /** Every flush ends a frame. */
  private static void frame(StreamSinkFrameChannel sink, byte[] payload, boolean last)
      throws IOException {
    ByteBuffer part = ByteBuffer.wrap(payload.clone());
    while (part.hasRemaining()) {
      if (sink.write(part) == 0) {
        sink.awaitWritable();
      }
    }
    if (last) {
      sink.shutdownWrites();
    }
    while (!sink.flush()) {
      sink.awaitWritable();
    }
  }

  @Override
  void unfinished(byte[] part) throws IOException {
    StreamSinkFrameChannel sink = channel.send(WebSocketFrameType.BINARY);
    frame(sink, part, false);
  }

  @Override
  void pong(byte[] payload) {
    WebSockets.sendPong(ByteBuffer.wrap(payload.clone()), channel, null);
  }

  @Override
  void close(int code, String reason) {
    WebSockets.sendClose(code, reason, channel, null);
  }

  @Override
  void closeEmpty() throws IOException {
    // WebSockets.sendClose always adds a code.
    StreamSinkFrameChannel sink = channel.send(WebSocketFrameType.CLOSE);
    sink.shutdownWrites();
    while (!sink.flush()) {
      sink.awaitWritable();
    }
  }

  @Override
  void abort() throws IOException {
    channel.close();
  }

  private final class Listener extends AbstractReceiveListener {
    @Override
    protected long getMaxTextBufferSize() {
      return ForeignServer.MAX_MESSAGE;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
      return ForeignServer.MAX_MESSAGE;
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message)
        throws IOException {
      deliver(new Message.Text(message.getData()));
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel from, BufferedBinaryMessage message)
        throws IOException {
      deliver(new Message.Binary(bytes(message)));
    }

    @Override
    protected void onFullPongMessage(WebSocketChannel from, BufferedBinaryMessage message)
        throws IOException {
      ponged(bytes(message));
    }

    @Override
    protected void onCloseMessage(CloseMessage message, WebSocketChannel from) {
      ended(message.getCode(), message.getReason());
    }

    private void deliver(Message message) throws IOException {
      try {
        received(message);
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    @SuppressWarnings("deprecation") // of the pool that its messages come from
    private byte[] bytes(BufferedBinaryMessage message) {
      try (var pooled = message.getData()) {
        ByteBuffer merged = WebSockets.mergeBuffers(pooled.getResource());
        byte[] copy = new byte[merged.remaining()];
        merged.get(copy);
        return copy;
      }
    }
  }
}
