package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.transport.MemoryTransport;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An async client over memory, and by hand what its server does. Its loop turns when the test says
 * so and has the test's clock, so nothing happens behind the test's back and everything happens in
 * the test's thread. Frames are made by {@link Session} and shown by {@link ClientFrames}.
 *
 * @param <C> the kind of connection
 */
final class LoopSession<C extends Connection> implements AutoCloseable {
  private static final Connection.Opened OPENED =
      new Connection.Opened("v1.feed", Map.of("X-Test", List.of("memory")));

  final SteppedLoop loop;
  final MemoryTransport client;
  final MemoryTransport server;

  /** What the client reads from and writes to. */
  final WatchedTransport wire;

  final Halves halves;
  final C ws;

  /** What the client's listener was told. */
  final List<ConnectionClosedException> ends = new ArrayList<>();

  private final ClientFrames frames = new ClientFrames();
  private boolean endShown;

  /** Makes the connection that is tested. */
  private interface Making<C> {
    C make(Home home, WebSocketOptions options, Transport transport, Registration registration);
  }

  private LoopSession(int capacity, WebSocketOptions options, Making<C> making) throws IOException {
    MemoryTransport.Pair pair = MemoryTransport.pair(capacity);
    this.client = pair.left();
    this.server = pair.right();
    this.wire = new WatchedTransport(client);
    this.loop = new SteppedLoop();
    this.halves = new Halves(Role.CLIENT, options.limits(), options.fragmentSize());
    Home home = new Home(loop.loop(), halves, null, (ignored, how) -> ends.add(how));
    Registration registration = loop.loop().register(new NotYet());
    this.ws = making.make(home, options, wire, registration);
    registration.handler(ws);
    loop.inLoop(ws::start);
  }

  /** Options with which a thread that waits is parked. */
  static WebSocketOptions options() {
    return Session.options();
  }

  static LoopSession<AsyncWebSocket> async() throws IOException {
    return async(MemoryTransport.DEFAULT_CAPACITY, options());
  }

  static LoopSession<AsyncWebSocket> async(WebSocketOptions options) throws IOException {
    return async(MemoryTransport.DEFAULT_CAPACITY, options);
  }

  /** Each direction holds so many bytes. */
  static LoopSession<AsyncWebSocket> async(int capacity, WebSocketOptions options, byte[]... first)
      throws IOException {
    return new LoopSession<>(
        capacity,
        options,
        (home, chosen, transport, registration) ->
            new AsyncWebSocket(
                home,
                chosen,
                transport,
                registration,
                OPENED,
                ByteBuffer.wrap(Session.concat(first))));
  }

  static LoopSession<HandledConnection> handled(MessageHandler handler) throws IOException {
    return handled(handler, options());
  }

  /** The server's first bytes came with its 101. */
  static LoopSession<HandledConnection> handled(
      MessageHandler handler, WebSocketOptions options, byte[]... first) throws IOException {
    return handled(MemoryTransport.DEFAULT_CAPACITY, handler, options, first);
  }

  static LoopSession<HandledConnection> handled(
      int capacity, MessageHandler handler, WebSocketOptions options, byte[]... first)
      throws IOException {
    return new LoopSession<>(
        capacity,
        options,
        (home, chosen, transport, registration) ->
            new HandledConnection(
                home,
                chosen,
                transport,
                registration,
                OPENED,
                ByteBuffer.wrap(Session.concat(first)),
                handler));
  }

  /** One turn of the loop. */
  void turn() throws IOException {
    loop.turn();
  }

  /** Turns of the loop until nothing is left to be done. */
  void settle() throws IOException {
    loop.settle();
  }

  void advance(Duration time) throws IOException {
    loop.advance(time);
  }

  /** The server sends frames; the network takes all of them. */
  void serve(byte[]... parts) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Session.concat(parts));
    server.write(all);
    assertThat(all.remaining()).as("bytes that the network does not take").isZero();
  }

  void serveText(String... texts) throws IOException {
    for (String text : texts) {
      serve(Session.frame(Session.TEXT, text));
    }
  }

  void servePing(String payload) throws IOException {
    serve(Session.frame(Session.PING, payload));
  }

  void serveClose(int code, String reason) throws IOException {
    serve(Session.closeFrame(code, reason));
  }

  /** The server answers the client's Close, and ends TCP. */
  void serveEnd(int code) throws IOException {
    serveClose(code, "");
    server.shutdownOutput();
    settle();
  }

  /**
   * All frames that the client has written since the last call, and "END" once it has ended the
   * stream.
   */
  List<String> sent() throws IOException {
    List<String> all = new ArrayList<>();
    take(Integer.MAX_VALUE);
    for (String frame = frames.next(); frame != null; frame = frames.next()) {
      all.add(frame);
    }
    if (endShown && frames.left() > 0) {
      all.add(frames.left() + " bytes of a frame");
    }
    if (endShown) {
      all.add("END");
    }
    return all;
  }

  /** The same, with turns of the loop in between as long as something comes. */
  List<String> sentSettled() throws IOException {
    List<String> all = new ArrayList<>();
    List<String> more;
    int before;
    do {
      before = frames.left();
      settle();
      more = sent();
      all.addAll(more);
    } while (!endShown && (!more.isEmpty() || frames.left() != before));
    return all;
  }

  /** The next frame of those that {@link #take} has read; null if there is none. */
  String nextSent() {
    return frames.next();
  }

  /** The payload of the last frame. */
  byte[] payload() {
    return frames.payload();
  }

  /** The server reads up to so many bytes. */
  void take(int most) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(Math.min(most, 64 << 10));
    int left = most;
    while (left > 0) {
      int n = server.read(in.clear().limit(Math.min(in.capacity(), left)));
      if (n <= 0) {
        endShown = n < 0;
        return;
      }
      frames.add(in.flip());
      left -= n;
    }
  }

  /** The failure of a stage that has failed because the connection ended. */
  static ConnectionClosedException closed(Stage<?> stage) {
    assertThat(stage.failure()).isInstanceOf(ConnectionClosedException.class);
    return (ConnectionClosedException) stage.failure();
  }

  /** The text of a receive that is done. */
  static String text(Stage<Message> stage) {
    return value(stage).text();
  }

  /** What a stage came to; it must have. */
  static <T> T value(Stage<T> stage) {
    assertThat(stage.failure()).isNull();
    assertThat(stage.isDone()).as("done").isTrue();
    return stage.join();
  }

  /** Whether a stage waits, asked in a way that changes nothing. */
  static boolean waits(Stage<?> stage) {
    return stage instanceof PendingStage<?> pending && !pending.settled();
  }

  /** Ends everything at once. */
  @Override
  public void close() {
    server.close();
    loop.close();
    client.close();
  }

  /** What has the place of a handler until the connection is made. */
  static LoopHandler notYet() {
    return new NotYet();
  }

  /** Has the place of a handler until the connection is made. */
  private static final class NotYet implements LoopHandler {
    @Override
    public boolean ready(int readyOps) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {
      throw new AssertionError("failed before it was open", cause);
    }
  }
}
