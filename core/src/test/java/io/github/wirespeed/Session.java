package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.client.Opening;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.transport.MemoryTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A client over memory, and by hand what its server does. It shares no code with what it tests:
 * frames are put together and taken apart by hand. What the client sent is shown as {@link
 * ClientFrames} does.
 */
final class Session implements AutoCloseable {
  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int PING = 0x89;
  static final int PONG = 0x8A;
  static final int CLOSE = 0x88;

  private static final long GUARD_NANOS = TimeUnit.SECONDS.toNanos(20);

  final MemoryTransport client;
  final MemoryTransport server;

  /** What the client reads from and writes to. */
  final WatchedTransport wire;

  final WebSocket ws;

  private final ClientFrames frames = new ClientFrames();

  private Session(
      MemoryTransport.Pair pair,
      WebSocketOptions options,
      byte[] first,
      Supplier<EventLoop> keeperLoop) {
    this.client = pair.left();
    this.server = pair.right();
    this.wire = new WatchedTransport(client);
    HttpHead response =
        HttpHead.status(
            "HTTP/1.1", 101, "Switching Protocols", List.of(Map.entry("X-Test", "memory")));
    this.ws =
        new WebSocket(
            new Opening.Upgraded(wire, ByteBuffer.wrap(first), response, null, null),
            options,
            keeperLoop);
  }

  /** Options with which a thread that waits is parked, and a close takes no time. */
  static WebSocketOptions options() {
    return WebSocketOptions.defaults().waitStrategy(WaitStrategy.blocking());
  }

  static Session open() {
    return open(options());
  }

  static Session open(WebSocketOptions options) {
    return new Session(MemoryTransport.pair(), options, new byte[0], Session::noKeeper);
  }

  /** Each direction holds so many bytes. */
  static Session open(int capacity, WebSocketOptions options) {
    return new Session(MemoryTransport.pair(capacity), options, new byte[0], Session::noKeeper);
  }

  /** A client that a loop of the test's keeps alive. */
  static Session kept(int capacity, WebSocketOptions options, SteppedLoop loop) throws IOException {
    Session session = new Session(MemoryTransport.pair(capacity), options, new byte[0], loop::loop);
    loop.settle();
    return session;
  }

  private static EventLoop noKeeper() {
    throw new AssertionError("nothing is to be kept alive");
  }

  /** The server's first bytes came with its 101. */
  static Session openWithFirst(byte[]... frames) {
    return new Session(MemoryTransport.pair(), options(), concat(frames), Session::noKeeper);
  }

  /** An unmasked frame in the shortest form. */
  static byte[] frame(int firstByte, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(10 + payload.length).put((byte) firstByte);
    if (payload.length < 126) {
      out.put((byte) payload.length);
    } else if (payload.length < 65536) {
      out.put((byte) 126).putShort((short) payload.length);
    } else {
      out.put((byte) 127).putLong(payload.length);
    }
    out.put(payload);
    byte[] frame = new byte[out.position()];
    out.get(0, frame);
    return frame;
  }

  static byte[] frame(int firstByte, String payload) {
    return frame(firstByte, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] closeFrame(int code, String reason) {
    return frame(CLOSE, closePayload(code, reason));
  }

  static byte[] closePayload(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** {@code length} bytes that repeat only after 251. */
  static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  /** The server sends frames, all of them in one piece if the network takes it. */
  void serve(byte[]... frames) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(concat(frames));
    server.write(all);
    while (all.hasRemaining()) {
      assertThat(server.awaitWritable(GUARD_NANOS)).as("the client reads").isTrue();
      server.write(all);
    }
  }

  void serveText(String text) throws IOException {
    serve(frame(TEXT, text));
  }

  void serveClose(int code, String reason) throws IOException {
    serve(closeFrame(code, reason));
  }

  /** Waits until the client has read all that was served. */
  void untilRead() {
    long start = System.nanoTime();
    while (server.pending() > 0) {
      assertThat(System.nanoTime() - start).as("the client reads").isLessThan(GUARD_NANOS);
      LockSupport.parkNanos(50_000);
    }
  }

  /** The next frame that the client sent, waiting for it; "END" at the end of the stream. */
  String sent() throws IOException {
    while (true) {
      String frame = frames.next();
      if (frame != null) {
        return frame;
      }
      if (!readSome(GUARD_NANOS)) {
        return frames.left() == 0 ? "END" : "END after a part of a frame";
      }
    }
  }

  /** So many frames that the client sent, waiting for them. */
  List<String> sent(int count) throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(sent());
    }
    return all;
  }

  /** The payload of the last frame that {@link #sent} gave. */
  byte[] payload() {
    return frames.payload();
  }

  /** The masking key of the last frame that {@link #sent} gave. */
  int key() {
    return frames.key();
  }

  /** How many bytes the client has written that {@link #sent} did not take yet. */
  int unread() {
    return client.pending() + frames.left();
  }

  /** The server reads so many bytes, whatever they are. */
  void take(int count) throws IOException {
    int before = frames.left();
    while (frames.left() - before < count) {
      ByteBuffer in = ByteBuffer.allocate(count - (frames.left() - before));
      int n = server.read(in);
      frames.add(in.flip());
      if (n == 0) {
        assertThat(server.awaitReadable(false, GUARD_NANOS)).as("the client writes").isTrue();
      }
      assertThat(n).isGreaterThanOrEqualTo(0);
    }
  }

  /** Ends everything at once, so that no thread is left waiting. */
  @Override
  public void close() {
    server.close();
    client.close();
  }

  private boolean readSome(long nanos) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(64 << 10);
    int n = server.read(in);
    while (n == 0) {
      assertThat(server.awaitReadable(false, nanos)).as("the client sends something").isTrue();
      n = server.read(in);
    }
    frames.add(in.flip());
    return n > 0;
  }
}
