package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A socket, and frames by hand: nothing of what is tested. */
final class RawClient implements Closeable {
  static final String REQUEST =
      String.join(
          "\r\n",
          "GET / HTTP/1.1",
          "Host: localhost",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version: 13",
          "",
          "");

  /** The answer to the key above, RFC 6455 1.3. */
  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private static final int KEY = 0x37FA213D;

  final Socket socket;
  private final DataInputStream in;

  /** Connects and sends nothing. */
  RawClient(InetSocketAddress address) throws IOException {
    this(new Socket(), address);
  }

  /** Likewise, by a socket of any kind. */
  RawClient(Socket socket, InetSocketAddress address) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    socket.connect(address);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Connects, and has opened the WebSocket when this returns. */
  static RawClient open(EchoServer server) throws IOException {
    return open(server, new Socket());
  }

  /** Likewise, by a socket of any kind. */
  static RawClient open(EchoServer server, Socket socket) throws IOException {
    RawClient client = new RawClient(socket, server.address());
    client.open();
    return client;
  }

  /** Opens the WebSocket. */
  void open() throws IOException {
    send(REQUEST.getBytes(ISO_8859_1));
    String head = head();
    if (!head.startsWith("HTTP/1.1 101 ") || !head.contains(ACCEPT)) {
      throw new IOException("not opened: " + head);
    }
  }

  void send(byte[]... parts) throws IOException {
    socket.getOutputStream().write(concat(parts));
  }

  /** The head of the server's answer. */
  String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(in.readByte());
    }
    return head.toString(ISO_8859_1);
  }

  /** The next bytes of a body. */
  String body(int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, ISO_8859_1);
  }

  /**
   * The next frame: {@code TEXT hello}, {@code BINARY 3 bytes}, {@code CLOSE 1000 reason}, with
   * {@code ...} if more fragments follow; END at the end of the stream.
   */
  String frame() throws IOException {
    int first = in.read();
    if (first < 0) {
      return "END";
    }
    byte[] payload = new byte[length(in.readUnsignedByte())];
    in.readFully(payload);
    String more = (first & 0x80) == 0 ? "..." : "";
    return switch (first & 0x7F) {
      case 0 -> "CONT" + more + " " + payload.length + " bytes";
      case 1 -> "TEXT" + more + " " + new String(payload, UTF_8);
      case 2 -> "BINARY" + more + " " + payload.length + " bytes";
      case 8 -> ("CLOSE " + close(payload)).strip();
      case 10 -> "PONG " + new String(payload, UTF_8);
      default -> "first byte 0x" + Integer.toHexString(first);
    };
  }

  private static String close(byte[] payload) {
    return payload.length == 0
        ? ""
        : (ByteBuffer.wrap(payload).getShort() & 0xFFFF)
            + " "
            + new String(payload, 2, payload.length - 2, UTF_8);
  }

  private int length(int second) throws IOException {
    if (second < 126) {
      return second;
    }
    return second == 126 ? in.readUnsignedShort() : Math.toIntExact(in.readLong());
  }

  /** The next message's payload, its fragments joined. */
  byte[] message() throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    int first;
    do {
      first = in.read();
      if (first < 0) {
        throw new EOFException();
      }
      byte[] payload = new byte[length(in.readUnsignedByte())];
      in.readFully(payload);
      joined.writeBytes(payload);
    } while ((first & 0x80) == 0);
    return joined.toByteArray();
  }

  /** Whether the server has ended the connection, waiting for that; bytes are skipped. */
  boolean ended() throws IOException {
    byte[] skipped = new byte[1024];
    int n;
    do {
      n = in.read(skipped);
    } while (n > 0);
    return n < 0;
  }

  /** Likewise; a reset counts, which is what TCP makes of it when the server left bytes unread. */
  boolean cut() throws IOException {
    try {
      return ended();
    } catch (SocketException e) {
      return true;
    }
  }

  /** A masked frame. */
  static byte[] frame(int first, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(14 + payload.length).put((byte) first);
    if (payload.length < 126) {
      out.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65536) {
      out.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      out.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    out.putInt(KEY);
    for (int i = 0; i < payload.length; i++) {
      out.put((byte) (payload[i] ^ KEY >> (24 - 8 * (i % 4))));
    }
    byte[] frame = new byte[out.position()];
    out.get(0, frame);
    return frame;
  }

  static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(UTF_8));
  }

  static byte[] text(String text) {
    return frame(0x81, text);
  }

  static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    return frame(
        0x88, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
