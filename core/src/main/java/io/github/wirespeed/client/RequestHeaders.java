package io.github.wirespeed.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The headers that a request is sent with, beside those of the handshake. Stateless. */
final class RequestHeaders {
  private RequestHeaders() {}

  /**
   * The user's own, in order, then credentials; without cookies. For the checks that are made
   * before anything is done.
   *
   * @throws IllegalArgumentException if the credentials cannot be sent
   */
  static List<Map.Entry<String, String>> withoutCookies(Request request) {
    Map.Entry<String, String> credentials = BasicCredentials.header(request);
    if (credentials == null) {
      return request.headers();
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
    headers.add(credentials);
    return headers;
  }

  /**
   * All of them. Asks the cookie handler, which may wait.
   *
   * @throws IllegalArgumentException if the credentials cannot be sent
   * @throws IOException of the cookie handler
   */
  static List<Map.Entry<String, String>> of(Request request) throws IOException {
    return Cookies.with(request, withoutCookies(request));
  }
}
