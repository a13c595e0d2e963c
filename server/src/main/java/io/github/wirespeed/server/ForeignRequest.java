package io.github.wirespeed.server;

import io.github.wirespeed.protocol.HttpHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An upgrade request that another HTTP server has read, as that server knows it. Immutable: every
 * method gives a copy.
 *
 * <pre>
 *   ForeignRequest.of(exchange.getRequestURI().toString()).headers(exchange.getRequestHeaders())
 * </pre>
 */
public final class ForeignRequest {
  private final String method;
  private final String target;
  private final List<Map.Entry<String, String>> headers;

  private ForeignRequest(String method, String target, List<Map.Entry<String, String>> headers) {
    this.method = method;
    this.target = target;
    this.headers = headers;
  }

  /**
   * A GET request.
   *
   * @param target path and query as they were sent: "/chat/7?since=3"
   * @throws IllegalArgumentException if it does not start with a slash, or holds white space or
   *     anything else that cannot stand in a request line
   */
  public static ForeignRequest of(String target) {
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException(
          "request target \"" + target + "\" does not start with a slash");
    }
    return new ForeignRequest("GET", visible(target, "request target"), List.of());
  }

  /**
   * The same by another method, which is answered with 405.
   *
   * @throws IllegalArgumentException if it is empty, or holds what cannot stand there
   */
  public ForeignRequest method(String name) {
    return new ForeignRequest(visible(name, "request method"), target, headers);
  }

  /**
   * Adds a header as it was sent.
   *
   * @throws IllegalArgumentException if the name is not one, or the value has a line break or
   *     another control character: it would begin another header
   */
  public ForeignRequest header(String name, String value) {
    visible(name, "header name");
    Objects.requireNonNull(value, "value");
    if (name.indexOf(':') >= 0) {
      throw new IllegalArgumentException("header name \"" + name + "\" has a colon");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
        throw new IllegalArgumentException(
            "value of header " + name + " has U+%04X at index %d".formatted((int) c, i));
      }
    }
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new ForeignRequest(method, target, List.copyOf(more));
  }

  /**
   * Adds headers, as most servers have them.
   *
   * @throws IllegalArgumentException as {@link #header}
   */
  public ForeignRequest headers(Map<String, List<String>> all) {
    ForeignRequest with = this;
    for (Map.Entry<String, List<String>> header : all.entrySet()) {
      for (String value : header.getValue()) {
        with = with.header(header.getKey(), value);
      }
    }
    return with;
  }

  private static String visible(String text, String what) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F) {
        throw new IllegalArgumentException(what + " has U+%04X at index %d".formatted((int) c, i));
      }
    }
    return text;
  }

  HttpHead head() {
    return HttpHead.request(method, target, "HTTP/1.1", headers);
  }

  /**
   * The request as it may have been sent, with what came behind it.
   *
   * @param after copied; its position is not moved
   */
  ByteBuffer bytes(ByteBuffer after) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach(h -> head.append(h.getKey() + ": " + h.getValue() + "\r\n"));
    byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(bytes.length + after.remaining())
        .put(bytes)
        .put(after.duplicate())
        .flip();
  }

  /** "GET /chat/7": for logs; the headers may hold credentials. */
  @Override
  public String toString() {
    int mark = target.indexOf('?');
    return method + " " + (mark < 0 ? target : target.substring(0, mark));
  }
}
