package io.github.wirespeed.conformance.kit;

import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.protocol.Role;
import java.util.List;
import java.util.Locale;

/**
 * One line of the kit: what a peer sends after a message that is right, and what has to come of it.
 *
 * @param rule the rule on the page that it is a case of
 * @param number of the case among those of its rule, from 1
 * @param name what is special about it
 * @param only the role it is for; null for both
 * @param raw whether the frames are as they are on the wire; else a client's are masked first
 * @param extension what was agreed in the handshake; empty for nothing
 * @param frames as in {@link Bytes#frames}
 * @param events what comes of it before the end: {@code "text 6869"}, {@code "binary "}, {@code
 *     "ping 01"}
 * @param code the close code that the peer must see, 1005 for an empty Close
 * @param value what the message about a violation must hold, the offending value; empty if the line
 *     breaks no rule and ends with the peer's Close
 */
record Line(
    String rule,
    int number,
    String name,
    Role only,
    boolean raw,
    String extension,
    String frames,
    List<String> events,
    int code,
    String value) {
  private static final int SHOWN = 48;

  /** Its name in the table of verdicts. */
  String id() {
    return String.format(Locale.ROOT, "%s/%02d", rule, number);
  }

  /** Whether the peer breaks a rule by it. */
  boolean violation() {
    return !value.isEmpty();
  }

  /** Whether the line is about compressed messages; then it has a limit of its own. */
  boolean deflate() {
    return !extension.isEmpty();
  }

  boolean concerns(Role role) {
    return only == null || only == role;
  }

  /** What a peer of that role's sends. */
  byte[] bytesTo(Role role) {
    return Bytes.frames(!raw && role == Role.SERVER, frames);
  }

  /** Its frames, of which the long ones are cut. */
  String shown() {
    return frames.length() <= SHOWN
        ? frames
        : frames.substring(0, SHOWN) + "... (" + frames.length() + ")";
  }

  @Override
  public String toString() {
    return id() + " " + name + " [" + shown() + "]";
  }
}
