package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * The client's side of HTTP's CONNECT: the bytes of the request, then bytes of the proxy's answer
 * in, and an outcome out.
 *
 * <p>Owned by one connection attempt, used by one thread at a time. It knows no socket and no
 * clock. Nothing a proxy sends makes it throw. RFC 9110 9.3.6.
 */
public final class ConnectHandshake {

  /** What the bytes received so far came to. */
  public enum Outcome {
    /** The answer, or the body of a refusal, goes on. */
    NEED_BYTES,
    /** There is a tunnel; bytes not consumed are the server's. */
    OPEN,
    /** There is none, and there will be none; {@link #failure()} says why. */
    FAILED
  }

  private final String target;
  private final HttpLimits limits;
  private final byte[] request;
  private HttpHeadParser parser;
  private int informational;
  private HttpHead response;
  private BodyExcerpt body;
  private Outcome outcome = Outcome.NEED_BYTES;
  private String failure;

  /**
   * Makes the request.
   *
   * @param host a name or an address, IPv6 without brackets
   * @param user for Basic authentication (RFC 7617), without a colon; null where there is none
   * @param password null where there is none
   * @param limits what the proxy may make us read
   */
  public ConnectHandshake(String host, int port, String user, String password, HttpLimits limits) {
    // RFC 6874 4: the zone means something on this machine only and is not sent.
    int zone = host.indexOf('%');
    String name = zone < 0 ? host : host.substring(0, zone);
    this.target = (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
    this.limits = Objects.requireNonNull(limits, "limits");
    this.parser = HttpHeadParser.response(limits);
    // RFC 9112 3.2.3: the target is host and port, always both; 3.2: Host is the same.
    HttpHeadWriter head =
        new HttpHeadWriter("CONNECT " + target + " HTTP/1.1").header("Host", target);
    if (user != null) {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      head.header("Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    this.request = head.end();
  }

  /** {@return a copy of the whole request, to be sent before anything else} */
  public byte[] request() {
    return request.clone();
  }

  /**
   * Consumes bytes of the answer. Never consumes a byte after the blank line of a 2xx.
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
        refuse();
        continue;
      }
      switch (parser.parse(in)) {
        case NEED_BYTES -> {
          return outcome;
        }
        case FAILED -> fail("gave no proper answer to CONNECT " + target + ": " + parser.failure());
        case COMPLETE -> takeHead(parser.head());
      }
    }
    return outcome;
  }

  /**
   * Says that the proxy will send nothing more, or that there is no time left to wait for it.
   *
   * @return FAILED, unless it was OPEN before
   */
  public Outcome receiveEof() {
    if (outcome == Outcome.NEED_BYTES && body != null) {
      refuse();
    } else if (outcome == Outcome.NEED_BYTES) {
      fail(
          "ended the connection after "
              + parser.consumed()
              + " bytes of the answer to CONNECT "
              + target);
    }
    return outcome;
  }

  /** {@return the head of the final answer, or null if none came in full} */
  public HttpHead response() {
    return response;
  }

  /** {@return why it FAILED, else null} */
  public String failure() {
    return failure;
  }

  /**
   * {@return a copy of the beginning of the body of a refusal, without its chunking; may be empty}
   */
  public byte[] bodyExcerpt() {
    return body == null ? new byte[0] : body.bytes();
  }

  private void takeHead(HttpHead head) {
    if (head.status() / 100 == 1 && head.status() != 101) {
      // RFC 9110 15.2: a client MUST be able to parse 1xx responses even if it expects none.
      informational++;
      if (informational > limits.informational()) {
        fail(
            "more than "
                + limits.informational()
                + " informational responses to CONNECT "
                + target
                + ", the last is "
                + head.status());
      }
      parser = HttpHeadParser.response(limits);
      return;
    }
    response = head;
    if (head.status() / 100 == 2) {
      // RFC 9110 9.3.6: the tunnel begins right behind the head; Content-Length and
      // Transfer-Encoding of a 2xx MUST be ignored.
      outcome = Outcome.OPEN;
    } else if (head.status() == 101) {
      refuse(); // Nobody asked for another protocol, and a 1xx has no body.
    } else {
      body = new BodyExcerpt(head, limits.body());
      // receive() goes round once more, so an excerpt that needs no byte concludes at once.
    }
  }

  private void refuse() {
    String reason = response.reason().isEmpty() ? "" : " " + HttpSyntax.quote(response.reason());
    fail("answered " + response.status() + reason + " to CONNECT " + target);
  }

  private void fail(String message) {
    outcome = Outcome.FAILED;
    failure = message;
  }
}
