package io.github.wirespeed.conformance.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * UTF-8 against the grammar, which says where it is bad, and the JDK's decoder, which says whether:
 * {@code verdicts/utf8.txt} for all sequences of one to three bytes, {@code verdicts/utf8-four.txt}
 * for those of four. Of the latter the ordinary build takes the bounds of all ranges, and the long
 * run each of the 2^32, for the same table:
 *
 * <pre>mvn -pl conformance -am test -Dtest=Utf8TableTest -Dconformance.long=true</pre>
 */
class Utf8TableTest {
  /** The bounds of all ranges of the grammar, and their neighbours. */
  private static final int[] BOUNDS = {
    0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
    0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  private static final String[] DEAD_AT = {"dead@1", "dead@2", "dead@3", "dead@4"};

  private final CharsetDecoder jdk =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final CharBuffer chars = CharBuffer.allocate(4);
  private final List<String> wrong = new ArrayList<>();
  private Utf8Subject subject;
  private ByteBuffer asked;
  private int turn;

  @Test
  void allSequencesOfOneToThreeBytes() {
    Verdicts verdicts =
        new Verdicts(
            "utf8.txt",
            "All sequences of one, two and three bytes, in hexadecimal: valid UTF-8, open where",
            "they stop inside a character, or dead at a byte, from 1, behind which nothing could",
            "make them valid. ** is any byte. Made by Utf8TableTest.");
    for (int length = 1; length <= 3; length++) {
      int[][] values = new int[length][];
      Arrays.fill(values, VerdictTree.ALL);
      verdicts.line("");
      verdicts.lines(tree(values, verdicts).lines("", length));
    }
    verdicts.check();
  }

  @Test
  void sequencesOfFourBytes() {
    int[] leads =
        IntStream.concat(
                Arrays.stream(BOUNDS).filter(b -> b < 0xE0), IntStream.rangeClosed(0xE0, 0xFF))
            .toArray();
    four(new int[][] {leads, VerdictTree.ALL, BOUNDS, BOUNDS});
  }

  @Test
  @EnabledIfSystemProperty(named = "conformance.long", matches = "true")
  void allSequencesOfFourBytes() {
    int[] all = VerdictTree.ALL;
    four(new int[][] {all, all, all, all});
  }

  private void four(int[][] values) {
    Verdicts verdicts =
        new Verdicts(
            "utf8-four.txt",
            "All sequences of four bytes, as in utf8.txt. The ordinary build asks for the bounds",
            "of these ranges and their neighbours, the long run of Utf8TableTest for all.");
    verdicts.line("");
    verdicts.lines(tree(values, verdicts).lines("", 4));
    verdicts.check();
  }

  @Test
  void theSameAtEveryOffsetInLongerText() {
    for (int length = 1; length <= 3; length++) {
      int[][] values = new int[length][];
      Arrays.fill(values, BOUNDS);
      subject = new Utf8Subject(length);
      VerdictTree.of(
          values,
          bytes -> {
            atEveryOffset(bytes);
            return "";
          });
    }
    assertThat(wrong).isEmpty();
  }

  private void atEveryOffset(byte[] bytes) {
    int judged = Utf8Grammar.judge(bytes);
    for (int front = 0; front <= Utf8Subject.MARGIN; front++) {
      for (int behind = 0; behind <= Utf8Subject.MARGIN; behind++) {
        int found = subject.deadAt(bytes, front, behind);
        if (found != deadInText(bytes, judged, behind) && wrong.size() < 20) {
          wrong.add(hex(bytes) + " behind " + front + ", before " + behind + ": " + found);
        }
      }
    }
    int inBytes = subject.deadAtInBytes(bytes);
    if (inBytes != deadInText(bytes, judged, 0) && wrong.size() < 20) {
      wrong.add(hex(bytes) + " byte by byte: " + inBytes);
    }
  }

  /** The byte that is bad if so much ASCII follows, which an open character does not survive. */
  private static int deadInText(byte[] bytes, int judged, int behind) {
    return judged == Utf8Grammar.OPEN && behind > 0 ? bytes.length : Math.max(judged, -1);
  }

  private VerdictTree tree(int[][] values, Verdicts verdicts) {
    subject = new Utf8Subject(values.length);
    asked = ByteBuffer.allocate(values.length);
    return VerdictTree.of(values, bytes -> judge(bytes, verdicts));
  }

  private String judge(byte[] bytes, Verdicts verdicts) {
    int judged = Utf8Grammar.judge(bytes);
    boolean whole = judged == Utf8Grammar.WHOLE;
    String expected = judged >= 0 ? DEAD_AT[judged] : whole ? "valid" : "open";
    int dead = subject.deadAt(bytes, 0, 0);
    String verdict = dead >= 0 ? DEAD_AT[dead] : subject.complete() ? "valid" : "open";
    if (!verdict.equals(expected)) {
      verdicts.wrong(hex(bytes), verdict, expected);
    }
    if (whole && subject.ascii() != ascii(bytes)) {
      verdicts.wrong(hex(bytes), "ASCII " + subject.ascii(), "ASCII " + !subject.ascii());
    }
    if (jdkTakes(bytes) != whole) {
      verdicts.wrong(hex(bytes) + " for the JDK", whole ? "malformed" : "valid", expected);
    }
    // In longer text, each time at another offset: every turn of a loop over words, and behind it.
    turn = (turn + 1) % (9 * 10);
    int front = turn % 9;
    int behind = 1 + turn / 9;
    int inText = subject.deadAt(bytes, front, behind);
    if (inText != deadInText(bytes, judged, behind)) {
      verdicts.wrong(hex(bytes) + " behind " + front + " bytes", "bad at " + inText, expected);
    }
    return verdict;
  }

  private boolean jdkTakes(byte[] bytes) {
    asked.clear().put(bytes).flip();
    return !jdk.reset().decode(asked, chars.clear(), true).isError();
  }

  private static boolean ascii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes).toUpperCase(Locale.ROOT);
  }
}
