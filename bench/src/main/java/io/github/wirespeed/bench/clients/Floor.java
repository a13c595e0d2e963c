package io.github.wirespeed.bench.clients;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.bench.BareTcp;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * No library: what a client takes at the least. A frame is made once, masked, and written again and
 * again; what is answered is read as so many bytes and not looked at. Before each run one message
 * goes there and back that is looked at: how many bytes an answer has depends on the frames that
 * the server makes of it.
 */
final class Floor implements Library {
  private static final int SCRATCH = 256 << 10;
  private static final int TOGETHER = 1 << 20; // bytes that are written together, at most
  private static final int LONGEST_HEAD = 8 << 10;
  private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final WaitStrategy wait;

  Floor(WaitStrategy wait) {
    this.wait = wait;
  }

  @Override
  public String version() {
    return "no library, NIO of JDK " + Versions.ofJdk();
  }

  @Override
  public Connection open(URI uri, Trust trust) throws IOException {
    if (trust != null) {
      throw new IOException("the floor has no TLS: ask it for ws:");
    }
    TcpTransport transport =
        TcpTransport.connect(
            new InetSocketAddress(uri.getHost(), uri.getPort()), TimeUnit.SECONDS.toNanos(SECONDS));
    BareTcp wire = new BareTcp(transport, wait);
    boolean open = false;
    try {
      upgrade(uri, wire);
      open = true;
    } finally {
      if (!open) {
        wire.close();
      }
    }
    Open link = new Open(wire);
    return new Connection(new PullDriver(link), link);
  }

  private static void upgrade(URI uri, BareTcp wire) throws IOException {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String request =
        """
        GET %s HTTP/1.1\r
        Host: %s\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        \r
        """
            .formatted(path, uri.getAuthority());
    wire.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD);
    String text = "";
    while (!text.contains("\r\n\r\n")) {
      if (!head.hasRemaining()) {
        throw new IOException("the upgrade was answered with a head that does not end");
      }
      wire.read(head);
      text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
    }
    if (!text.startsWith("HTTP/1.1 101 ") || !text.endsWith("\r\n\r\n")) {
      throw new IOException("the upgrade was answered with " + text.lines().findFirst().get());
    }
  }

  private static final class Open implements PullLink {
    private final BareTcp wire;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
    private final ByteBuffer header = ByteBuffer.allocateDirect(8);
    private ByteBuffer out; // the same frame, as often as it is written together
    private int frame; // its length in bytes
    private int unwritten;
    private int answer; // bytes of an answer; 0 until the first of a run
    private ByteBuffer payload = ByteBuffer.allocate(0);

    Open(BareTcp wire) {
      this.wire = wire;
    }

    @Override
    public void prepare(byte[] bytes) {
      ByteBuffer one = masked(bytes);
      frame = one.remaining();
      out = ByteBuffer.allocateDirect(frame * Math.max(1, TOGETHER / frame));
      while (out.remaining() >= frame) {
        out.put(one.rewind());
      }
      answer = 0;
    }

    private static ByteBuffer masked(byte[] bytes) {
      ByteBuffer frame = ByteBuffer.allocate(bytes.length + 14).put((byte) 0x82);
      if (bytes.length < 126) {
        frame.put((byte) (0x80 | bytes.length));
      } else if (bytes.length < 1 << 16) {
        frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
      } else {
        frame.put((byte) (0x80 | 127)).putLong(bytes.length);
      }
      frame.put(KEY);
      for (int i = 0; i < bytes.length; i++) {
        frame.put((byte) (bytes[i] ^ KEY[i & 3]));
      }
      return frame.flip();
    }

    @Override
    public void send() {
      unwritten++;
    }

    @Override
    public void flush() throws IOException {
      int most = out.capacity() / frame;
      while (unwritten > 0) {
        int now = Math.min(most, unwritten);
        unwritten -= now;
        wire.write(out.clear().limit(now * frame));
      }
    }

    @Override
    public void receive(int count, int size) throws IOException {
      int left = count;
      if (answer == 0) {
        Driver.checkSize(receive(), size);
        left--;
      }
      wire.skip(scratch, (long) left * answer);
    }

    /** Looks at each frame of a message. */
    @Override
    public int receive() throws IOException {
      int size = 0;
      answer = 0;
      boolean last = false;
      payload = ByteBuffer.allocate(0);
      while (!last) {
        int first = read(2).getShort();
        int opcode = (first >> 8) & 15;
        if (opcode == 8) {
          throw new IOException("the server closed");
        } else if (opcode != (size == 0 && answer == 0 ? 2 : 0)) {
          throw new IOException("a frame of opcode " + opcode + " came back");
        }
        long length = first & 127;
        int extended = length < 126 ? 0 : length == 126 ? 2 : 8;
        if (extended > 0) {
          ByteBuffer more = read(extended);
          length = extended == 2 ? more.getShort() & 0xffff : more.getLong();
        }
        if (length < 0 || length > MAX_MESSAGE - size) {
          throw new IOException("a frame of " + length + " bytes came back");
        }
        last = (first & 0x8000) != 0;
        size += (int) length;
        answer += 2 + extended + (int) length;
        payload = ByteBuffer.allocate(size).put(payload.flip());
        while (payload.hasRemaining()) {
          wire.read(payload);
        }
      }
      return size;
    }

    private ByteBuffer read(int bytes) throws IOException {
      header.clear().limit(bytes);
      while (header.hasRemaining()) {
        wire.read(header);
      }
      return header.flip();
    }

    @Override
    public ByteBuffer payload() {
      return payload.flip();
    }

    @Override
    public void close() {
      wire.close();
    }
  }
}
