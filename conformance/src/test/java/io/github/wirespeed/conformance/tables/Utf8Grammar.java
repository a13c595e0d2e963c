package io.github.wirespeed.conformance.tables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * UTF-8 by the ABNF of RFC 3629 section 4 and nothing else: a byte is dead where no character that
 * the grammar allows begins with what was read of it. Shares nothing with the library.
 */
final class Utf8Grammar {
  /** The verdict on characters of which the last ends with the bytes. */
  static final int WHOLE = -1;

  /** The verdict on characters of which the last is not at its end. */
  static final int OPEN = -2;

  private static final int START = 0;
  private static final int DEAD = -1;

  private static final String TAIL = "80-BF";

  /** UTF8-char, one alternative each. */
  private static final String[] CHARACTERS = {
    "00-7F",
    "C2-DF " + TAIL,
    "E0-E0 A0-BF " + TAIL,
    "E1-EC " + TAIL + " " + TAIL,
    "ED-ED 80-9F " + TAIL,
    "EE-EF " + TAIL + " " + TAIL,
    "F0-F0 90-BF " + TAIL + " " + TAIL,
    "F1-F3 " + TAIL + " " + TAIL + " " + TAIL,
    "F4-F4 80-8F " + TAIL + " " + TAIL
  };

  private static final int[][] NEXT = automaton();

  private Utf8Grammar() {}

  /** {@link #WHOLE}, {@link #OPEN}, or the index of the first dead byte. */
  static int judge(byte[] bytes) {
    int state = START;
    for (int i = 0; i < bytes.length; i++) {
      state = NEXT[state][bytes[i] & 0xFF];
      if (state == DEAD) {
        return i;
      }
    }
    return state == START ? WHOLE : OPEN;
  }

  /** A state is what may still follow to end the character: a set of rests of alternatives. */
  private static int[][] automaton() {
    Map<List<String>, Integer> states = new HashMap<>();
    List<List<String>> queue = new ArrayList<>();
    states.put(List.of(CHARACTERS), START);
    queue.add(List.of(CHARACTERS));
    List<int[]> next = new ArrayList<>();
    for (int state = 0; state < queue.size(); state++) {
      int[] row = new int[256];
      for (int b = 0; b < 256; b++) {
        List<String> rests = after(queue.get(state), b);
        if (rests.isEmpty()) {
          row[b] = DEAD;
        } else if (rests.contains("")) {
          row[b] = START;
        } else {
          row[b] = states.computeIfAbsent(rests, added -> queue.size());
          if (row[b] == queue.size()) {
            queue.add(rests);
          }
        }
      }
      next.add(row);
    }
    return next.toArray(new int[0][]);
  }

  private static List<String> after(List<String> alternatives, int b) {
    List<String> rests = new ArrayList<>();
    for (String alternative : alternatives) {
      int from = Integer.parseInt(alternative.substring(0, 2), 16);
      int to = Integer.parseInt(alternative.substring(3, 5), 16);
      if (b >= from && b <= to) {
        rests.add(alternative.substring(Math.min(6, alternative.length())));
      }
    }
    return rests;
  }
}
