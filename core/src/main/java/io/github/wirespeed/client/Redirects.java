package io.github.wirespeed.client;

import io.github.wirespeed.protocol.WebSocketUri;
import java.util.ArrayList;
import java.util.List;

/** The requests of one opening: the user's, then one for each redirect. One thread at a time. */
final class Redirects {
  private Request request;
  private final List<WebSocketUri> before = new ArrayList<>(0);

  Redirects(Request first) {
    this.request = first;
  }

  /** What is asked for now. */
  Request request() {
    return request;
  }

  /**
   * Says what came of the request.
   *
   * @return what that means for the user; null if it is followed by another {@link #request}
   */
  Opening.Result follow(Opening.Result result) {
    if (!(result instanceof Opening.Refused refused)
        || refused.response() == null
        || !Redirect.isAskedBy(refused.response())) {
      return result;
    }
    Redirect redirect = Redirect.of(request, before, refused.response());
    if (redirect.next() == null) {
      String why = refused.why() + "; " + redirect.whyNot();
      return new Opening.Refused(why, refused.response(), refused.body());
    }
    before.add(request.uri());
    request = redirect.next();
    return null;
  }
}
