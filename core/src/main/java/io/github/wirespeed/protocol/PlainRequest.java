package io.github.wirespeed.protocol;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A valid GET or HEAD that asks for no WebSocket: a {@link ServerHandshake} fails on it, and its
 * owner may answer it all the same, a health check or a browser that wants a page. Immutable. RFC
 * 9110 9.3.1 and 9.3.2.
 */
public final class PlainRequest {
  private final HttpHead head;
  private final String resourceName;

  PlainRequest(HttpHead head, String resourceName) {
    this.head = head;
    this.resourceName = resourceName;
  }

  /**
   * Whether a request wants something else than a WebSocket. One with a header of the handshake is
   * a handshake that is broken; an Upgrade to anything else may be ignored (RFC 9110 7.8).
   */
  static boolean is(HttpHead head) {
    return !head.hasToken("Upgrade", "websocket")
        && head.all("Sec-WebSocket-Key").isEmpty()
        && head.all("Sec-WebSocket-Version").isEmpty();
  }

  /** {@return the head of the request} */
  public HttpHead head() {
    return head;
  }

  /** {@return path and query of what is asked for} */
  public String resourceName() {
    return resourceName;
  }

  /** {@return whether the answer's body is to be sent: RFC 9110 9.3.2, HEAD wants none} */
  public boolean wantsBody() {
    return !head.method().equals("HEAD");
  }

  /**
   * The head of an answer, which ends the connection; the body goes behind it where one is wanted.
   *
   * @param status 200 to 599
   * @param reason the reason phrase, may be empty
   * @param contentType of the body; null if the status has none
   * @param headers more headers, in order
   * @param length of the body, in bytes
   * @throws IllegalArgumentException if a status, reason or header is not allowed
   */
  public byte[] answer(
      int status,
      String reason,
      String contentType,
      List<Map.Entry<String, String>> headers,
      long length) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not in 200 to 599");
    }
    HttpSyntax.requireFieldValue(reason, "reason phrase");
    HttpHeadWriter answer =
        new HttpHeadWriter("HTTP/1.1 " + status + " " + reason).header("Connection", "close");
    if (contentType != null) {
      HttpSyntax.requireFieldValue(contentType, "content type");
      answer.header("Content-Type", contentType);
    }
    if (hasBody(status)) {
      answer.header("Content-Length", Long.toString(length));
    }
    return answer.userHeaders(Objects.requireNonNull(headers, "headers")).end();
  }

  /** Whether an answer has a body: RFC 9110 15.3.5 and 15.4.5, 204 and 304 have none. */
  public static boolean hasBody(int status) {
    return status != 204 && status != 304;
  }

  /** {@return the whole answer where there is nothing but a WebSocket: 426} */
  public byte[] upgradeRequired() {
    return HttpHeadWriter.refusal(
        426, "here is a WebSocket, and the request asks for no upgrade", !wantsBody());
  }
}
