package io.github.wirespeed.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The head of an HTTP/1.1 message: a request line or a status line, and the headers in order.
 *
 * <p>Immutable. Names of headers are matched without regard to case, as RFC 9110 5.1 says. It does
 * not know what any header means. RFC 9112 sections 3 to 5.
 */
public final class HttpHead {

  private final String version;
  private final String method; // null in a status head
  private final String target; // null in a status head
  private final int status; // 0 in a request head
  private final String reason; // null in a request head
  private final List<Map.Entry<String, String>> headers;

  private HttpHead(
      String version,
      String method,
      String target,
      int status,
      String reason,
      List<Map.Entry<String, String>> headers) {
    this.version = Objects.requireNonNull(version, "version");
    this.method = method;
    this.target = target;
    this.status = status;
    this.reason = reason;
    this.headers = List.copyOf(headers);
  }

  /**
   * The head of a request.
   *
   * @param method such as GET
   * @param target the request target as sent
   * @param version such as HTTP/1.1
   * @param headers names and values in the order sent
   * @return the head
   */
  public static HttpHead request(
      String method, String target, String version, List<Map.Entry<String, String>> headers) {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(target, "target");
    return new HttpHead(version, method, target, 0, null, headers);
  }

  /**
   * The head of a response.
   *
   * @param version such as HTTP/1.1
   * @param status three digits
   * @param reason the reason phrase, may be empty
   * @param headers names and values in the order sent
   * @return the head
   */
  public static HttpHead status(
      String version, int status, String reason, List<Map.Entry<String, String>> headers) {
    Objects.requireNonNull(reason, "reason");
    return new HttpHead(version, null, null, status, reason, headers);
  }

  /** {@return whether this is the head of a request rather than of a response} */
  public boolean isRequest() {
    return method != null;
  }

  /** {@return the protocol version, such as HTTP/1.1} */
  public String version() {
    return version;
  }

  /**
   * The method of a request.
   *
   * @return such as GET
   * @throws IllegalStateException if this is the head of a response
   */
  public String method() {
    requireKind(true, "method");
    return method;
  }

  /**
   * The target of a request, raw. Take care with "//name/path": a URI parser sees a host in it.
   *
   * @return what stood in the request line
   * @throws IllegalStateException if this is the head of a response
   */
  public String target() {
    requireKind(true, "target");
    return target;
  }

  /**
   * The status code of a response.
   *
   * @return 100 to 999
   * @throws IllegalStateException if this is the head of a request
   */
  public int status() {
    requireKind(false, "status");
    return status;
  }

  /**
   * The reason phrase of a response.
   *
   * @return the phrase, may be empty
   * @throws IllegalStateException if this is the head of a request
   */
  public String reason() {
    requireKind(false, "reason");
    return reason;
  }

  /** {@return all headers in the order sent, names as sent, values trimmed; unmodifiable} */
  public List<Map.Entry<String, String>> headers() {
    return headers;
  }

  /**
   * The value of the first header line of this name.
   *
   * @param name in any case
   * @return the value, or empty if there is no such line
   */
  public Optional<String> first(String name) {
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return Optional.of(header.getValue());
      }
    }
    return Optional.empty();
  }

  /**
   * The values of all header lines of this name, in order.
   *
   * @param name in any case
   * @return the values, empty if there is no such line; unmodifiable
   */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase(name)) {
        values.add(header.getValue());
      }
    }
    return Collections.unmodifiableList(values);
  }

  /**
   * The elements of a comma-separated list, over all lines of this name. Empty elements are
   * dropped, as RFC 9110 5.6.1.2 asks; quoted strings are not known here.
   *
   * @param name in any case
   * @return the elements as sent, without white space around them; unmodifiable
   */
  public List<String> tokens(String name) {
    List<String> tokens = new ArrayList<>();
    for (String value : all(name)) {
      for (String element : elements(value)) {
        if (!element.isEmpty()) {
          tokens.add(element);
        }
      }
    }
    return Collections.unmodifiableList(tokens);
  }

  /** Whether the comma-separated list of this name has the token, in any case. */
  boolean hasToken(String name, String token) {
    for (String element : tokens(name)) {
      if (element.equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the peer speaks HTTP/1.1 or a later 1.x, which RFC 9110 2.5 reads as 1.1. */
  boolean isAtLeastHttp11() {
    return version.startsWith("HTTP/1.") && !version.equals("HTTP/1.0");
  }

  /** The elements between commas, trimmed, empty ones kept. */
  static List<String> elements(String value) {
    List<String> elements = new ArrayList<>();
    int start = 0;
    for (int comma = value.indexOf(','); comma >= 0; comma = value.indexOf(',', start)) {
      elements.add(HttpSyntax.trim(value, start, comma));
      start = comma + 1;
    }
    elements.add(HttpSyntax.trim(value, start, value.length()));
    return elements;
  }

  /** {@return values by name, the keys found in any case; unmodifiable} */
  public Map<String, List<String>> asMap() {
    Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, String> header : headers) {
      List<String> values = map.get(header.getKey());
      if (values == null) {
        values = new ArrayList<>();
        map.put(header.getKey(), values);
      }
      values.add(header.getValue());
    }
    for (Map.Entry<String, List<String>> entry : map.entrySet()) {
      entry.setValue(Collections.unmodifiableList(entry.getValue()));
    }
    return Collections.unmodifiableMap(map);
  }

  /** The start line and the number of headers; not the headers, which may hold credentials. */
  @Override
  public String toString() {
    String line = isRequest() ? method + " " + target + " " + version : version + " " + status;
    return line + " (" + headers.size() + " headers)";
  }

  private void requireKind(boolean request, String what) {
    if (isRequest() != request) {
      throw new IllegalStateException(
          "the head of a " + (isRequest() ? "request" : "response") + " has no " + what);
    }
  }
}
