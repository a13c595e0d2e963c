package io.github.wirespeed.protocol;

/**
 * How much of an opening handshake a peer may make us read and keep.
 *
 * <p>Immutable; one instance serves any number of handshakes. RFC 6455 10.4 asks for such limits
 * without naming figures; {@link #DEFAULTS} are what common HTTP servers use.
 *
 * @param line bytes of the start line and of each header line, without its CRLF
 * @param head bytes of one whole head, with every CRLF and the blank line
 * @param headers header lines of one head
 * @param informational 1xx responses that a client skips before the final one
 * @param body bytes that a client keeps of the body of a refusal
 */
public record HttpLimits(int line, int head, int headers, int informational, int body) {

  /** 8 KiB line, 16 KiB head, 100 headers, 10 informational responses, 16 KiB body excerpt. */
  public static final HttpLimits DEFAULTS = new HttpLimits(8 << 10, 16 << 10, 100, 10, 16 << 10);

  /** Refuses a line, head or headers below 1 and anything below 0 as IllegalArgumentException. */
  public HttpLimits {
    requireAtLeast(1, line, "line");
    requireAtLeast(1, head, "head");
    requireAtLeast(1, headers, "headers");
    requireAtLeast(0, informational, "informational");
    requireAtLeast(0, body, "body");
  }

  /** The same with another bound on lines. */
  public HttpLimits withLine(int bytes) {
    return new HttpLimits(bytes, head, headers, informational, body);
  }

  /** The same with another bound on the head. */
  public HttpLimits withHead(int bytes) {
    return new HttpLimits(line, bytes, headers, informational, body);
  }

  /** The same with another bound on header lines. */
  public HttpLimits withHeaders(int count) {
    return new HttpLimits(line, head, count, informational, body);
  }

  /** The same with another bound on 1xx responses. */
  public HttpLimits withInformational(int count) {
    return new HttpLimits(line, head, headers, count, body);
  }

  /** The same with another bound on what is kept of a body. */
  public HttpLimits withBody(int bytes) {
    return new HttpLimits(line, head, headers, informational, bytes);
  }

  private static void requireAtLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          "limit " + name + " of " + value + " is less than " + least);
    }
  }
}
