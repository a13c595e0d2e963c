package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads one HTTP/1.1 head from bytes that arrive in any pieces.
 *
 * <p>Owned by one handshake, used by one thread at a time, for one head. Every byte is looked at
 * once and the one buffer holds the current line only, so time is linear and memory bounded by
 * {@link HttpLimits}. It is stricter than RFC 9112 lets it be where leniency has led to request
 * smuggling: lines end with CRLF only, no folding, no empty line in front. It fails at the byte
 * that is wrong, the same one however the bytes are split. RFC 9112 sections 2 to 5.
 */
public final class HttpHeadParser {

  /** What a call of {@link #parse} came to. */
  public enum Result {
    /** Every byte given is consumed and more are needed. */
    NEED_BYTES,
    /** The blank line is consumed and nothing after it. */
    COMPLETE,
    /** The wrong byte is consumed and nothing after it. */
    FAILED
  }

  private enum State {
    METHOD,
    TARGET,
    VERSION,
    STATUS,
    REASON,
    START_LINE_LF,
    LINE_START,
    NAME,
    VALUE,
    VALUE_LF,
    BLANK_LINE_LF
  }

  private static final String VERSION_FORM = "HTTP/d.d";

  private final boolean request;
  private final HttpLimits limits;
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private byte[] line;
  private int length; // of the current line
  private int mark; // where the current part of the line starts
  private int consumed;
  private State state;
  private Result result = Result.NEED_BYTES;
  private String method;
  private String target;
  private String version;
  private int status;
  private String reason;
  private HttpHead head;
  private String failure;
  private int failureStatus;

  private HttpHeadParser(boolean request, HttpLimits limits) {
    this.request = request;
    this.limits = Objects.requireNonNull(limits, "limits");
    this.line = new byte[Math.min(256, limits.line())];
    this.state = request ? State.METHOD : State.VERSION;
  }

  /**
   * A parser for the head of one request.
   *
   * @param limits what the peer may make us read
   * @return a new parser
   */
  public static HttpHeadParser request(HttpLimits limits) {
    return new HttpHeadParser(true, limits);
  }

  /**
   * A parser for the head of one response.
   *
   * @param limits what the peer may make us read
   * @return a new parser
   */
  public static HttpHeadParser response(HttpLimits limits) {
    return new HttpHeadParser(false, limits);
  }

  /**
   * Consumes bytes up to the end of the head, and none after it.
   *
   * @param in what has arrived
   * @return what came of it; once it is not NEED_BYTES it stays, and nothing more is consumed
   */
  public Result parse(ByteBuffer in) {
    while (result == Result.NEED_BYTES && in.hasRemaining()) {
      int b = in.get() & 0xff;
      consumed++;
      if (consumed > limits.head()) {
        failLimit(kind() + " head is longer than " + limits.head() + " bytes");
      } else {
        take(b);
      }
    }
    return result;
  }

  /** {@return how many bytes have been consumed, the wrong one included} */
  public int consumed() {
    return consumed;
  }

  /** {@return the head once COMPLETE, else null} */
  public HttpHead head() {
    return head;
  }

  /** {@return what is wrong once FAILED, else null} */
  public String failure() {
    return failure;
  }

  /** {@return 400, 414, 431 or 505 once a request FAILED, else 0} */
  public int failureStatus() {
    return failureStatus;
  }

  private void take(int b) {
    switch (state) {
      case METHOD -> takeMethod(b);
      case TARGET -> takeTarget(b);
      case VERSION -> takeVersion(b);
      case STATUS -> takeStatus(b);
      case REASON -> takeReason(b);
      case LINE_START -> takeLineStart(b);
      case NAME -> takeName(b);
      case VALUE -> takeValue(b);
      case START_LINE_LF, VALUE_LF, BLANK_LINE_LF -> takeLf(b);
    }
  }

  private void takeMethod(int b) {
    if (HttpSyntax.isTokenChar(b)) {
      append(b);
    } else if (b == ' ' && length > 0) {
      method = text(0, length);
      nextPart(b, State.TARGET);
    } else {
      failByte(b, "the method");
    }
  }

  private void takeTarget(int b) {
    if (b > ' ' && b < 0x7f) {
      append(b);
    } else if (b == ' ' && length > mark) {
      target = text(mark, length);
      nextPart(b, State.VERSION);
    } else if (b == '\r' && length > mark) {
      fail(400, "request line without an HTTP version: " + shownLine());
    } else {
      failByte(b, "the request target");
    }
  }

  private void takeVersion(int b) {
    int index = length - mark;
    if (index == VERSION_FORM.length() && b == (request ? '\r' : ' ')) {
      version = text(mark, length);
      if (request) {
        state = State.START_LINE_LF;
      } else {
        nextPart(b, State.STATUS);
      }
      return;
    }
    char form = index < VERSION_FORM.length() ? VERSION_FORM.charAt(index) : '\0';
    boolean fits = form == 'd' ? b >= '0' && b <= '9' : b == form && form != '\0';
    if (!fits) {
      failByte(b, "the HTTP version");
    } else if (index == 5 && b != '1') {
      // RFC 9110 15.6.6: another major version cannot be understood, however it goes on.
      append(b);
      fail(505, "HTTP major version is not 1: " + HttpSyntax.quote(text(mark, length)));
    } else {
      append(b);
    }
  }

