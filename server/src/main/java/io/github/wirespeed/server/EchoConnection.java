package io.github.wirespeed.server;

import io.github.wirespeed.Compression;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.protocol.Extension;
import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.ServerHandshake;
import io.github.wirespeed.protocol.WriteHalf;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One connection of the echo server: opening handshake, messages there and back, close handshake.
 * Loop thread only.
 *
 * <p>It reads only while it can write: what the peer does not take stops what it may send.
 */
final class EchoConnection implements Accepted {
  private static final int FRAGMENT = 256 << 10;
  private static final int COALESCE = 64 << 10;

  /** Most reads of what was read ahead, before others have a turn. */
  private static final int PER_TURN = 16;

  /**
   * A payload of at least so much is written from where it lies; a smaller one is copied sooner.
   */
  private static final int WORTH_GATHERING = 16 << 10;

  /** How long the peer's end of TCP is waited for, so that no reset destroys our last frame. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final MaskingKeys NO_KEYS = new MaskingKeys(new SecureRandom());

  private enum Phase {
    HANDSHAKE,
    OPEN,
    LINGERING
  }

  private final EventLoop loop;
  private final Transport transport;
  private final ServerHandshake handshake;
  private final ReadHalf reads;
  private final WriteHalf writes =
      new WriteHalf(Role.SERVER, NO_KEYS, FRAGMENT, ByteBuffer::allocateDirect);
  private final Compression compression;
  private final long nanos;
  private Timer timer; // of the phase

  private Phase phase = Phase.HANDSHAKE;
  private Registration registration;
  private ByteBuffer head = ByteBuffer.allocate(4 << 10);
  private ByteBuffer answer; // to the opening request; null once it is written
  private InboundBuffer in;
  // The message that is being sent back, where it lies in the read half; null if none is.
  private ByteBuffer echo;
  private Opcode echoOpcode;
  // How much of it belongs to a frame whose header is encoded, and is written from where it lies.
  private int inPlace;
  private boolean ending;
  private boolean againDue; // in the loop's mail

  /**
   * A connection.
   *
   * @param nanos how long the client may take until its opening request is there
   */
  EchoConnection(EventLoop loop, Transport transport, EchoSettings settings, long nanos) {
    this.loop = loop;
    this.transport = transport;
    this.handshake = new ServerHandshake(settings.handshakeLimits());
    this.reads = new ReadHalf(Role.SERVER, settings.limits());
    this.compression = settings.compression();
    this.nanos = nanos;
  }

  @Override
  public void registered(Registration own) {
    this.registration = own;
    // Not before: a connection that never came into the loop must not leave a timer in it.
    this.timer = loop.schedule(nanos, this::close);
  }

  @Override
  public boolean ready(int readyOps) {
    try {
      boolean done = (readyOps & SelectionKey.OP_WRITE) != 0 && resume();
      if ((readyOps & SelectionKey.OP_READ) != 0 && !blocked()) {
        done |= read();
      }
      done |= readAhead();
      return done;
    } catch (IOException e) {
      close(); // reset by the peer: there is nobody to tell
      return true;
    }
  }

  private boolean read() throws IOException {
    return switch (phase) {
      case HANDSHAKE -> readHead();
      case OPEN -> readFrames();
      case LINGERING -> skip();
    };
  }

  /**
   * Reads what has left the network already, which no selector tells of; of a lot only some, and
   * the rest when the others have had their turn.
   */
  private boolean readAhead() throws IOException {
    boolean done = false;
    for (int i = 0; i < PER_TURN && mustRead(); i++) {
      done |= read();
    }
    if (mustRead() && !againDue) {
      againDue = true;
      loop.execute(this::again);
    }
    return done;
  }

  private boolean mustRead() {
    return transport.isOpen() && !blocked() && transport.buffered();
  }

  private void again() {
    againDue = false;
    if (!transport.isOpen()) {
      return;
    }
    try {
      ready(SelectionKey.OP_READ);
    } catch (RuntimeException | Error e) {
      close(); // as the loop does when it gives a turn
      throw e;
    }
  }

  @Override
  public void failed(Throwable cause) {
    timer.cancel();
    transport.close();
    reads.release();
    writes.release();
  }

  private void close() {
    registration.cancel();
    failed(null);
  }

