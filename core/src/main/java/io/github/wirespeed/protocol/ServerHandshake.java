package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The server's side of the opening handshake: bytes of the request in, then the bytes of one answer
 * out.
 *
 * <p>Owned by one connection, used by one thread at a time. It knows no socket, no clock, and no
 * policy: path, Origin and credentials are for its owner to judge between {@link #receive} and
 * {@link #accept} or {@link #reject}. Nothing a client sends makes it throw. RFC 6455 4.2.
 */
public final class ServerHandshake {

  /** What the bytes received so far came to. */
  public enum Outcome {
    /** The request goes on. */
    NEED_BYTES,
    /** A valid request is here and waits for an answer; bytes not consumed are its first frames. */
    REQUEST,
    /**
     * The request is wrong: send {@link #response()}, then close. Or it is no handshake at all, and
     * its owner has another answer to {@link #plain}.
     */
    FAILED
  }

  private final HttpHeadParser parser;
  private Outcome outcome = Outcome.NEED_BYTES;
  private HttpHead request;
  private String resourceName;
  private List<String> subprotocols = List.of();
  private List<Extension> extensions = List.of();
  private PlainRequest plain;
  private String failure;
  private byte[] response;
  private boolean answered;

  /**
   * Waits for one request.
   *
   * @param limits what the client may make us read
   */
  public ServerHandshake(HttpLimits limits) {
    parser = HttpHeadParser.request(limits);
  }

  /**
   * The value of Sec-WebSocket-Accept that a key calls for.
   *
   * @param key the value of Sec-WebSocket-Key
   * @return base64 of the SHA-1 of key and GUID
   */
  public static String acceptFor(String key) {
    return HandshakeKey.acceptFor(key);
  }

  /**
   * Chooses a subprotocol by the server's order of preference.
   *
   * @param requested by the client
   * @param supported by the server, the preferred one first
   * @return the first supported one that is requested, or null
   */
  public static String chooseSubprotocol(List<String> requested, List<String> supported) {
    for (String name : supported) {
      if (requested.contains(name)) {
        return name;
      }
    }
    return null;
  }

  /**
   * Refuses a header that {@link #accept} and {@link #reject} would refuse.
   *
   * @throws IllegalArgumentException if it would break the answer or is the handshake's to write
   */
  public static void requireHeader(String name, String value) {
    HttpSyntax.requireUserHeader(name, value);
  }

  /**
   * Refuses names that no client can ask for.
   *
   * @throws IllegalArgumentException if one is not a token, or there twice (RFC 6455 4.1)
   */
  public static void requireSubprotocols(List<String> names) {
    Set<String> unique = new HashSet<>();
    for (String name : names) {
      if (!HttpSyntax.isToken(name) || !unique.add(name)) {
        String problem = unique.contains(name) ? "is named twice" : "is not a token";
        throw new IllegalArgumentException("subprotocol " + HttpSyntax.quote(name) + " " + problem);
      }
    }
  }

  /**
   * Consumes bytes of the request, none after its blank line.
   *
   * @param in what has arrived
   * @return the outcome; once it is not NEED_BYTES it stays, and nothing more is consumed
   */
  public Outcome receive(ByteBuffer in) {
    if (outcome != Outcome.NEED_BYTES) {
      return outcome;
    }
    switch (parser.parse(in)) {
      case NEED_BYTES -> {}
      case FAILED -> fail(parser.failureStatus(), parser.failure());
      case COMPLETE -> {
        request = parser.head();
        if (verify()) {
          outcome = Outcome.REQUEST;
        }
      }
    }
    return outcome;
  }

  /**
   * Says that the client will send nothing more.
   *
   * @return FAILED, unless a request was there before
   */
  public Outcome receiveEof() {
    if (outcome == Outcome.NEED_BYTES) {
      fail(400, "connection ended after " + parser.consumed() + " bytes of the request head");
    }
    return outcome;
  }

  /** {@return the head of the request, or null if it did not come in full} */
  public HttpHead request() {
    return request;
  }

  /**
   * {@return path and query of what is asked for, whichever form the request has, or null if it is
   * not there or wrong}
   */
  public String resourceName() {
    return outcome == Outcome.REQUEST ? resourceName : null;
  }

  /** {@return the subprotocols wanted, in the client's order of preference; unmodifiable} */
  public List<String> requestedSubprotocols() {
    return subprotocols;
  }

  /** {@return the extensions offered, in the client's order of preference; unmodifiable} */
  public List<Extension> requestedExtensions() {
    return extensions;
  }

  /** {@return what is wrong with the request once FAILED, else null} */
  public String failure() {
    return failure;
  }

  /** {@return the request, if it FAILED as it is valid but asks for no WebSocket; else null} */
  public PlainRequest plain() {
    return plain;
  }

  /** {@return a copy of the whole answer to a wrong request once FAILED, else null} */
  public byte[] response() {
    return response == null ? null : response.clone();
  }

  /**
   * Answers 101; the connection is open once these bytes are sent.
   *
   * @param subprotocol one of those requested, or null
   * @param accepted extensions to use, each requested and named once
   * @param headers more headers, in order
   * @return the whole response
   * @throws IllegalArgumentException if the client did not ask for it or a header is not allowed
   * @throws IllegalStateException if there is no request to answer, or an answer was made
   */
  public byte[] accept(
      String subprotocol, List<Extension> accepted, List<Map.Entry<String, String>> headers) {
    if (outcome != Outcome.REQUEST || answered) {
      throw new IllegalStateException("no request to accept: " + state());
    }
    if (subprotocol != null && !subprotocols.contains(subprotocol)) {
      throw new IllegalArgumentException(
          "subprotocol " + HttpSyntax.quote(subprotocol) + " was not requested");
    }
    requireRequested(accepted);
    HttpHeadWriter head =
        new HttpHeadWriter("HTTP/1.1 101 Switching Protocols")
            .header("Upgrade", "websocket")
            .header("Connection", "Upgrade")
            .header("Sec-WebSocket-Accept", acceptFor(request.all("Sec-WebSocket-Key").get(0)));
    if (subprotocol != null) {
      head.header("Sec-WebSocket-Protocol", subprotocol);
    }
    if (!accepted.isEmpty()) {
      head.header("Sec-WebSocket-Extensions", ExtensionHeader.format(accepted));
    }
    byte[] bytes = head.userHeaders(headers).end();
    answered = true;
    return bytes;
  }

  /**
   * Answers with a refusal, also before the request is here in full (408); then close.
   *
   * @param status 300 to 599
   * @param reason the reason phrase, may be empty
   * @param headers more headers, in order
   * @param body plain text, sent as UTF-8
   * @return the whole response
   * @throws IllegalArgumentException if a status, reason or header is not allowed
   * @throws IllegalStateException if the request failed or an answer was made
   */
  public byte[] reject(
      int status, String reason, List<Map.Entry<String, String>> headers, String body) {
    if (outcome == Outcome.FAILED || answered) {
      throw new IllegalStateException("no request to reject: " + state());
    }
    if (status < 300 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is not in 300 to 599");
    }
    HttpSyntax.requireFieldValue(reason, "reason phrase");
    byte[] bytes =
        new HttpHeadWriter("HTTP/1.1 " + status + " " + reason)
            .header("Connection", "close")
            .userHeaders(headers)
            .end(body, isHead());
    answered = true;
    return bytes;
  }

  /** The checks of RFC 6455 4.2.1, in its numbering. */
  private boolean verify() {
    boolean asksForNone = PlainRequest.is(request);
    // 1. An HTTP/1.1 or higher GET request, with a resource name.
    if (!request.method().equals("GET") && !(isHead() && asksForNone)) {
      return fail(405, "method is " + HttpSyntax.quote(request.method()) + ", expected GET");
    }
    if (!request.isAtLeastHttp11()) {
      return fail(505, "version is " + request.version() + ", expected HTTP/1.1");
    }
    if (!readTarget()) {
      return false;
    }
    // 2. A Host header with the server's authority; RFC 9112 3.2: exactly one, and valid.
    List<String> host = request.all("Host");
    if (host.size() != 1) {
      return fail(400, "request has " + host.size() + " Host headers, expected one");
    }
    Authority authority = Authority.parse(host.get(0));
    if (authority.problem() != null) {
      return fail(
          400, "bad Host header " + HttpSyntax.quote(host.get(0)) + ": " + authority.problem());
    }
    if (asksForNone) {
      if (!hasNoBody()) {
        return false;
      }
      plain = new PlainRequest(request, resourceName);
      if (isHead()) {
        return fail(405, "method is \"HEAD\", expected GET");
      }
    }
    // 3. An Upgrade header with the value "websocket", in any case.
    if (!request.hasToken("Upgrade", "websocket")) {
      return fail(400, shown("Upgrade") + ", expected the token websocket");
    }
    // 4. A Connection header with the token "Upgrade", in any case.
    if (!request.hasToken("Connection", "upgrade")) {
      return fail(400, shown("Connection") + ", expected the token upgrade");
    }
    // 5. A Sec-WebSocket-Key with base64 of 16 bytes; 11.3.1: it MUST NOT appear twice.
    List<String> key = request.all("Sec-WebSocket-Key");
    if (key.size() != 1 || !HandshakeKey.isValid(key.get(0))) {
      return fail(400, shown("Sec-WebSocket-Key") + ", expected base64 of 16 bytes, once");
    }
    // 6. A Sec-WebSocket-Version with the value 13; 11.3.5: it MUST NOT appear twice.
    List<String> version = request.all("Sec-WebSocket-Version");
    if (version.size() > 1) {
      return fail(400, shown("Sec-WebSocket-Version") + ", expected 13, once");
    }
    if (!version.equals(List.of("13"))) {
      return fail(426, shown("Sec-WebSocket-Version") + ", expected 13");
    }
    // 7. Origin is optional and for the owner to judge.
    // 8. and 9. Sec-WebSocket-Protocol and Sec-WebSocket-Extensions are optional.
    return hasNoBody() && readSubprotocols() && readExtensions();
  }

  /**
   * The resource is named by a path or, as RFC 6455 4.2.1-1 and RFC 9112 3.2.2 have it, by an
   * absolute http or https URI. Anything else is an attempt to use a proxy.
   */
  private boolean readTarget() {
    String target = request.target();
    int start = target.contains("://") ? target.indexOf("://") + 3 : 0;
    String scheme = target.substring(0, start);
    String path = target;
    if (scheme.equalsIgnoreCase("http://") || scheme.equalsIgnoreCase("https://")) {
      int end = start;
      while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
        end++;
      }
      if (Authority.parse(target.substring(start, end)).problem() == null) {
        path = target.substring(end);
        path = path.startsWith("/") ? path : "/" + path;
      }
    }
    if (!path.startsWith("/") || path.indexOf('#') >= 0) {
      return fail(
          400,
          "request target is "
              + HttpSyntax.quote(target)
              + ", expected a path from / or an http URI");
    }
    resourceName = path;
    return true;
  }

  /** A body would be taken for frames by us and for a body by a proxy: request smuggling. */
  private boolean hasNoBody() {
    if (!request.all("Transfer-Encoding").isEmpty()) {
      return fail(400, shown("Transfer-Encoding") + ", but a handshake has no body");
    }
    for (String length : request.all("Content-Length")) {
      if (!length.equals("0")) {
        return fail(400, shown("Content-Length") + ", but a handshake has no body");
      }
    }
    return true;
  }

  private boolean readSubprotocols() {
    Set<String> names = new LinkedHashSet<>();
    for (String line : request.all("Sec-WebSocket-Protocol")) {
      for (String name : HttpHead.elements(line)) {
        // RFC 6455 4.1, request 10: tokens, and they MUST all be unique.
        if (!HttpSyntax.isToken(name) || !names.add(name)) {
          String problem = names.contains(name) ? "is named twice" : "is not a token";
          return fail(400, "subprotocol " + HttpSyntax.quote(name) + " " + problem);
        }
      }
    }
    subprotocols = List.copyOf(names);
    return true;
  }

  private boolean readExtensions() {
    ExtensionHeader header = ExtensionHeader.parse(request.all("Sec-WebSocket-Extensions"));
    if (header.failure() != null) {
      return fail(400, header.failure());
    }
    extensions = header.extensions();
    return true;
  }

  private void requireRequested(List<Extension> accepted) {
    Set<String> requested = new HashSet<>();
    for (Extension extension : extensions) {
      requested.add(extension.name());
    }
    for (Extension extension : accepted) {
      if (!requested.remove(extension.name())) {
        throw new IllegalArgumentException(
            "extension "
                + HttpSyntax.quote(extension.name())
                + " was not requested or is accepted twice");
      }
    }
  }

  private String shown(String name) {
    List<String> values = request.all(name);
    return switch (values.size()) {
      case 0 -> "request has no " + name;
      case 1 -> name + " is " + HttpSyntax.quote(values.get(0));
      default -> "request has " + values.size() + " " + name + " headers";
    };
  }

  private String state() {
    return answered ? "already answered" : outcome.toString();
  }

  /** The one failure exit; always false, so that a check can return it. */
  private boolean fail(int status, String message) {
    outcome = Outcome.FAILED;
    failure = message;
    response = HttpHeadWriter.refusal(status, message, isHead());
    return false;
  }

  private boolean isHead() {
    return request != null && request.method().equals("HEAD");
  }
}
