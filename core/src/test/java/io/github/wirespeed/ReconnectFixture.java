package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.transport.MemoryTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A connection that is kept up over memory: the test says what comes of each attempt, steps the
 * loop, turns the clock, and draws the random numbers.
 */
final class ReconnectFixture implements AutoCloseable {
  static final String URI = "ws://a.test/feed";

  final SteppedLoop loop = new SteppedLoop();
  final AtomicLong clock = new AtomicLong();
  final LoopStrands strands = new LoopStrands(this::home, clock::get);

  /** All attempts so far; those of a test with thousands of them are not kept. */
  final List<FakeAttempt> attempts = new ArrayList<>();

  final List<ReconnectEvent> events = new ArrayList<>();

  /** Where in its range the next random number lies. */
  double draw = 0.5;

  /** Where the strands move to when the loop has ended; null for nowhere. */
  SteppedLoop refuge;

  ReconnectingWebSocket feed;
  MessageHandler handler; // null where messages are asked for
  ReconnectingConnection connection;

  private Halves halves;
  private WebSocketOptions options = LoopSession.options();

  ReconnectFixture() throws IOException {}

  private EventLoop home() {
    if (!loop.loop().ended()) {
      return loop.loop();
    } else if (refuge == null || refuge.loop().ended()) {
      throw new IllegalStateException("the loops are closed");
    }
    return refuge.loop();
  }

  /** Keeps one up whose messages are asked for. */
  ReconnectFixture pulled(Reconnect policy) throws IOException {
    ReconnectingConnection.Parts parts = parts(policy);
    feed =
        new ReconnectingWebSocket(
            parts, new Feed(parts.host().strand, options.executor(), policy.failsAtGap()));
    connection = feed;
    loop.settle();
    return this;
  }

  /** Keeps one up whose messages are shown to a handler. */
  ReconnectFixture handled(Reconnect policy, MessageHandler shownTo) throws IOException {
    handler = shownTo;
    connection = new ReconnectingConnection(parts(policy), Audience.NONE);
    loop.settle();
    return this;
  }

  ReconnectFixture with(WebSocketOptions chosen) {
    options = chosen;
    return this;
  }

  private ReconnectingConnection.Parts parts(Reconnect given) {
    Reconnect policy = given.onEvent(events::add);
    halves = new Halves(Role.CLIENT, options.limits(), options.fragmentSize());
    return new ReconnectingConnection.Parts(
        new StrandHost(strands.next(), options.executor()),
        new Backoff(policy.first().toNanos(), policy.most().toNanos(), new Drawn()),
        URI,
        options,
        policy,
        this::open);
  }

  private Stage<? extends Connection> open(EventLoop in, String uri) {
    assertThat(in.inLoop()).as("opened in the loop").isTrue();
    FakeAttempt attempt = new FakeAttempt(in, uri);
    attempts.add(attempt);
    return attempt.stage;
  }

  private final class Drawn implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new AssertionError("only within bounds");
    }

    @Override
    public long nextLong(long bound) {
      return (long) (bound * draw);
    }
  }

  /** The last attempt; so many there must have been. */
  FakeAttempt attempt(int count) {
    assertThat(attempts).as("attempts").hasSize(count);
    return attempts.get(count - 1);
  }

  void settle() throws IOException {
    loop.settle();
  }

  void advance(Duration time) throws IOException {
    clock.addAndGet(time.toNanos());
    loop.advance(time);
  }

  void advanceMillis(long millis) throws IOException {
    advance(Duration.ofMillis(millis));
  }

  /** Names of the events since the last call. */
  List<String> told() {
    List<String> names = new ArrayList<>();
    for (ReconnectEvent event : events) {
      names.add(event.getClass().getSimpleName());
    }
    events.clear();
    return names;
  }

  /** The last event of a kind. */
  <E extends ReconnectEvent> E last(Class<E> kind) {
    E found = null;
    for (ReconnectEvent event : events) {
      found = kind.isInstance(event) ? kind.cast(event) : found;
    }
    assertThat(found).as(kind.getSimpleName()).isNotNull();
    return found;
  }

  @Override
  public void close() {
    loop.close();
    if (refuge != null) {
      refuge.close();
    }
  }

  /** An attempt, and once it was accepted the server's side of its connection. */
  final class FakeAttempt implements StageHost {
    final String uri;
    final PendingStage<Connection> stage = new PendingStage<>(this);
    Connection opened;
    boolean cancelled;
    private final EventLoop in;
    private MemoryTransport server;
    private final ClientFrames frames = new ClientFrames();

    private FakeAttempt(EventLoop in, String uri) {
      this.in = in;
      this.uri = uri;
    }

    /** The server refuses, or the network fails. */
    void fail(Throwable why) throws IOException {
      assertThat(stage.claim()).as("still wanted").isTrue();
      stage.fail(why);
      settle();
    }

    void fail() throws IOException {
      fail(new java.net.ConnectException("Connection refused"));
    }

    /** The connection is open; the hook runs. */
    FakeAttempt accept() throws IOException {
      return accept(MemoryTransport.DEFAULT_CAPACITY);
    }

    FakeAttempt accept(int capacity) throws IOException {
      complete(capacity);
      settle();
      return this;
    }

    /** The connection is open, and nothing else has happened yet. */
    void complete(int capacity) throws IOException {
      assertThat(stage.claim()).as("still wanted").isTrue();
      MemoryTransport.Pair pair = MemoryTransport.pair(capacity);
      server = pair.right();
      Home home = new Home(in, halves, null, null);
      Registration registration = in.register(new Nothing());
      Connection.Opened answer = new Connection.Opened("", Map.of());
      ByteBuffer first = ByteBuffer.allocate(0);
      opened =
          handler == null
              ? new AsyncWebSocket(home, options, pair.left(), registration, answer, first)
              : new HandledConnection(
                  home, options, pair.left(), registration, answer, first, handler);
      registration.handler(opened);
      Connection made = opened;
      assertThat(
              in.execute(
                  () -> {
                    stage.complete(made);
                    made.start();
                  }))
          .isTrue();
    }

    void serve(String... texts) throws IOException {
      for (String text : texts) {
        server.write(ByteBuffer.wrap(Session.frame(Session.TEXT, text)));
      }
      settle();
    }

    /** The server closes, hears the answer, and ends TCP. */
    void serveClose(int code) throws IOException {
      server.write(ByteBuffer.wrap(Session.closeFrame(code, "")));
      server.shutdownOutput();
      settle();
    }

    /** The connection breaks. */
    void breakDown() throws IOException {
      server.close();
      settle();
    }

    /** All frames that came since the last call. */
    List<String> sent() throws IOException {
      settle();
      ByteBuffer in = ByteBuffer.allocate(64 << 10);
      for (int n = server.read(in); n > 0; n = server.read(in)) {
        frames.add(in.flip());
        in.clear();
        settle();
      }
      List<String> all = new ArrayList<>();
      for (String frame = frames.next(); frame != null; frame = frames.next()) {
        all.add(frame);
      }
      return all;
    }

    @Override
    public void await(PendingStage<?> waited, long deadline, boolean interruptibly) {
      throw new AssertionError("nobody waits here");
    }

    @Override
    public void work(PendingStage<?> waited, long deadline) {}

    @Override
    public void relied() {}

    @Override
    public void cancelled() {
      cancelled = true;
    }

    @Override
    public void dispatch(Runnable completion) {
      completion.run();
    }
  }

  /** Has the place of a handler until the connection is made. */
  private static final class Nothing implements LoopHandler {
    @Override
    public boolean ready(int readyOps) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {}
  }
}
