package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * What the hooks decide about one request, one after the other, until one refuses it. A hook that
 * fails refuses it with 500. Loop thread only, whatever thread a decision is made on.
 */
final class Decisions {
  static final Logger LOG = System.getLogger("io.github.wirespeed.server");

  private final EventLoop loop;
  private final UpgradeRequest request;
  private final Iterator<UpgradeHook> hooks;
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private String subprotocol; // null for the route's choice
  private Consumer<UpgradeDecision> taker; // null once nobody wants to know any more

  private Decisions(
      EventLoop loop,
      UpgradeRequest request,
      List<UpgradeHook> hooks,
      Consumer<UpgradeDecision> taker) {
    this.loop = loop;
    this.request = request;
    this.hooks = hooks.iterator();
    this.taker = taker;
  }

  /**
   * Asks the hooks.
   *
   * @param taker is told once: that all accept, with all their headers and the last one's
   *     subprotocol, or the first refusal; perhaps before this returns
   */
  static Decisions of(
      EventLoop loop,
      UpgradeRequest request,
      List<UpgradeHook> hooks,
      Consumer<UpgradeDecision> taker) {
    Decisions decisions = new Decisions(loop, request, hooks, taker);
    decisions.next();
    return decisions;
  }

  /** Nobody waits for it any more: a decision that is still to come does nothing. */
  void abandon() {
    taker = null;
  }

  /** The answer to a request that something of the user's failed at; says so in the log. */
  static UpgradeDecision failed(String what, UpgradeRequest request, Throwable cause) {
    LOG.log(Level.WARNING, what + " failed: " + request, cause);
    return UpgradeDecision.reject(500, "the server failed at this request\n");
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it refuses this request and no other
  private void next() {
    while (hooks.hasNext()) {
      UpgradeDecision decision;
      try {
        decision = known(hooks.next().decide(request));
      } catch (Throwable t) {
        decision = failed("an upgrade hook", request, t);
      }
      if (!take(decision)) {
        return;
      }
    }
    UpgradeDecision all = UpgradeDecision.accept(headers);
    finish(subprotocol == null ? all : all.subprotocol(subprotocol));
  }

  @SuppressWarnings("CatchingUnchecked") // likewise
  private void came(UpgradeDecision later, Throwable failure) {
    if (taker == null) {
      return; // the client has gone, or was told that it took too long
    }
    UpgradeDecision decision;
    try {
      if (failure != null) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        throw wrapped ? failure.getCause() : failure;
      }
      decision = known(later);
    } catch (Throwable t) {
      decision = failed("an upgrade hook's later decision", request, t);
    }
    if (take(decision)) {
      next();
    }
  }

  /** A hook's decision if it is one; what is to come is waited for. */
  private UpgradeDecision known(UpgradeDecision decision) {
    if (decision == null) {
      throw new NullPointerException("it decided nothing: null");
    }
    if (decision.toCome() != null) {
      decision.toCome().whenComplete((d, failure) -> loop.execute(() -> came(d, failure)));
    }
    String chosen = decision.chosenSubprotocol();
    // RFC 6455 4.2.2, 5: of one that it did not ask for, a client fails the connection.
    if (chosen != null && !request.subprotocols().contains(chosen)) {
      throw new IllegalArgumentException(
          "it chose subprotocol \""
              + chosen
              + "\", and the client asked for "
              + request.subprotocols());
    }
    return decision;
  }

  /** Whether the request is accepted, so far. */
  private boolean take(UpgradeDecision decision) {
    if (decision.toCome() != null) {
      return false;
    }
    if (!decision.accepts()) {
      finish(decision);
      return false;
    }
    if (decision.chosenSubprotocol() != null) {
      subprotocol = decision.chosenSubprotocol();
    }
    headers.addAll(decision.headers());
    return true;
  }

  private void finish(UpgradeDecision decision) {
    Consumer<UpgradeDecision> waiting = taker;
    taker = null;
    waiting.accept(decision);
  }
}
