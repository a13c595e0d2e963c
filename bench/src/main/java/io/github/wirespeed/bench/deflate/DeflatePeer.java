package io.github.wirespeed.bench.deflate;

import io.github.wirespeed.protocol.ServerHandshake;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The server of the deflate bench, of which no client is a relative: what it sends was compressed
 * before, and of what it receives it looks at the headers of frames only, unless it is to verify.
 * It costs the same whoever is at the other end. One connection at a time, on its own thread.
 */
final class DeflatePeer implements Closeable {
  private static final Pattern PATH =
      Pattern.compile("GET /(\\w+)/(\\d+)/(\\w+)/(\\d+)/(\\d+)/(\\w+) .*", Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile(
          ".*\r\nSec-WebSocket-Key: *([^\r]+)\r\n.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final int BUFFER = 64 << 10;
  private static final byte[] TAIL = {0, 0, -1, -1};

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Thread thread = new Thread(this::serve, "deflate-peer");
  private final Map<List<Object>, List<byte[]>> compressed = new ConcurrentHashMap<>();
  // Of the last connection: what came on the wire, and what went wrong.
  private volatile long bytesUp;
  private volatile String failure;

  DeflatePeer() throws IOException {
    thread.setDaemon(true);
    thread.start();
  }

  String uri() {
    return "ws://127.0.0.1:" + socket.getLocalPort();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Payload bytes that the last connection brought, as they were on the wire. */
  long bytesUp() {
    return bytesUp;
  }

  /** What was wrong with the last connection; null if nothing was. */
  String failure() {
    return failure;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket accepted = socket.accept()) {
        accepted.setTcpNoDelay(true);
        failure = null;
        bytesUp = 0;
        serve(accepted);
      } catch (IOException | RuntimeException e) {
        failure = e.toString(); // the client asks for it, if it is still there
      }
    }
  }

  private void serve(Socket accepted) throws IOException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(accepted.getInputStream(), BUFFER));
    OutputStream out = new BufferedOutputStream(accepted.getOutputStream(), BUFFER);
    String head = head(in);
    Matcher path = PATH.matcher(head);
    Matcher key = KEY.matcher(head);
    if (!path.matches() || !key.matches()) {
      throw new IOException("no request of this bench: " + head);
    }
    boolean takeover = Boolean.parseBoolean(path.group(3));
    String response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + ("Sec-WebSocket-Accept: " + ServerHandshake.acceptFor(key.group(1)) + "\r\n")
            + "Sec-WebSocket-Extensions: permessage-deflate"
            + (takeover ? "" : "; server_no_context_takeover; client_no_context_takeover")
            + "\r\n\r\n";
    out.write(response.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    Setting.Way way = Setting.Way.valueOf(path.group(1));
    int size = Integer.parseInt(path.group(2));
    int level = Integer.parseInt(path.group(4));
    int messages = Integer.parseInt(path.group(5));
    Quotes quotes = Quotes.of(size);
    List<byte[]> payloads =
        compressed.computeIfAbsent(
            List.of(size, level, takeover), k -> quotes.compressed(level, takeover));
    Receiving receiving =
        new Receiving(in, Boolean.parseBoolean(path.group(6)) ? quotes : null, takeover);
    if (way == Setting.Way.DOWN) {
      receiving.message(-1); // the word to go
    }
    for (int i = 0; i < messages; i++) {
      if (way != Setting.Way.DOWN) {
        receiving.message(i);
      }
      if (way != Setting.Way.UP) {
        frame(out, 0xC1, payloads.get(i % payloads.size()));
      }
      if (way == Setting.Way.RR) {
        out.flush();
      }
    }
    bytesUp = receiving.bytes;
    if (way == Setting.Way.UP) {
      frame(out, 0x81, "done".getBytes(StandardCharsets.US_ASCII));
    }
    out.flush();
    receiving.untilClose();
    frame(out, 0x88, new byte[] {0x03, (byte) 0xE8});
    out.flush();
  }

  private static String head(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static void frame(OutputStream out, int first, byte[] payload) throws IOException {
    out.write(first);
    if (payload.length < 126) {
      out.write(payload.length);
    } else {
      out.write(126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    }
    out.write(payload);
  }

  /** What the client sends. */
  private static final class Receiving {
    private final DataInputStream in;
    private final Quotes expected; // null where nobody looks
    private final boolean takeover;
    private Inflater inflater = new Inflater(true);
    private long bytes;
    private int opcode;

    Receiving(DataInputStream in, Quotes expected, boolean takeover) {
      this.in = in;
      this.expected = expected;
      this.takeover = takeover;
    }

    /** Reads a message; the one of that index is expected, or any if it is negative. */
    void message(int index) throws IOException {
      boolean fin;
      byte[] inflated = new byte[0];
      do {
        byte[] payload = frame();
        fin = (opcode & 0x80) != 0;
        if ((opcode & 0x08) != 0) {
          fin = false;
          continue;
        }
        if (index >= 0 && (opcode & 0x0F) == 1 && (opcode & 0x40) == 0) {
          throw new IOException("a message that is not compressed");
        }
        if (expected != null && index >= 0) {
          inflated = append(inflated, payload, fin);
        }
        bytes += payload.length;
      } while (!fin);
      if (expected != null && index >= 0) {
        String text = new String(inflated, StandardCharsets.ISO_8859_1);
        if (!text.equals(expected.text(index))) {
          throw new IOException("message " + index + " came as: " + text);
        }
        if (!takeover) {
          inflater.end();
          inflater = new Inflater(true);
        }
      }
    }

    private byte[] append(byte[] before, byte[] payload, boolean fin) throws IOException {
      try {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        all.writeBytes(before);
        byte[] chunk = new byte[BUFFER];
        for (byte[] part : fin ? new byte[][] {payload, TAIL} : new byte[][] {payload}) {
          inflater.setInput(part);
          for (int n = inflater.inflate(chunk); n > 0; n = inflater.inflate(chunk)) {
            all.write(chunk, 0, n);
          }
        }
        return all.toByteArray();
      } catch (DataFormatException e) {
        throw new IOException("not deflate", e);
      }
    }

    private byte[] frame() throws IOException {
      opcode = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      int length = second & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      if (expected != null) {
        for (int i = 0; i < length; i++) {
          payload[i] ^= mask[i & 3];
        }
      }
      return payload;
    }

    void untilClose() throws IOException {
      do {
        frame();
      } while ((opcode & 0x0F) != 8);
      inflater.end();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
