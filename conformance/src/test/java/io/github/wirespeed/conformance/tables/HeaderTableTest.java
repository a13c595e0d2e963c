package io.github.wirespeed.conformance.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.protocol.ReadHalf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * All 65,536 values of a frame's first two bytes in every {@link Situation}: {@code
 * verdicts/headers.txt}.
 */
class HeaderTableTest {
  private int accepted;
  // A half that failed at a first byte: all second bytes must leave it at that.
  private ReadHalf failed;
  private byte failedAt;
  private String failedWith;

  @Test
  void everyFirstTwoBytesAreJudgedAsTheRfcSays() {
    Verdicts verdicts =
        new Verdicts(
            "headers.txt",
            "The first two bytes of a frame, in hexadecimal, by who receives them, what has come",
            "before, and whether permessage-deflate was negotiated: accepted so far, or the close",
            "code and the byte, 1 or 2, that shows the violation. A whole frame may fail for its",
            "content, as one that says that it is compressed and has none. ** is any byte.",
            "Made by HeaderTableTest.");
    for (Situation situation : Situation.all()) {
      byte[] before = situation.before();
      accepted = 0;
      failed = null;
      VerdictTree tree =
          VerdictTree.of(
              new int[][] {VerdictTree.ALL, VerdictTree.ALL},
              header -> judge(situation, before, header, verdicts));
      verdicts.line("");
      verdicts.line(situation + ": " + accepted + " of 65536 accepted");
      verdicts.lines(tree.lines(situation + " ", 2));
    }
    verdicts.check();
  }

  private String judge(Situation situation, byte[] before, byte[] header, Verdicts verdicts) {
    int badByte = HeaderRule.badByte(situation, header[0] & 0xFF, header[1] & 0xFF);
    String expected = badByte == 0 ? Headers.ACCEPTED : badByte == 1 ? "1002@1" : "1002@2";
    String whole = Headers.decode(Headers.decoder(situation, before, Headers.WIDE), header);
    if (!whole.equals(expected)) {
      verdicts.wrong(describe(situation, header) + " decoded whole", whole, expected);
    }
    String inBytes = read(situation, before, header);
    String expectedInBytes = emptyCompressed(situation, header) ? "1007@2" : expected;
    if (!inBytes.equals(expectedInBytes)) {
      verdicts.wrong(describe(situation, header) + " read in bytes", inBytes, expectedInBytes);
    }
    accepted += whole.equals(Headers.ACCEPTED) ? 1 : 0;
    return whole.equals(inBytes) ? whole : whole + ", its content " + inBytes;
  }

  /**
   * Whether the header is a whole message already, which says that it is compressed: even an empty
   * one takes a block, RFC 7692 7.2.3.6, and without one 7.2.2 leads to nothing that could be
   * inflated.
   */
  private static boolean emptyCompressed(Situation situation, byte[] header) {
    boolean compressed = (header[0] & 0xFF) == 0xC1 || (header[0] & 0xFF) == 0xC2;
    return compressed
        && header[1] == 0
        && HeaderRule.badByte(situation, header[0] & 0xFF, header[1] & 0xFF) == 0;
  }

  private String read(Situation situation, byte[] before, byte[] header) {
    if (failed != null && failedAt == header[0]) {
      return Headers.discards(failed, header, 1) ? failedWith : "goes on behind " + failedWith;
    }
    ReadHalf half = Headers.after(situation, before, Headers.WIDE);
    String verdict = Headers.read(half, header);
    failed = verdict.endsWith("@1") ? half : null;
    failedAt = header[0];
    failedWith = verdict;
    return verdict;
  }

