package io.github.wirespeed.conformance.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Where a header arrives: at which end of the connection, what was agreed there, and what has
 * arrived before.
 *
 * @param server whether it arrives at the server
 * @param deflate whether permessage-deflate was negotiated
 */
record Situation(boolean server, boolean deflate, State state) {
  /**
   * Which message is under way: one that holds an "a" so far. What came before it, and inside it,
   * makes no difference.
   */
  enum State {
    IDLE("idle", ""),
    AFTER_MESSAGE("after-message", "8101 61 0101 61 8001 62 8900"),
    IN_TEXT("in-text", "0101 61"),
    IN_BINARY("in-binary", "0201 61 8900"),
    IN_COMPRESSED_TEXT("in-compressed-text", "4103 4A0400"),
    IN_COMPRESSED_BINARY("in-compressed-binary", "4203 4A0400 8900");

    private final String label;
    private final String unmasked;

    State(String label, String unmasked) {
      this.label = label;
      this.unmasked = unmasked;
    }

    boolean messageOpen() {
      return this != IDLE && this != AFTER_MESSAGE;
    }

    boolean compressed() {
      return this == IN_COMPRESSED_TEXT || this == IN_COMPRESSED_BINARY;
    }
  }

  /** All there are. */
  static List<Situation> all() {
    List<Situation> all = new ArrayList<>();
    for (boolean server : new boolean[] {false, true}) {
      for (boolean deflate : new boolean[] {false, true}) {
        for (State state : State.values()) {
          if (deflate || !state.compressed()) {
            all.add(new Situation(server, deflate, state));
          }
        }
      }
    }
    return all;
  }

  /** The frames that led here. */
  byte[] before() {
    byte[] unmasked = HexFormat.of().parseHex(state.unmasked.replace(" ", ""));
    return server ? masked(unmasked) : unmasked;
  }

  /** Short frames as a client sends them, with the masking key 0, which changes no payload. */
  private static byte[] masked(byte[] frames) {
    byte[] out = new byte[frames.length * 4];
    int length = 0;
    int i = 0;
    while (i < frames.length) {
      int payload = frames[i + 1];
      out[length++] = frames[i++];
      out[length++] = (byte) (payload + 128);
      i++;
      length += 4;
      System.arraycopy(frames, i, out, length, payload);
      i += payload;
      length += payload;
    }
    return Arrays.copyOf(out, length);
  }

  @Override
  public String toString() {
    return (server ? "server " : "client ") + state.label + (deflate ? " deflate" : " plain");
  }
}
