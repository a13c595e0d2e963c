package io.github.wirespeed.server;

import io.github.wirespeed.protocol.PlainRequest;
import io.github.wirespeed.transport.Transport;
import java.util.Objects;
import java.util.function.Function;

/** What requests are answered that ask for no WebSocket. Stateless. */
final class PlainHttp {
  private PlainHttp() {}

  /** The answer; never throws. */
  static FinalAnswer.Bytes answer(PlainRequest plain, Openings server, Transport transport) {
    UpgradeRequest request = new UpgradeRequest(plain, transport, server.secure());
    RequestPath path = RequestPath.of(request.path());
    if (path.problem() != null) {
      return HttpAnswer.text(400, path.problem() + "\n").bytes(plain);
    }
    Routes routes = server.settings().routes();
    Routes.Match<Function<UpgradeRequest, HttpAnswer>> match = routes.answer(path, request);
    if (match != null) {
      return made(match).bytes(plain);
    }
    if (routes.webSocket(path, request) != null) {
      return new FinalAnswer.Bytes(plain.upgradeRequired());
    }
    return HttpAnswer.text(404, "nothing at " + request.path() + "\n").bytes(plain);
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it ends this connection and no other
  private static HttpAnswer made(Routes.Match<Function<UpgradeRequest, HttpAnswer>> match) {
    try {
      return Objects.requireNonNull(match.what().apply(match.request()), "its answer");
    } catch (Throwable t) {
      return HttpAnswer.text(500, Decisions.failed("a GET", match.request(), t).body());
    }
  }
}