  @Test
  void everyAcceptedHeaderLeadsToItsFrame() {
    List<String> wrong = new ArrayList<>();
    int frames = 0;
    for (Situation situation : Situation.all()) {
      for (int value = 0; value < 65536; value++) {
        byte[] header = {(byte) (value / 256), (byte) value};
        if (HeaderRule.badByte(situation, value / 256, value % 256) == 0
            && !compressed(situation, header)) {
          frames++;
          byte[] payload = payload(header);
          ReadHalf half = Headers.after(situation, situation.before(), Headers.WIDE);
          List<String> events = events(half, frame(situation, header, payload));
          List<String> expected = expected(situation, header, payload);
          if (!events.equals(expected)) {
            wrong.add(describe(situation, header) + ": " + shortened(events));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    // In each role, plain data has 4 first bytes in the 4 situations between messages, and 2 in the
    // 4 inside a plain one, with 128 lengths; controls have 3 in all 10, with 126.
    assertThat(frames).isEqualTo(2 * ((4 * 4 + 4 * 2) * 128 + 10 * 3 * 126));
  }

  /** Whether the payload belongs to a compressed message: what it leads to is not the header's. */
  private static boolean compressed(Situation situation, byte[] header) {
    boolean continues = (header[0] & 0x0F) == 0;
    return (header[0] & 0x40) != 0 || (continues && situation.state().compressed());
  }

  private static byte[] payload(byte[] header) {
    int length = header[1] & 0x7F;
    byte[] payload = new byte[length == 126 ? 126 : length == 127 ? 65536 : length];
    Arrays.fill(payload, (byte) 'h');
    if ((header[0] & 0x0F) == 8 && length > 1) {
      payload[0] = 3; // 1001
      payload[1] = (byte) 0xE9;
    }
    return payload;
  }

  private static byte[] frame(Situation situation, byte[] header, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put(header);
    int length = header[1] & 0x7F;
    if (length == 126) {
      frame.putShort((short) payload.length);
    } else if (length == 127) {
      frame.putLong(payload.length);
    }
    byte[] key = situation.server() ? new byte[] {0x12, (byte) 0xF3, 0, 0x55} : new byte[0];
    frame.put(key);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ (key.length == 0 ? 0 : key[i % 4])));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }

  private static List<String> expected(Situation situation, byte[] header, byte[] payload) {
    String content = latin(ByteBuffer.wrap(payload));
    boolean fin = header[0] < 0;
    return switch (header[0] & 0x0F) {
      case 8 -> List.of(expectedClose(content));
      case 9 -> List.of("ping " + content + " owes PONG " + content);
      case 10 -> List.of("pong " + content);
      case 1 -> fin ? List.of("text " + content) : List.of();
      case 2 -> fin ? List.of("binary " + content) : List.of();
      default -> {
        String kind = situation.state() == Situation.State.IN_TEXT ? "text a" : "binary a";
        yield fin ? List.of(kind + content) : List.of();
      }
    };
  }

  private static String expectedClose(String content) {
    return switch (content.length()) {
      case 0 -> "close 1005 owes CLOSE ";
      case 1 -> "failed 1002 owes CLOSE";
      default ->
          ("close 1001 " + content.substring(2)).strip() + " owes CLOSE " + content.substring(0, 2);
    };
  }

  private static List<String> events(ReadHalf half, byte[] bytes) {
    List<String> events = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (true) {
      int event = half.poll(in);
      switch (event) {
        case ReadHalf.MESSAGE ->
            events.add((half.text() ? "text " : "binary ") + latin(half.payload()));
        case ReadHalf.PING -> events.add("ping " + latin(half.payload()) + owed(half));
        case ReadHalf.PONG -> events.add("pong " + latin(half.payload()));
        case ReadHalf.CLOSE ->
            events.add(
                ("close " + half.closeStatus().code() + " " + half.closeStatus().reason()).strip()
                    + owed(half));
        case ReadHalf.FAILED ->
            events.add("failed " + half.closeStatus().code() + " owes " + half.owed());
        default -> {
          return events;
        }
      }
    }
  }

  private static String owed(ReadHalf half) {
    return " owes " + half.owed() + " " + latin(half.owedPayload());
  }

  private static String latin(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }

  private static List<String> shortened(List<String> events) {
    return events.stream().map(event -> event.substring(0, Math.min(150, event.length()))).toList();
  }

  private static String describe(Situation situation, byte[] header) {
    return situation + " " + HexFormat.of().formatHex(header).toUpperCase(Locale.ROOT);
  }
}
