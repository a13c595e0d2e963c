package io.github.wirespeed;

import io.github.wirespeed.client.ZlibPool;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.protocol.Limits;
import io.github.wirespeed.protocol.MessageInflater;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.transport.MemoryTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A connection of a server's over memory, and by hand what its client does. */
final class ServedClient implements AutoCloseable {
  final WatchedTransport wire;
  final WebSocketConnection ws;
  final MemoryTransport client;
  private final SteppedLoop loop;
  private final ReadHalf reads = new ReadHalf(Role.CLIENT, Limits.CLIENT);
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

  /**
   * Connects.
   *
   * @param capacity bytes that each direction holds
   * @param agreed null where nothing is compressed
   */
  ServedClient(
      SteppedLoop loop,
      ServerConnections connections,
      int capacity,
      WebSocketOptions options,
      PerMessageDeflate agreed,
      MessageHandler handler)
      throws IOException {
    MemoryTransport.Pair pair = MemoryTransport.pair(capacity);
    this.loop = loop;
    this.client = pair.left();
    this.wire = new WatchedTransport(pair.right());
    if (agreed != null) {
      reads.attach(new MessageInflater(agreed, Role.CLIENT, ZlibPool.SHARED));
    }
    ServerConnections.Answered answered =
        new ServerConnections.Answered(wire, ByteBuffer.allocate(0), "", Map.of(), agreed);
    WebSocketConnection[] made = new WebSocketConnection[1];
    Registration registration = loop.loop().register(LoopSession.notYet());
    loop.inLoop(
        () -> made[0] = connections.handled(loop.loop(), registration, answered, options, handler));
    this.ws = made[0];
  }

  /** Takes up to so many bytes off the wire. */
  void take(int most) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(most);
    while (in.hasRemaining() && client.read(in) > 0) {
      // On.
    }
    raw.write(in.array(), 0, in.position());
  }

  /** All messages and Closes that came, with turns of the loop in between while more comes. */
  List<String> received() throws IOException {
    List<String> all = new ArrayList<>();
    int before;
    do {
      before = raw.size();
      loop.settle();
      take(1 << 20);
    } while (raw.size() > before);
    ByteBuffer in = ByteBuffer.allocateDirect(raw.size()).put(raw.toByteArray()).flip();
    raw.reset();
    for (int event = reads.poll(in); event != ReadHalf.NEED_BYTES; event = reads.poll(in)) {
      all.add(
          switch (event) {
            case ReadHalf.MESSAGE -> (reads.text() ? "TEXT " : "BINARY ") + payload();
            case ReadHalf.PONG -> "PONG " + payload();
            case ReadHalf.CLOSE -> "CLOSE " + reads.closeStatus();
            default -> throw new AssertionError("event " + event + ", " + reads.closeStatus());
          });
      if (event == ReadHalf.CLOSE) {
        break;
      }
    }
    return all;
  }

  private String payload() {
    byte[] bytes = new byte[reads.payload().remaining()];
    reads.payload().get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The bytes that came, as they are. */
  byte[] bytes() throws IOException {
    loop.settle();
    take(1 << 20);
    byte[] all = raw.toByteArray();
    raw.reset();
    return all;
  }

  @Override
  public void close() {
    client.close();
    reads.release();
  }
}
