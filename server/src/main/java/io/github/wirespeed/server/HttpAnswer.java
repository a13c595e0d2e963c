package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.wirespeed.protocol.PlainRequest;
import io.github.wirespeed.protocol.ServerHandshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a request is answered with that asks for no WebSocket: {@link ServerBuilder#get}. Immutable:
 * every method gives a copy, and one answer may serve any number of requests.
 *
 * <pre>
 *   builder.get("/health", request -&gt; HttpAnswer.text(200, "ok"));
 *   builder.get("/", request -&gt; HttpAnswer.html(200, page).header("Cache-Control", "no-cache"));
 * </pre>
 *
 * <p>The connection ends with it. Content-Length and Connection are written by the server.
 */
public final class HttpAnswer {
  private static final byte[] NOTHING = new byte[0];

  private final int status;
  private final String contentType; // null without a body
  private final byte[] body; // never changed, and sent as it is
  private final List<Map.Entry<String, String>> headers;

  private HttpAnswer(
      int status, String contentType, byte[] body, List<Map.Entry<String, String>> headers) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.headers = headers;
  }

  /**
   * An answer with a body of any kind.
   *
   * @param status 200 to 599, other than 204 and 304, whose answers have no body
   * @param contentType such as "image/png"
   * @param body is copied; a few megabytes at most, as it is kept in memory until it is sent
   * @throws IllegalArgumentException if the status has no body or is none, or the content type
   *     could not stand in a header
   */
  public static HttpAnswer of(int status, String contentType, byte[] body) {
    return owned(status, contentType, body.clone());
  }

  /** Text in UTF-8; otherwise as {@link #of}. */
  public static HttpAnswer text(int status, String text) {
    return owned(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /** A page in UTF-8; otherwise as {@link #of}. */
  public static HttpAnswer html(int status, String page) {
    return owned(status, "text/html; charset=utf-8", page.getBytes(UTF_8));
  }

  /** JSON in UTF-8, as it is given; otherwise as {@link #of}. */
  public static HttpAnswer json(int status, String json) {
    return owned(status, "application/json", json.getBytes(UTF_8));
  }

  /**
   * An answer without a body.
   *
   * @param status 200 to 599
   * @throws IllegalArgumentException if the status is none
   */
  public static HttpAnswer empty(int status) {
    requireStatus(status);
    return new HttpAnswer(status, null, NOTHING, List.of());
  }

  private static HttpAnswer owned(int status, String contentType, byte[] body) {
    requireStatus(status);
    if (!PlainRequest.hasBody(status)) {
      throw new IllegalArgumentException("an answer with status " + status + " has no body");
    }
    ServerHandshake.requireHeader("Content-Type", contentType);
    return new HttpAnswer(status, contentType, body, List.of());
  }

  private static void requireStatus(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not in 200 to 599");
    }
  }

  /**
   * Adds a header.
   *
   * @throws IllegalArgumentException if name or value is not one that HTTP allows, or the header is
   *     one that the server writes itself
   */
  public HttpAnswer header(String name, String value) {
    ServerHandshake.requireHeader(name, value);
    if (name.equalsIgnoreCase("Content-Type")) {
      throw new IllegalArgumentException("the content type is given with the body");
    }
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new HttpAnswer(status, contentType, body, List.copyOf(more));
  }

  /** The status. */
  public int status() {
    return status;
  }

  /** What kind of body it has; empty without one. */
  public String contentType() {
    return Objects.requireNonNullElse(contentType, "");
  }

  /** A copy of the body; empty without one. */
  public byte[] body() {
    return body.clone();
  }

  /** The bytes for the network, to a request that may want the head only. */
  FinalAnswer.Bytes bytes(PlainRequest request) {
    byte[] head =
        request.answer(status, ReasonPhrase.of(status), contentType, headers, body.length);
    return new FinalAnswer.Bytes(head, request.wantsBody() ? body : NOTHING);
  }
}
