package io.github.wirespeed.conformance.interop;

import io.github.wirespeed.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.enums.Opcode;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.framing.PongFrame;

/** A connection of Java-WebSocket, which sends by a queue of its own. */
final class JavaWebSocketPeer extends ForeignPeer {
  private final WebSocket socket;

  JavaWebSocketPeer(WebSocket socket, boolean echo) {
    super(echo);
    this.socket = socket;
  }

  @Override
  void text(String text) {
    socket.send(text);
  }

  @Override
  void binary(byte[] bytes) {
    socket.send(bytes);
  }

  @Override
  void textFragments(List<String> parts, byte[] ping) {
    fragments(
        Opcode.TEXT,
        parts.stream().map(part -> part.getBytes(StandardCharsets.UTF_8)).toList(),
        ping);
  }

  @Override
  void binaryFragments(List<byte[]> parts, byte[] ping) {
    fragments(Opcode.BINARY, parts, ping);
  }

  private void fragments(Opcode opcode, List<byte[]> parts, byte[] ping) {
    for (int i = 0; i < parts.size(); i++) {
      socket.sendFragmentedFrame(opcode, ByteBuffer.wrap(parts.get(i)), i == parts.size() - 1);
      if (i == 0 && ping != null) {
        PingFrame frame = new PingFrame();
        frame.setPayload(ByteBuffer.wrap(ping));
        socket.sendFrame(frame);
      }
    }
  }

  @Override
  void unfinished(byte[] part) {
    socket.sendFragmentedFrame(Opcode.BINARY, ByteBuffer.wrap(part), false);
  }

  @Override
  void pong(byte[] payload) {
    PongFrame frame = new PongFrame();
    frame.setPayload(ByteBuffer.wrap(payload));
    socket.sendFrame(frame);
  }

  @Override
  void close(int code, String reason) {
    socket.close(code, reason);
  }

  @Override
  void closeEmpty() {
    throw new UnsupportedOperationException("Java-WebSocket always sends a code");
  }

  @Override
  void abort() {
    if (socket instanceof WebSocketClient client) {
      client.closeConnection(1006, "aborted");
    } else {
      ((WebSocketImpl) socket).closeConnection(1006, "aborted");
    }
  }

  void message(String text) throws Exception {
    received(new Message.Text(text));
  }

  void message(ByteBuffer bytes) throws Exception {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    received(new Message.Binary(copy));
  }

  static byte[] payload(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }
}
