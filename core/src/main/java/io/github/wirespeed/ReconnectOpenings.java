package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.protocol.WebSocketUri;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Makes the connections of a client that are kept up. Any thread. */
final class ReconnectOpenings {
  private final Openings openings;
  private final LoopStrands strands;

  /**
   * None yet.
   *
   * @param loops gives a loop that lives; throws if there is none any more
   */
  ReconnectOpenings(Openings openings, Supplier<EventLoop> loops) {
    this.openings = openings;
    this.strands = new LoopStrands(loops, System::nanoTime);
  }

  /** One whose messages are asked for. */
  ReconnectingWebSocket pulled(String uri, WebSocketOptions options, Reconnect policy) {
    StrandHost host = host(uri, options);
    return new ReconnectingWebSocket(
        parts(
            host,
            uri,
            options,
            policy,
            (loop, to) -> openings.open(loop, null, to, options, Openings.PULLED)),
        new Feed(host.strand, options.executor(), policy.failsAtGap()));
  }

  /** One whose messages are shown to a handler. */
  ReconnectingConnection handled(
      String uri, WebSocketOptions options, Reconnect policy, MessageHandler handler) {
    Openings.Making<HandledConnection> made = Openings.handledBy(handler);
    StrandHost host = host(uri, options);
    return new ReconnectingConnection(
        parts(
            host, uri, options, policy, (loop, to) -> openings.open(loop, null, to, options, made)),
        Audience.NONE);
  }

  private StrandHost host(String uri, WebSocketOptions options) {
    WebSocketUri unused = WebSocketUri.of(uri); // before there is anything to be undone
    return new StrandHost(strands.next(), options.executor());
  }

  private static ReconnectingConnection.Parts parts(
      StrandHost host,
      String uri,
      WebSocketOptions options,
      Reconnect policy,
      Tenure.Opener opener) {
    Backoff backoff =
        new Backoff(policy.first().toNanos(), policy.most().toNanos(), new SplittableRandom());
    return new ReconnectingConnection.Parts(host, backoff, uri, options, policy, opener);
  }
}
