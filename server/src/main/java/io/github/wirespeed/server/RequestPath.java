package io.github.wirespeed.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request, taken apart at its slashes and then decoded: an encoded slash stays inside
 * of its segment and leads nowhere else. Immutable. RFC 3986 3.3.
 *
 * @param segments what stands behind each slash; empty if there is a problem
 * @param problem what is wrong, for the client; null if nothing is
 */
record RequestPath(List<String> segments, String problem) {

  /** A text without its escapes, or why there is none. */
  record Decoded(String text, String problem) {}

  /**
   * Takes it apart.
   *
   * @param path from its first slash, ASCII
   */
  static RequestPath of(String path) {
    List<String> segments = new ArrayList<>();
    int start = 1;
    while (start > 0) {
      int slash = path.indexOf('/', start);
      Decoded segment = decode(path.substring(start, slash < 0 ? path.length() : slash));
      if (segment.problem != null) {
        return bad(segment.problem);
      }
      if (isDots(segment.text)) {
        // RFC 3986 6.2.2.3: a client resolves them. Whoever did not wants to be somewhere else
        // than it seems, to us or to a proxy in front of us.
        return bad("path has the segment \"" + segment.text + "\"");
      }
      segments.add(segment.text);
      start = slash + 1;
    }
    return new RequestPath(segments, null);
  }

  private static RequestPath bad(String problem) {
    return new RequestPath(List.of(), problem);
  }

  static boolean isDots(String segment) {
    return segment.equals(".") || segment.equals("..");
  }

  /** Decodes the escapes of a segment: each % with two hexadecimal digits, together UTF-8. */
  static Decoded decode(String segment) {
    int percent = segment.indexOf('%');
    if (percent < 0) {
      return new Decoded(segment, null);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    int done = 0;
    while (percent >= 0) {
      bytes.writeBytes(segment.substring(done, percent).getBytes(StandardCharsets.UTF_8));
      int high = digit(segment, percent + 1);
      int low = digit(segment, percent + 2);
      if (high < 0 || low < 0) {
        String escape = segment.substring(percent, Math.min(percent + 3, segment.length()));
        return new Decoded(
            null, "path has the escape \"" + escape + "\", expected % and two hexadecimal digits");
      }
      bytes.write(high << 4 | low);
      done = percent + 3;
      percent = segment.indexOf('%', done);
    }
    bytes.writeBytes(segment.substring(done).getBytes(StandardCharsets.UTF_8));
    try {
      ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
      return new Decoded(StandardCharsets.UTF_8.newDecoder().decode(all).toString(), null);
    } catch (CharacterCodingException e) {
      return new Decoded(null, "path has the segment \"" + segment + "\", which is not UTF-8");
    }
  }

  private static int digit(String text, int index) {
    char c = index < text.length() ? text.charAt(index) : ' ';
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
