package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The client's side of the opening handshake: the bytes of the request, then bytes of the response
 * in, and an outcome out.
 *
 * <p>Owned by one connection attempt, used by one thread at a time. It knows no socket, no clock
 * (the deadline for the whole handshake is the owner's) and no redirects. Nothing a server sends
 * makes it throw. RFC 6455 4.1.
 */
public final class ClientHandshake {

  /** What the bytes received so far came to. */
  public enum Outcome {
    /** The response, or the body of a refusal, goes on. */
    NEED_BYTES,
    /** The connection is open; bytes not consumed are its first frames. */
    OPEN,
    /** The connection must be closed; {@link #failure()} says why. */
    FAILED
  }

  private final List<String> subprotocols;
  private final List<Extension> offers;
  private final String key;
  private final HttpLimits limits;
  private final byte[] request;
  private HttpHeadParser parser;
  private int informational;
  private HttpHead response;
  private BodyExcerpt body;
  private String subprotocol;
  private List<Extension> extensions = List.of();
  private PerMessageDeflate deflate;
  private Outcome outcome = Outcome.NEED_BYTES;
  private String failure;

  /**
   * Checks everything and makes the request.
   *
   * @param uri where to connect
   * @param headers the caller's own headers, in order
   * @param subprotocols wanted, the preferred one first
   * @param offers extensions offered, the preferred one first
   * @param key 16 bytes, secure random and new for every attempt
   * @param limits what the server may make us read
   * @throws IllegalArgumentException if a header is not allowed or malformed, a subprotocol is not
   *     a token or named twice, or the key is not 16 bytes
   */
  public ClientHandshake(
      WebSocketUri uri,
      List<Map.Entry<String, String>> headers,
      List<String> subprotocols,
      List<Extension> offers,
      byte[] key,
      HttpLimits limits) {
    if (key.length != HandshakeKey.BYTES) {
      throw new IllegalArgumentException("key of " + key.length + " bytes is not 16 bytes");
    }
    requireUniqueTokens(subprotocols);
    this.subprotocols = List.copyOf(subprotocols);
    this.offers = List.copyOf(offers);
    this.key = HandshakeKey.encode(key);
    this.limits = Objects.requireNonNull(limits, "limits");
    this.parser = HttpHeadParser.response(limits);
    this.request = write(uri, headers);
  }

  /** {@return a copy of the whole request, to be sent before anything else, best in one write} */
  public byte[] request() {
    return request.clone();
  }

  /**
   * Consumes bytes of the response. Never consumes a byte after the blank line of a 101.
   *
   * @param in what has arrived
   * @return the outcome; once it is not NEED_BYTES it stays, and nothing more is consumed
   */
  public Outcome receive(ByteBuffer in) {
    while (outcome == Outcome.NEED_BYTES) {
      if (body != null) {
        if (!body.receive(in)) {
          return outcome;
        }
        conclude();
        continue;
      }
      switch (parser.parse(in)) {
        case NEED_BYTES -> {
          return outcome;
        }
        case FAILED -> fail(parser.failure());
        case COMPLETE -> takeHead(parser.head());
      }
    }
    return outcome;
  }

  /**
   * Says that the server will send nothing more.
   *
   * @return FAILED, unless it was OPEN before
   */
  public Outcome receiveEof() {
    if (outcome == Outcome.NEED_BYTES && body != null) {
      conclude();
    } else if (outcome == Outcome.NEED_BYTES) {
      String after =
          informational == 0 ? "" : " that followed " + informational + " informational ones";
      fail("connection ended after " + parser.consumed() + " bytes of the response head" + after);
    }
    return outcome;
  }

  /**
   * {@return the head of the final response, of a refusal as well, or null if none came in full}
   */
  public HttpHead response() {
    return response;
  }

  /** {@return the subprotocol the server chose, one of those wanted, or null} */
  public String subprotocol() {
    return subprotocol;
  }

  /** {@return what was agreed of permessage-deflate, or null if it is not used} */
  public PerMessageDeflate deflate() {
    return deflate;
  }

  /**
   * The extensions the server accepted, each offered before. The parameters are looked at of
   * permessage-deflate only.
   *
   * @return in the order sent; unmodifiable
   */
  public List<Extension> extensions() {
    return extensions;
  }

  /** {@return why the handshake FAILED, else null} */
  public String failure() {
    return failure;
  }

  /**
   * {@return a copy of the beginning of the body of a refusal, without its chunking; may be empty}
   */
  public byte[] bodyExcerpt() {
    return body == null ? new byte[0] : body.bytes();
  }

  private static void requireUniqueTokens(List<String> subprotocols) {
    Set<String> seen = new HashSet<>();
    for (String name : subprotocols) {
      // RFC 6455 4.1, request 10: tokens, and they MUST all be unique.
      if (!HttpSyntax.isToken(name)) {
        throw new IllegalArgumentException("subprotocol is not a token: " + HttpSyntax.quote(name));
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException("subprotocol is named twice: " + HttpSyntax.quote(name));
      }
    }
  }

  private byte[] write(WebSocketUri uri, List<Map.Entry<String, String>> headers) {
    HttpHeadWriter head =
        new HttpHeadWriter("GET " + uri.resourceName() + " HTTP/1.1")
            .header("Host", uri.hostHeader())
            .header("Upgrade", "websocket")
            .header("Connection", "Upgrade")
            .header("Sec-WebSocket-Key", key)
            .header("Sec-WebSocket-Version", "13");
    if (!subprotocols.isEmpty()) {
      head.header("Sec-WebSocket-Protocol", String.join(", ", subprotocols));
    }
    if (!offers.isEmpty()) {
      head.header("Sec-WebSocket-Extensions", ExtensionHeader.format(offers));
    }
    return head.userHeaders(headers).end();
  }

  private void takeHead(HttpHead head) {
    if (head.status() / 100 == 1 && head.status() != 101) {
      // RFC 9110 15.2: a client MUST be able to parse 1xx responses even if it expects none.
      informational++;
      if (informational > limits.informational()) {
        fail(
            "more than "
                + limits.informational()
                + " informational responses, the last is "
                + head.status());
      }
      parser = HttpHeadParser.response(limits);
      return;
    }
    response = head;
    if (head.status() == 101) {
      // RFC 9112 6.3-1: a 1xx has no body, whatever Content-Length says; frames come next.
      conclude();
    } else {
      body = new BodyExcerpt(head, limits.body());
      // receive() goes round once more, so an excerpt that needs no byte concludes at once.
    }
  }

  private void conclude() {
    String problem = verify();
    if (problem == null) {
      outcome = Outcome.OPEN;
    } else {
      fail(problem);
    }
  }

  /** The checks of RFC 6455 4.1, "the client MUST validate the server's response", 1 to 6. */
  private String verify() {
    // 1. A status other than 101 is handled by the rules of HTTP; here it is a refusal.
    if (response.status() != 101) {
      String reason = response.reason().isEmpty() ? "" : " " + HttpSyntax.quote(response.reason());
      return "server answered " + response.status() + reason + " instead of 101";
    }
    //    RFC 9110 7.8: HTTP/1.0 knows no upgrade, so it cannot have agreed to one.
    if (!response.isAtLeastHttp11()) {
      return "101 in " + response.version() + " instead of HTTP/1.1";
    }
    // 2. Upgrade must be there and be "websocket", in any case.
    List<String> upgrade = response.all("Upgrade");
    if (upgrade.size() != 1 || !upgrade.get(0).equalsIgnoreCase("websocket")) {
      return mismatch("Upgrade", "websocket");
    }
    // 3. Connection must be there and contain the token "Upgrade", in any case.
    if (!response.hasToken("Connection", "upgrade")) {
      return mismatch("Connection", "a list with the token upgrade");
    }
    // 4. Sec-WebSocket-Accept must be there and match the key; 11.3.3: it MUST NOT appear twice.
    String accept = HandshakeKey.acceptFor(key);
    if (!response.all("Sec-WebSocket-Accept").equals(List.of(accept))) {
      return mismatch("Sec-WebSocket-Accept", HttpSyntax.quote(accept));
    }
    // 5. Sec-WebSocket-Extensions must not name an extension that was not requested.
    ExtensionHeader header = ExtensionHeader.parse(response.all("Sec-WebSocket-Extensions"));
    String problem = header.failure() != null ? header.failure() : unsolicited(header.extensions());
    if (problem != null) {
      return problem;
    }
    PerMessageDeflate.Result negotiated = PerMessageDeflate.agree(offers, header.extensions());
    if (negotiated.failure() != null) {
      return negotiated.failure();
    }
    // 6. Sec-WebSocket-Protocol must not name a subprotocol that was not requested; 11.3.4: it
    //    MUST NOT appear twice. Names are compared with regard to case.
    List<String> chosen = response.all("Sec-WebSocket-Protocol");
    if (chosen.size() > 1 || !subprotocols.containsAll(chosen)) {
      return mismatch("Sec-WebSocket-Protocol", "one of " + subprotocols.size() + " requested");
    }
    extensions = header.extensions();
    deflate = negotiated.agreed();
    subprotocol = chosen.isEmpty() ? null : chosen.get(0);
    return null;
  }

  private String unsolicited(List<Extension> accepted) {
    Set<String> offered = new HashSet<>();
    for (Extension offer : offers) {
      offered.add(offer.name());
    }
    Set<String> seen = new HashSet<>();
    for (Extension extension : accepted) {
      String name = extension.name();
      if (!offered.contains(name)) {
        return "server accepted extension " + HttpSyntax.quote(name) + " that was not offered";
      }
      if (!seen.add(name)) {
        return "server accepted extension " + HttpSyntax.quote(name) + " twice";
      }
    }
    return null;
  }

  private String mismatch(String name, String expected) {
    List<String> values = response.all(name);
    if (values.isEmpty()) {
      return "response has no " + name + ", expected " + expected;
    }
    StringBuilder shown = new StringBuilder();
    for (String value : values.subList(0, Math.min(values.size(), 3))) {
      shown.append(shown.length() == 0 ? "" : " and ").append(HttpSyntax.quote(value));
    }
    String more = values.size() > 3 ? " and " + (values.size() - 3) + " more" : "";
    return name + " is " + shown + more + ", expected " + expected;
  }

  private void fail(String message) {
    outcome = Outcome.FAILED;
    failure = message;
  }
}
