package io.github.wirespeed;

import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.protocol.CloseCode;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Compress;
import io.github.wirespeed.protocol.FrameHeader;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.transport.Deadline;
import io.github.wirespeed.transport.Transport;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An {@link Actor} with the face of the API, less what it does with its messages. */
abstract sealed class Connection extends Actor implements WebSocketConnection
    permits AsyncWebSocket, HandledConnection {
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(10);
  private static final VarHandle PINGS;
  private static final VarHandle END_WATCH;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PINGS = lookup.findVarHandle(Connection.class, "pings", PendingPings.class);
      END_WATCH = lookup.findVarHandle(Connection.class, "endWatch", EndWatch.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Opened opened;
  private Deflation deflation; // null where nothing is compressed; set before it starts

  // Who waits for the end: null while nobody does, TOLD after it. Any thread.
  private volatile EndWatch endWatch;

  // Made by the first ping. Any thread.
  private volatile PendingPings pings;

  /**
   * What the opening handshake came to, as the API tells it.
   *
   * @param subprotocol empty if there is none
   */
  record Opened(String subprotocol, Map<String, List<String>> responseHeaders) {
    static final Opened PLAIN = new Opened("", Map.of());
  }

  Connection(
      Home home,
      WebSocketOptions options,
      Transport transport,
      Registration registration,
      Opened opened) {
    super(home, options, transport, registration);
    this.opened = opened;
    if (!options.keepalive().isOff()) {
      pings = PendingPings.kept(this);
    }
  }

  @Override
  void start() {
    LoopKeeper keeper = keeper();
    if (keeper != null) {
      keeper.start();
    }
    super.start();
  }

  /** Compression was agreed on, unless {@code how} is null. Before the start. */
  void compressed(Deflation how) {
    if (how != null) {
      deflation = how;
      inbound().attach();
    }
  }

  @Override
  Deflation deflation() {
    return deflation;
  }

  @Override
  void pongCame(ByteBuffer payload) {
    PendingPings waiting = pings;
    if (waiting != null) {
      waiting.pong(payload, home());
    }
  }

  /** Null without a keepalive. */
  private LoopKeeper keeper() {
    PendingPings known = pings;
    return known == null ? null : known.keeper();
  }

  @Override
  void heard() {
    LoopKeeper keeper = keeper();
    if (keeper != null) {
      keeper.heard();
    }
  }

  @Override
  boolean keeps(Halves.Reads from) {
    LoopKeeper keeper = keeper();
    return keeper != null && keeper.keeps(from.message());
  }

  @Override
  void readAgain() {
    LoopKeeper keeper = keeper();
    if (keeper != null) {
      keeper.readAgain();
    }
  }

  @Override
  long lastRoundTripNanos() {
    PendingPings measured = pings;
    return measured == null ? Traffic.UNKNOWN : measured.roundTrips().lastNanos();
  }

  @Override
  void told(ConnectionClosedException how) {
    PendingPings waiting = pings;
    if (waiting != null) {
      waiting.fail(how);
      if (waiting.keeper() != null) {
        waiting.keeper().stop();
      }
    }
    EndWatch watching = (EndWatch) END_WATCH.getAndSet(this, EndWatch.TOLD);
    if (watching != null) {
      watching.tell(how);
    }
    if (home().listener() != null) {
      tellListener(how);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // the connection is over: nobody is left to be told
  private void tellListener(ConnectionClosedException how) {
    try {
      home().listener().accept(this, how);
    } catch (Throwable t) {
      Home.LOG.log(System.Logger.Level.WARNING, "a listener of closed connections failed", t);
    }
  }

  @Override
  public Stage<Void> send(String text) {
    return outbound().send(Objects.requireNonNull(text, "text"), null, Compress.BY_SIZE);
  }

  @Override
  public Stage<Void> send(byte[] bytes) {
    return outbound().send(null, ByteBuffer.wrap(bytes), Compress.BY_SIZE);
  }

  @Override
  public Stage<Void> send(ByteBuffer payload) {
    return outbound().send(null, Objects.requireNonNull(payload, "payload"), Compress.BY_SIZE);
  }

  @Override
  public Stage<Void> send(MessageView message) {
    return outbound()
        .sendBorrowed(message.isText() ? Opcode.TEXT : Opcode.BINARY, message.payload());
  }

  @Override
  public Stage<Void> send(String text, boolean compress) {
    return outbound().send(Objects.requireNonNull(text, "text"), null, Compress.of(compress));
  }

  @Override
  public Stage<Void> send(ByteBuffer payload, boolean compress) {
    return outbound().send(null, Objects.requireNonNull(payload, "payload"), Compress.of(compress));
  }

  @Override
  public Stage<Void> send(PreparedMessage message) {
    return outbound().send(Objects.requireNonNull(message, "message"));
  }

  @Override
  public Stage<Void> sendAll(Collection<? extends Message> messages) {
    return outbound().sendAll(List.copyOf(messages));
  }

  @Override
  public boolean trySend(String text) {
    return outbound().trySend(Objects.requireNonNull(text, "text"), null, Compress.BY_SIZE);
  }

  @Override
  public boolean trySend(byte[] bytes) {
    return outbound().trySend(null, ByteBuffer.wrap(bytes), Compress.BY_SIZE);
  }

  @Override
  public boolean trySend(ByteBuffer payload) {
    return outbound().trySend(null, Objects.requireNonNull(payload, "payload"), Compress.BY_SIZE);
  }

  @Override
  public boolean trySend(PreparedMessage message) {
    return outbound().trySend(Objects.requireNonNull(message, "message"));
  }

  @Override
  public Stage<Duration> ping() {
    return ping(PING_TIMEOUT);
  }

  @Override
  public Stage<Duration> ping(Duration timeout) {
    long nanos = nanos(timeout);
    if (closing()) {
      return refused();
    }
    PendingPings waiting = pendingPings();
    PendingPings.PingStage ping = waiting.next(this);
    outbound().control(Opcode.PING, ping.payload());
    home().execute(() -> ping.within(home().loop(), nanos, timeout));
    if (isOver()) {
      waiting.fail(endedWith()); // it ended meanwhile, and may not have seen this one
    }
    return ping;
  }

  @Override
  public RoundTrips roundTrips() {
    PendingPings measured = pings;
    return measured == null ? RoundTrips.NONE : measured.roundTrips();
  }

  private PendingPings pendingPings() {
    if (pings == null) {
      PINGS.compareAndSet(this, null, new PendingPings());
    }
    return pings;
  }

  @Override
  public Stage<Void> ping(ByteBuffer payload) {
    return control(Opcode.PING, payload);
  }

  @Override
  public Stage<Void> pong(ByteBuffer payload) {
    return control(Opcode.PONG, payload);
  }

  private Stage<Void> control(Opcode opcode, ByteBuffer payload) {
    if (payload.remaining() > FrameHeader.MAX_CONTROL_PAYLOAD) {
      throw new IllegalArgumentException(
          "%s payload of %d bytes exceeds 125 (RFC 6455 5.5)"
              .formatted(opcode == Opcode.PING ? "ping" : "pong", payload.remaining()));
    }
    return !closing() && outbound().control(opcode, payload) ? ReadyStage.VOID : refused();
  }

  @Override
  public Stage<Void> close() {
    return close(CloseCode.NORMAL, "");
  }

  @Override
  public Stage<Void> close(int code, String reason) {
    return close(code, reason, options().closeTimeout());
  }

  @Override
  public Stage<Void> close(int code, String reason, Duration timeout) {
    CloseStatus status = CloseStatus.sendable(code, reason);
    long nanos = nanos(timeout);
    PendingStage<Void> done = new PendingStage<>(this);
    if (!watchEnd(done, null)) {
      return ReadyStage.VOID;
    }
    closeWith(status, nanos);
    return done;
  }

  @Override
  public Stage<ConnectionClosedException> closed() {
    PendingStage<ConnectionClosedException> how = new PendingStage<>(this);
    return watchEnd(null, how) ? how : new ReadyStage<>((ConnectionClosedException) endedWith());
  }

  /** Has one of two stages completed at the end; false if that was before. */
  @SuppressWarnings("ReferenceEquality") // a mark
  private boolean watchEnd(PendingStage<Void> done, PendingStage<ConnectionClosedException> how) {
    EndWatch before;
    do {
      before = endWatch;
      if (before == EndWatch.TOLD) {
        return false;
      }
    } while (!END_WATCH.compareAndSet(this, before, new EndWatch(done, how, before)));
    return true;
  }

  @Override
  public boolean isOpen() {
    return ending().untouched();
  }

  @Override
  public int closeCode() {
    return ending().code();
  }

  @Override
  public String closeReason() {
    return ending().handshake().status().reason();
  }

  @Override
  public CloseReport report() {
    return isOver() ? ((ConnectionClosedException) endedWith()).report() : report(0);
  }

  @Override
  public String subprotocol() {
    return opened.subprotocol();
  }

  @Override
  public Map<String, List<String>> responseHeaders() {
    return opened.responseHeaders();
  }

  @Override
  public SocketAddress localAddress() {
    return transport().localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return transport().remoteAddress();
  }

  /** "AsyncWebSocket[open, /127.0.0.1:5000 -> /127.0.0.1:80]": for logs. */
  @Override
  public String toString() {
    return getClass().getSimpleName()
        + (isOpen() ? "[open, " : "[closed, ")
        + localAddress()
        + " -> "
        + remoteAddress()
        + "]";
  }

  private static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout of " + timeout + " is negative");
    }
    return Deadline.nanos(timeout);
  }
}
