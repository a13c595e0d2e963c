package io.github.wirespeed;

import io.github.wirespeed.client.LoopOpening;
import io.github.wirespeed.client.Opening;
import io.github.wirespeed.client.ProxyFailure;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.WebSocketUri;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/** Opens connections in event loops, for a client or a poller. Any thread. */
final class Openings {
  private static final String ACCEPT = "Sec-WebSocket-Accept";

  private final Executor resolver;
  private final Homes homes;

  // The last answer of a server: the next one is likely the same, and thousands share it then.
  private volatile Connection.Opened last = Connection.Opened.PLAIN;

  /** Makes a connection of what was opened. */
  interface Making<C extends Connection> {
    C make(
        Home home,
        WebSocketOptions options,
        Opening.Upgraded upgraded,
        Registration registration,
        Connection.Opened opened);
  }

  /** Makes connections whose messages are asked for. */
  static final Making<AsyncWebSocket> PULLED =
      (home, options, upgraded, registration, opened) ->
          new AsyncWebSocket(
              home, options, upgraded.transport(), registration, opened, upgraded.first());

  /** Makes connections whose messages are shown to a handler. */
  static Making<HandledConnection> handledBy(MessageHandler handler) {
    Objects.requireNonNull(handler, "handler");
    return (home, options, upgraded, registration, opened) ->
        new HandledConnection(
            home, options, upgraded.transport(), registration, opened, upgraded.first(), handler);
  }

  Openings(Executor resolver, BiConsumer<WebSocketConnection, ConnectionClosedException> listener) {
    this.resolver = resolver;
    this.homes = new Homes(Role.CLIENT, listener);
  }

  /**
   * Opens a connection.
   *
   * @param driver of the loop; null where it has a thread of its own
   */
  <C extends Connection> Stage<C> open(
      EventLoop loop, Home.Driver driver, String uri, WebSocketOptions options, Making<C> making) {
    Home home = homes.home(loop, driver, options);
    Attempt<C> attempt = new Attempt<>(home, options, making);
    attempt.opening =
        LoopOpening.open(
            loop,
            resolver,
            options.request(WebSocketUri.of(uri)),
            options.connectTimeout(),
            attempt);
    return attempt.stage;
  }

  /** Opens a connection with a handler. */
  @SuppressWarnings("unchecked") // who gets the stage sees what it completes with, and no more
  Stage<WebSocketConnection> handled(
      EventLoop loop,
      Home.Driver driver,
      String uri,
      WebSocketOptions options,
      MessageHandler handler) {
    Stage<? extends WebSocketConnection> stage =
        open(loop, driver, uri, options, handledBy(handler));
    return (Stage<WebSocketConnection>) stage;
  }

  /** One connection on its way. */
  private final class Attempt<C extends Connection> implements LoopOpening.Outcome, StageHost {
    private final Home home;
    private final WebSocketOptions options;
    private final Making<C> making;
    private final PendingStage<C> stage = new PendingStage<>(this);
    private volatile LoopOpening opening;

    Attempt(Home home, WebSocketOptions options, Making<C> making) {
      this.home = home;
      this.options = options;
      this.making = making;
    }

    @Override
    public void opened(Opening.Upgraded upgraded, Registration registration) {
      if (!stage.claim()) {
        registration.cancel(); // cancelled just now: nobody wants it any more
        upgraded.transport().close();
        return;
      }
      C connection = making.make(home, options, upgraded, registration, shared(upgraded));
      connection.compressed(Deflation.of(upgraded.deflate(), options.compression(), Role.CLIENT));
      registration.handler(connection);
      stage.complete(connection);
      connection.start();
    }

    @Override
    public void refused(Opening.Refused refused) {
      fail(HandshakeException.of(refused));
    }

    @Override
    public void failed(Throwable cause) {
      fail(cause instanceof ProxyFailure failure ? ProxyException.of(failure) : cause);
    }

    private void fail(Throwable why) {
      if (stage.claim()) {
        stage.fail(why);
      }
    }

    @Override
    public void await(PendingStage<?> waited, long deadline, boolean interruptibly)
        throws InterruptedException {
      Waiting.await(home, this, waited, deadline, interruptibly);
    }

    @Override
    public void work(PendingStage<?> waited, long deadline) {
      // The loop opens it, and nobody else can.
    }

    @Override
    public void relied() {
      // The loop is at work in any case.
    }

    @Override
    public void cancelled() {
      LoopOpening known = opening;
      if (known != null) {
        known.cancel();
      }
    }

    @Override
    public void dispatch(Runnable completion) {
      if (options.executor() == null) {
        home.run(completion);
        return;
      }
      try {
        options.executor().execute(completion);
      } catch (RejectedExecutionException e) {
        completion.run(); // an opened connection must not be lost between the loop and its user
      }
    }
  }

  /** The server's answer, as one object for all connections that got the same. */
  private Connection.Opened shared(Opening.Upgraded upgraded) {
    String subprotocol = upgraded.subprotocol() == null ? "" : upgraded.subprotocol();
    // Checked, and different every time: nobody needs it, and it would make every answer unique.
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(upgraded.response().asMap());
    headers.remove(ACCEPT);
    Connection.Opened opened =
        new Connection.Opened(subprotocol, Collections.unmodifiableMap(headers));
    Connection.Opened before = last;
    if (before.equals(opened)) {
      return before;
    }
    last = opened;
    return opened;
  }
}