  private boolean readHead() throws IOException {
    int n = transport.read(head.clear());
    if (n <= 0) {
      return n < 0 && ended();
    }
    ServerHandshake.Outcome outcome = handshake.receive(head.flip());
    if (outcome == ServerHandshake.Outcome.NEED_BYTES) {
      return true;
    }
    ending = outcome == ServerHandshake.Outcome.FAILED;
    answer =
        ByteBuffer.wrap(
            ending ? handshake.response() : handshake.accept(null, negotiate(), List.of()));
    timer.cancel();
    if (!ending) {
      in = new InboundBuffer(reads, ByteBuffer::allocateDirect, head);
      phase = Phase.OPEN;
    }
    head = null;
    return resume();
  }

  /** Which extensions are accepted. */
  private List<Extension> negotiate() {
    if (compression == null) {
      return List.of();
    }
    PerMessageDeflate.Result result = compression.accept(handshake.requestedExtensions());
    if (result.agreed() == null) {
      return List.of();
    }
    reads.attach(compression.inflater(result.agreed(), Role.SERVER));
    writes.attach(compression.deflater(result.agreed(), Role.SERVER));
    return List.of(result.answer());
  }

  private boolean readFrames() throws IOException {
    int n = transport.read(in.target());
    in.filled(n);
    if (n <= 0) {
      return n < 0 && ended();
    }
    return resume();
  }

  /** Writes what waits and, as long as all of it goes out, takes on what was read. */
  private boolean resume() throws IOException {
    while (flush() && !ending && phase == Phase.OPEN) {
      if (echo != null) {
        encodeEcho();
      } else if (!next()) {
        break;
      }
    }
    if (ending && !blocked() && phase != Phase.LINGERING) {
      linger();
    }
    return true;
  }

  /** Takes events until enough is encoded to be written; false when more must be read first. */
  private boolean next() {
    while (true) {
      switch (reads.poll(in.bytes())) {
        case ReadHalf.MESSAGE -> {
          echo = reads.payload();
          echoOpcode = reads.text() ? Opcode.TEXT : Opcode.BINARY;
          encodeEcho();
        }
        case ReadHalf.PING -> writes.control(reads.owed(), reads.owedPayload());
        case ReadHalf.CLOSE, ReadHalf.FAILED -> {
          writes.control(reads.owed(), reads.owedPayload());
          ending = true;
          return true;
        }
        case ReadHalf.NEED_BYTES -> {
          return writes.hasPending();
        }
        default -> {
          // A pong that nobody waits for.
        }
      }
      if (echo != null || writes.pending().remaining() >= COALESCE) {
        return true;
      }
    }
  }

  private void encodeEcho() {
    if (echo.remaining() < WORTH_GATHERING || writes.compresses()) {
      if (writes.data(echoOpcode, echo, true)) {
        echo = null;
      }
    } else {
      inPlace = writes.header(echoOpcode, echo.remaining(), true);
    }
  }

  /** Writes what is encoded; true when all of it is gone. */
  private boolean flush() throws IOException {
    if (answer != null) {
      transport.write(answer);
      if (!answer.hasRemaining()) {
        answer = null;
      }
    }
    if (answer == null && inPlace > 0) {
      writeInPlace();
    } else if (answer == null && writes.hasPending()) {
      transport.write(writes.pending());
      writes.written();
    }
    registration.interest(blocked() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    return !blocked();
  }

  /** Writes what is encoded and, behind it, the part of the message that needs no copy. */
  private void writeInPlace() throws IOException {
    int end = echo.limit();
    int start = echo.position();
    echo.limit(start + inPlace);
    transport.write(writes.pending(), echo);
    writes.written();
    inPlace -= echo.position() - start;
    echo.limit(end);
    if (!echo.hasRemaining()) {
      echo = null;
    }
  }

  private boolean blocked() {
    return answer != null || writes.hasPending() || inPlace > 0;
  }

  /** RFC 6455 7.1.1: the server closes TCP first; it then waits for the peer's end. */
  private void linger() throws IOException {
    phase = Phase.LINGERING;
    transport.shutdownOutput();
    timer = loop.schedule(LINGER_NANOS, this::close);
  }

  private boolean skip() throws IOException {
    int n = transport.read(ByteBuffer.allocate(4 << 10));
    return n < 0 ? ended() : n > 0;
  }

  private boolean ended() {
    close();
    return true;
  }
}
