package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An HTTP server in its smallest form: one thread, blocking, and none of what is tested. */
final class ForeignServer implements Closeable {
  /** What it answers an upgrade with: nothing else than RFC 6455 4.2.2 asks for. */
  static final String SWITCHING =
      String.join(
          "\r\n",
          "HTTP/1.1 101 Switching Protocols",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Accept: " + RawClient.ACCEPT,
          "",
          "");

  private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

  /** A request that was read, and what came behind it. */
  static final class Read {
    private final SocketChannel channel;
    private final byte[] bytes;
    private final String head;

    Read(SocketChannel channel, byte[] bytes, String head) {
      this.channel = channel;
      this.bytes = bytes;
      this.head = head;
    }

    SocketChannel channel() {
      return channel;
    }

    ByteBuffer all() {
      return ByteBuffer.wrap(bytes);
    }

    ByteBuffer after() {
      return ByteBuffer.wrap(bytes).position(head.length());
    }

    String target() {
      return head.split(" ", -1)[1];
    }

    /** The request taken apart. */
    ForeignRequest request() {
      ForeignRequest request = ForeignRequest.of(target());
      for (String line : head.lines().skip(1).filter(l -> !l.isEmpty()).toList()) {
        int colon = line.indexOf(':');
        request = request.header(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      return request;
    }

    void write(String text) throws IOException {
      channel.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }
  }

  /** What it does with a request. */
  interface Upgrade {
    void decide(Read request) throws Exception;
  }

  /** What it does with a connection of which nothing is read yet. */
  interface Accept {
    void accepted(SocketChannel channel) throws Exception;
  }

  /** One that does not read requests itself. */
  static ForeignServer raw(Accept accept) throws IOException {
    return new ForeignServer(accept, null);
  }

  final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final ServerSocketChannel listening = ServerSocketChannel.open();
  private final Accept accept; // null where it reads requests
  private final Upgrade upgrade;

  ForeignServer(Upgrade upgrade) throws IOException {
    this(null, upgrade);
  }

  private ForeignServer(Accept accept, Upgrade upgrade) throws IOException {
    this.accept = accept;
    this.upgrade = upgrade;
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread thread = new Thread(this::serve, "foreign-server");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listening.getLocalAddress();
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel channel = listening.accept();
        if (accept != null) {
          accept.accepted(channel);
        } else {
          serve(channel);
        }
      }
    } catch (AsynchronousCloseException e) {
      // It is closed.
    } catch (Exception e) {
      failures.add(e);
    }
  }

  private void serve(SocketChannel channel) throws Exception {
    byte[] bytes = new byte[0];
    int end;
    do {
      ByteBuffer in = ByteBuffer.allocate(64 << 10);
      int n = channel.read(in);
      if (n < 0) {
        channel.close();
        return;
      }
      byte[] more = new byte[n];
      in.flip().get(more);
      bytes = RawClient.concat(bytes, more);
      end = new String(bytes, ISO_8859_1).indexOf("\r\n\r\n") + 4;
    } while (end < 4);
    Read read = new Read(channel, bytes, new String(bytes, 0, end, ISO_8859_1));
    if (read.target().equals("/page")) {
      read.write(NOT_FOUND);
      channel.close();
      return;
    }
    try {
      upgrade.decide(read);
    } catch (Exception | AssertionError e) {
      failures.add(e);
      channel.close();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
