package io.github.wirespeed.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Opens connections: TCP, and the upgrade unless the server is a raw one. */
final class Opening {
  /** At a time: a server's queue of connections that it has not accepted yet may be of 50. */
  private static final int AT_A_TIME = 32;

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int LONGEST_HEAD = 8 << 10;

  /** What that key is answered with, as RFC 6455 1.3 has it. */
  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private Opening() {}

  /** So many connections, in non-blocking mode. */
  static List<SocketChannel> open(int port, boolean raw, int connections) throws IOException {
    List<SocketChannel> open = new ArrayList<>(connections);
    boolean done = false;
    try {
      byte[] request = request(port);
      while (open.size() < connections) {
        int first = open.size();
        int last = Math.min(connections, first + AT_A_TIME);
        for (int i = first; i < last; i++) {
          SocketChannel channel =
              SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
          open.add(channel);
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          if (!raw) {
            channel.write(ByteBuffer.wrap(request));
          }
        }
        for (SocketChannel channel : open.subList(first, last)) {
          if (!raw) {
            upgraded(channel);
          }
          channel.configureBlocking(false);
        }
      }
      done = true;
      return open;
    } finally {
      if (!done) {
        close(open);
      }
    }
  }

  private static byte[] request(int port) {
    return """
    GET / HTTP/1.1\r
    Host: 127.0.0.1:%d\r
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
    Sec-WebSocket-Version: 13\r
    \r
    """
        .formatted(port)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Ends them with a reset: else each of thousands would keep its port for a minute. */
  static void close(List<SocketChannel> open) throws IOException {
    for (SocketChannel channel : open) {
      if (channel.isOpen()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      }
    }
  }

  private static void upgraded(SocketChannel channel) throws IOException {
    channel.socket().setSoTimeout(TIMEOUT_MILLIS);
    InputStream in = channel.socket().getInputStream();
    byte[] head = new byte[LONGEST_HEAD];
    int length = 0;
    int end = -1;
    while (end < 0) {
      int n = length == head.length ? -1 : in.read(head, length, head.length - length);
      if (n < 0) {
        throw new LoadException("no answer to the upgrade, but " + excerpt(head, length));
      }
      length += n;
      end = new String(head, 0, length, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    }
    String text = excerpt(head, length);
    if (!text.startsWith("HTTP/1.1 101") || !text.contains(ACCEPT)) {
      throw new LoadException("the upgrade was answered with " + text);
    }
    if (end + 4 != length) {
      throw new LoadException("something came unasked behind the 101");
    }
  }

  private static String excerpt(byte[] head, int length) {
    return new String(head, 0, Math.min(length, 300), StandardCharsets.ISO_8859_1)
        .replace("\r\n", " | ");
  }
}
