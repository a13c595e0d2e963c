package io.github.wirespeed.server;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.protocol.ServerHandshake;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What serves the connections of a path, and under which rules. Immutable: every method gives a
 * copy.
 *
 * <pre>
 *   builder.route("/rooms/{room}",
 *       Route.toEach(request -&gt; new Room(request.parameter("room")))
 *           .origins(Origins.of("https://app.example"))
 *           .subprotocols("v2.chat"));
 * </pre>
 */
public final class Route {
  private final Function<UpgradeRequest, MessageHandler> handlers; // null for a blocking one
  private final BlockingHandler blocking; // null for the others
  private final Rules rules;

  /**
   * What a route adds to what the server says; null for what it leaves.
   *
   * @param subprotocols never null
   */
  record Rules(
      WebSocketOptions options, List<String> subprotocols, Origins origins, UpgradeHook hook) {
    private static final Rules NONE = new Rules(null, List.of(), null, null);
  }

  private Route(
      Function<UpgradeRequest, MessageHandler> handlers, BlockingHandler blocking, Rules rules) {
    this.handlers = handlers;
    this.blocking = blocking;
    this.rules = rules;
  }

  /** One handler, on the connections' loops, for all connections of the path. */
  public static Route to(MessageHandler handler) {
    Objects.requireNonNull(handler, "handler");
    return toEach(request -> handler);
  }

  /**
   * A handler for each connection, made from its request, on its loop's thread, once the request is
   * accepted. What the function throws is answered with 500. If the client is gone when it is told,
   * the handler is never called.
   */
  public static Route toEach(Function<UpgradeRequest, MessageHandler> handlers) {
    return new Route(Objects.requireNonNull(handlers, "handlers"), null, Rules.NONE);
  }

  /** A thread for each connection. */
  public static Route blocking(BlockingHandler handler) {
    return new Route(null, Objects.requireNonNull(handler, "handler"), Rules.NONE);
  }

  /** Limits, mailbox, compression, keepalive of this path's connections. Default: the server's. */
  public Route options(WebSocketOptions options) {
    return new Route(
        handlers,
        blocking,
        new Rules(
            Objects.requireNonNull(options, "options"),
            rules.subprotocols,
            rules.origins,
            rules.hook));
  }

  /**
   * What can be spoken here, the server's favourite first: of these, the first that the client asks
   * for is chosen; none if it asks for none of them. Default: none.
   *
   * @throws IllegalArgumentException if a name is not a token, or given twice
   */
  public Route subprotocols(String... names) {
    ServerHandshake.requireSubprotocols(List.of(names));
    return new Route(
        handlers, blocking, new Rules(rules.options, List.of(names), rules.origins, rules.hook));
  }

  /** Which pages may connect. Default: as the server has it. */
  public Route origins(Origins origins) {
    return new Route(
        handlers,
        blocking,
        new Rules(
            rules.options,
            rules.subprotocols,
            Objects.requireNonNull(origins, "origins"),
            rules.hook));
  }

  /** Decides about each request, after the server's own hook let it through. Default: accepts. */
  public Route onUpgrade(UpgradeHook hook) {
    return new Route(
        handlers,
        blocking,
        new Rules(
            rules.options,
            rules.subprotocols,
            rules.origins,
            Objects.requireNonNull(hook, "hook")));
  }

  Function<UpgradeRequest, MessageHandler> handlers() {
    return handlers;
  }

  BlockingHandler blockingHandler() {
    return blocking;
  }

  Rules rules() {
    return rules;
  }
}
