package io.github.wirespeed.server;

import io.github.wirespeed.Compression;
import io.github.wirespeed.ServerConnections.Answered;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Timer;
import io.github.wirespeed.protocol.Extension;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ServerHandshake;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The opening handshake of one connection: its request is read, judged and answered, and then it is
 * a connection, or no more. Loop thread only.
 */
final class ServerOpening implements Accepted {
  /** How long the client's end of TCP is waited for, so that no reset destroys the refusal. */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private enum Phase {
    READING,
    DECIDING,
    ANSWERING,
    LINGERING
  }

  private final EventLoop loop;
  private final Transport transport;
  private final Openings server;
  private final ServerHandshake handshake;
  private final long nanos;

  private Phase phase = Phase.READING;
  private Registration registration;
  private Timer timer;
  private ByteBuffer head = ByteBuffer.allocate(4 << 10); // what was read and not consumed
  private ByteBuffer answer; // to be written; null until there is one
  private Accepting accepting; // once it is accepted

  /** What an accepted request becomes when its 101 is written. */
  private record Accepting(
      Route route, UpgradeRequest request, WebSocketOptions options, Answered answered) {}

  /**
   * An opening.
   *
   * @param nanos how long it may take
   */
  ServerOpening(EventLoop loop, Transport transport, Openings server, long nanos) {
    this.loop = loop;
    this.transport = transport;
    this.server = server;
    this.handshake = new ServerHandshake(server.settings().handshakeLimits());
    this.nanos = nanos;
  }

  @Override
  public void registered(Registration own) {
    registration = own;
    // Not before: a connection that never came into the loop must not leave a timer in it.
    timer = loop.schedule(nanos, this::timeOut);
  }

  @Override
  public boolean ready(int readyOps) {
    try {
      return switch (phase) {
        case READING -> read();
        case DECIDING -> false;
        case ANSWERING -> write();
        case LINGERING -> skip();
      };
    } catch (IOException e) {
      close(); // reset by the client: there is nobody to tell
      return true;
    }
  }

  @Override
  public void failed(Throwable cause) {
    timer.cancel();
    transport.close();
  }

  private void close() {
    registration.cancel();
    failed(null);
  }

  private boolean read() throws IOException {
    int n = transport.read(head.clear());
    if (n <= 0) {
      if (n < 0) {
        close();
      }
      return n < 0;
    }
    head.flip();
    received();
    return true;
  }

  /** Begins with bytes that somebody else has read. Once, after {@link #registered}. */
  void begin(ByteBuffer bytes) {
    ByteBuffer forMore = head;
    head = bytes;
    try {
      received();
      if (phase == Phase.READING) {
        head = forMore;
      }
    } catch (IOException e) {
      close();
    }
  }

  private void received() throws IOException {
    switch (handshake.receive(head)) {
      case REQUEST -> decide();
      case FAILED -> refuseWith(handshake.response());
      default -> {
        // More is to come.
      }
    }
  }

  private void decide() throws IOException {
    UpgradeRequest request = new UpgradeRequest(handshake, transport, server.secure());
    Routes.Match match = server.settings().routes().match(request);
    if (match == null) {
      refuse(404, "no route for " + request.path());
      return;
    }
    Route.Rules rules = match.route().rules();
    Origins origins = rules.origins() != null ? rules.origins() : server.settings().origins();
    if (!origins.allows(match.request())) {
      refuse(403, "origin " + request.origin().orElse("") + " may not connect");
      return;
    }
    accept(match, UpgradeDecision.accept());
  }

  private void accept(Routes.Match match, UpgradeDecision decision) throws IOException {
    Route.Rules rules = match.route().rules();
    WebSocketOptions options =
        rules.options() != null ? rules.options() : server.settings().options();
    String subprotocol =
        decision.chosenSubprotocol() != null
            ? decision.chosenSubprotocol()
            : ServerHandshake.chooseSubprotocol(
                handshake.requestedSubprotocols(), rules.subprotocols());
    PerMessageDeflate.Result deflate = negotiate(options.compression());
    List<Extension> extensions =
        deflate == null || deflate.agreed() == null ? List.of() : List.of(deflate.answer());
    answer = ByteBuffer.wrap(handshake.accept(subprotocol, extensions, decision.headers()));
    Map<String, List<String>> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    decision
        .headers()
        .forEach(h -> added.merge(h.getKey(), List.of(h.getValue()), ServerOpening::joined));
    accepting =
        new Accepting(
            match.route(),
            match.request(),
            options,
            new Answered(
                transport,
                head,
                subprotocol == null ? "" : subprotocol,
                added.isEmpty() ? Map.of() : added,
                deflate == null ? null : deflate.agreed()));
    phase = Phase.ANSWERING;
    write();
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }

  private PerMessageDeflate.Result negotiate(Compression compression) {
    return compression == null ? null : compression.accept(handshake.requestedExtensions());
  }

  private void refuse(int status, String why) throws IOException {
    refuseWith(handshake.reject(status, "", List.of(), why));
  }

  private void refuseWith(byte[] response) throws IOException {
    answer = ByteBuffer.wrap(response);
    phase = Phase.ANSWERING;
    write();
  }

  private boolean write() throws IOException {
    transport.write(answer);
    if (answer.hasRemaining()) {
      registration.interest(SelectionKey.OP_WRITE);
      return true;
    }
    registration.interest(SelectionKey.OP_READ);
    timer.cancel();
    if (accepting != null) {
      open();
    } else {
      phase = Phase.LINGERING;
      transport.shutdownOutput();
      timer = loop.schedule(LINGER_NANOS, this::close);
    }
    return true;
  }

  private void open() {
    Endpoint.of(accepting.route(), accepting.request())
        .start(server, loop, registration, accepting.answered(), accepting.options());
  }

  private void timeOut() {
    close();
  }

  private boolean skip() throws IOException {
    int n = transport.read(ByteBuffer.allocate(4 << 10));
    if (n < 0) {
      close();
    }
    return n != 0;
  }
}