  private void takeStatus(int b) {
    int digits = length - mark;
    if (digits == 3 && b == ' ') {
      nextPart(b, State.REASON);
    } else if (digits == 3 && b == '\r') {
      // RFC 9112 4 wants the space even if no reason follows; many servers leave it out.
      reason = "";
      state = State.START_LINE_LF;
    } else if (digits < 3 && b >= (digits == 0 ? '1' : '0') && b <= '9') {
      append(b);
      status = status * 10 + (b - '0');
    } else {
      failByte(b, "the three digits of the status code");
    }
  }

  private void takeReason(int b) {
    if (b == '\r') {
      reason = text(mark, length);
      state = State.START_LINE_LF;
    } else if (HttpSyntax.isFieldChar(b)) {
      append(b);
    } else {
      failByte(b, "the reason phrase");
    }
  }

  private void takeLineStart(int b) {
    length = 0;
    if (b == '\r') {
      state = State.BLANK_LINE_LF;
    } else if (headers.size() == limits.headers()) {
      failLimit(kind() + " has more than " + limits.headers() + " headers");
    } else if (HttpSyntax.isOws(b)) {
      // RFC 9112 2.2 and 5.2: white space here is either smuggling or an obsolete folded line.
      fail(
          400,
          headers.isEmpty()
              ? "white space before the first header at byte " + consumed
              : "folded line after header "
                  + HttpSyntax.quote(headers.get(headers.size() - 1).getKey()));
    } else if (b == ':') {
      fail(400, "empty header name at byte " + consumed);
    } else {
      state = State.NAME;
      takeName(b);
    }
  }

  private void takeName(int b) {
    if (HttpSyntax.isTokenChar(b)) {
      append(b);
    } else if (b == ':') {
      nextPart(b, State.VALUE);
    } else if (HttpSyntax.isOws(b)) {
      // RFC 9112 5.1: no white space is allowed between name and colon; it has been smuggling.
      fail(400, "white space in or after header name " + shownLine());
    } else if (b == '\r') {
      fail(400, "header line without a colon: " + shownLine());
    } else {
      failByte(b, "the header name");
    }
  }

  private void takeValue(int b) {
    if (b == '\r') {
      String whole = text(0, length);
      int colon = mark - 1;
      headers.add(
          Map.entry(whole.substring(0, colon), HttpSyntax.trim(whole, mark, whole.length())));
      state = State.VALUE_LF;
    } else if (HttpSyntax.isFieldChar(b)) {
      append(b);
    } else {
      // RFC 9110 5.5: CR, LF and NUL in a value are dangerous; other controls are not allowed.
      failByte(b, "the header line");
    }
  }

  private void takeLf(int b) {
    if (b != '\n') {
      // RFC 9112 2.2: a CR on its own must not be taken for the end of a line.
      fail(400, "bare CR at byte " + (consumed - 1) + " after " + shownLine());
    } else if (state == State.BLANK_LINE_LF) {
      head =
          request
              ? HttpHead.request(method, target, version, headers)
              : HttpHead.status(version, status, reason, headers);
      result = Result.COMPLETE;
    } else {
      state = State.LINE_START;
    }
  }

  private void nextPart(int separator, State next) {
    append(separator);
    mark = length;
    state = next;
  }

  private void append(int b) {
    if (length == limits.line()) {
      String what = inStartLine() ? kind() + " line" : "header line";
      failLimit(what + " is longer than " + limits.line() + " bytes: " + shownLine());
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, (int) Math.min(2L * length, limits.line()));
    }
    line[length++] = (byte) b;
  }

  private String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String shownLine() {
    return HttpSyntax.quote(text(0, length));
  }

  private String kind() {
    return request ? "request" : "response";
  }

  private boolean inStartLine() {
    return state.compareTo(State.START_LINE_LF) <= 0;
  }

  private void failByte(int b, String where) {
    String bare = b == '\r' || b == '\n' ? "bare " : "";
    String before = length == 0 ? "" : " after " + shownLine();
    String name = b == ' ' ? "space" : HttpSyntax.characterName(b);
    fail(400, bare + name + " in " + where + " at byte " + consumed + before);
  }

  /** RFC 9110 15.5.15 and RFC 6585 5: the start line and the headers have a status each. */
  private void failLimit(String message) {
    fail(inStartLine() ? 414 : 431, message);
  }

  private void fail(int status, String message) {
    if (result == Result.FAILED) {
      return; // The first problem counts.
    }
    result = Result.FAILED;
    failure = message;
    failureStatus = request ? status : 0;
  }
}
