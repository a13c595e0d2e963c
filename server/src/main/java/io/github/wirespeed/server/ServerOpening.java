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
import io.github.wirespeed.protocol.ServerHandshake.Outcome;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The opening handshake of one connection: its request is read, judged and answered, and then it is
 * a connection, or has a {@link FinalAnswer}. Loop thread only.
 */
final class ServerOpening implements Accepted {
  private enum Phase {
    READING,
    DECIDING,
    ANSWERING,
    OVER
  }

  private final EventLoop loop;
  private final Transport transport;
  private final Openings server;
  private final ServerHandshake handshake;
  private final long nanos;

  private Phase phase = Phase.READING;
  private Registration registration;
  private Timer timer;
  private boolean begun; // a byte of the request came
  private ByteBuffer head = ByteBuffer.allocate(4 << 10); // what was read and not consumed
  private Decisions decisions; // while they are awaited
  private ByteBuffer answer; // the 101; null until there is one
  private Accepting accepting; // once it is accepted
  private OpeningWatch watch; // from the registration on

  /** What an accepted request becomes when its 101 is written. */
  private record Accepting(Endpoint endpoint, WebSocketOptions options, Answered answered) {}

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
    watch = server.sessions().opening(transport.remoteAddress());
    // Not before: a connection that never came into the loop must not leave a timer in it.
    timer = loop.schedule(nanos, this::timeOut);
  }

  @Override
  public boolean ready(int readyOps) {
    try {
      return switch (phase) {
        case READING -> read();
        case DECIDING -> readAhead();
        case ANSWERING -> write();
        case OVER -> false;
      };
    } catch (IOException e) {
      close(); // reset by the client: there is nobody to tell
      return true;
    }
  }

  @Override
  public void failed(Throwable cause) {
    over();
    watch.over();
    transport.close();
  }

  private void close() {
    registration.cancel();
    failed(null);
  }

  private void over() {
    phase = Phase.OVER;
    timer.cancel();
    if (decisions != null) {
      decisions.abandon();
    }
  }

  /** Begins with bytes that somebody else has read. Once, after {@link #registered}. */
  void begin(ByteBuffer bytes) {
    ByteBuffer forMore = head;
    head = bytes;
    begun = true;
    try {
      received(handshake.receive(head));
      if (phase == Phase.READING) {
        head = forMore;
      }
    } catch (IOException e) {
      close(); // reset by the client: there is nobody to tell
    }
  }

  private boolean read() throws IOException {
    int n;
    do {
      n = transport.read(head.clear());
      head.flip();
      if (n > 0) {
        begun = true;
        received(handshake.receive(head));
      } else if (n < 0 && begun) {
        received(handshake.receiveEof());
      } else if (n < 0) {
        close(); // somebody who only looked whether we listen
      }
      // What TLS has decrypted already no selector tells of.
    } while (phase == Phase.READING && n > 0 && transport.buffered());
    return n != 0;
  }

  private void received(Outcome outcome) throws IOException {
    if (outcome == Outcome.REQUEST) {
      judge();
    } else if (outcome == Outcome.FAILED) {
      end(
          handshake.plain() != null
              ? PlainHttp.answer(handshake.plain(), server, transport)
              : new FinalAnswer.Bytes(handshake.response()),
          handshake.failure());
    }
  }

  private void judge() throws IOException {
    UpgradeRequest request = new UpgradeRequest(handshake, transport, server.secure());
    RequestPath path = RequestPath.of(request.path());
    if (path.problem() != null) {
      refuse(400, path.problem());
      return;
    }
    Routes.Match<Route> match = server.settings().routes().webSocket(path, request);
    if (match == null) {
      refuse(404, "no route for " + request.path());
      return;
    }
    Route.Rules rules = match.what().rules();
    Origins origins = rules.origins() != null ? rules.origins() : server.settings().origins();
    if (!origins.allow(request)) {
      refuse(403, "origin " + String.join(", ", request.origins()) + " may not connect");
      return;
    }
    List<UpgradeHook> hooks = new ArrayList<>(2);
    if (server.settings().hook() != null) {
      hooks.add(server.settings().hook());
    }
    if (rules.hook() != null) {
      hooks.add(rules.hook());
    }
    phase = Phase.DECIDING;
    decisions = Decisions.of(loop, match.request(), hooks, d -> decided(match, d));
    if (phase == Phase.DECIDING) {
      readAhead();
    }
  }

  /** Looks whether the client is still there, which takes reading: up to what the buffer holds. */
  private boolean readAhead() throws IOException {
    int n;
    do {
      head.compact();
      n = transport.read(head);
      head.flip();
    } while (n > 0 && transport.buffered());
    if (n < 0) {
      close();
    } else if (head.limit() == head.capacity()) {
      registration.interest(0); // the rest stays in the network, and its end is not seen
    }
    return n != 0;
  }

  private void decided(Routes.Match<Route> match, UpgradeDecision decision) {
    try {
      if (decision.accepts()) {
        accept(match, decision);
      } else {
        refuse(decision);
      }
    } catch (IOException e) {
      close(); // reset by the client: there is nobody to tell
    } catch (RuntimeException | Error e) {
      close(); // as the loop does when it gives a turn
      throw e;
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it refuses this request and no other
  private void accept(Routes.Match<Route> match, UpgradeDecision decision) throws IOException {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.of(match.what(), match.request());
    } catch (Throwable t) {
      refuse(Decisions.failed("making a handler", match.request(), t));
      return;
    }
    Route.Rules rules = match.what().rules();
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
    Answered answered =
        new Answered(
            transport,
            head,
            subprotocol == null ? "" : subprotocol,
            byName(decision.headers()),
            deflate == null ? null : deflate.agreed());
    watch.accepted(handshake.request(), subprotocol);
    accepting = new Accepting(endpoint, options, answered);
    phase = Phase.ANSWERING;
    write();
  }

  private PerMessageDeflate.Result negotiate(Compression compression) {
    return compression == null ? null : compression.accept(handshake.requestedExtensions());
  }

  /** Headers by name in any case, unmodifiable all through: handlers see them. */
  private static Map<String, List<String>> byName(List<Map.Entry<String, String>> headers) {
    if (headers.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(h -> all.computeIfAbsent(h.getKey(), n -> new ArrayList<>()).add(h.getValue()));
    all.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(all);
  }

  private boolean write() throws IOException {
    transport.write(answer);
    if (answer.hasRemaining()) {
      registration.interest(SelectionKey.OP_WRITE);
      return true;
    }
    registration.interest(SelectionKey.OP_READ);
    over();
    open();
    return true;
  }

  private void open() {
    accepting
        .endpoint()
        .start(server, loop, registration, accepting.answered(), accepting.options());
    watch.opened();
  }

  private void timeOut() {
    watch.timedOut();
    if (phase == Phase.ANSWERING) {
      close(); // it does not even take its 101
    } else {
      refuse(408, phase == Phase.READING ? "the request took too long" : "deciding took too long");
    }
  }

  private void refuse(UpgradeDecision decision) {
    String reason = ReasonPhrase.of(decision.status());
    end(
        new FinalAnswer.Bytes(
            handshake.reject(decision.status(), reason, decision.headers(), decision.body())),
        decision.body().strip());
  }

  private void refuse(int status, String why) {
    refuse(UpgradeDecision.reject(status, why + "\n"));
  }

  private void end(FinalAnswer.Bytes bytes, String why) {
    over();
    watch.answered(handshake.request(), bytes.status(), why);
    watch.over();
    FinalAnswer.send(loop, registration, transport, bytes, server.handshakeNanos());
  }

  @Override
  public void stop() {
    switch (phase) {
      case READING, DECIDING ->
          refuse(UpgradeDecision.reject(503, "server shutting down\n").header("Retry-After", "1"));
      case ANSWERING -> close();
      case OVER -> {
        // It has its answer.
      }
    }
  }
}
