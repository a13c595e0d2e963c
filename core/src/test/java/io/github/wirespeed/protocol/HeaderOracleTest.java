package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All 65,536 values of a frame's first two bytes, for both roles and three states, against verdicts
 * that are worked out from the RFC's text alone.
 */
class HeaderOracleTest {
  private enum State {
    IDLE,
    IN_TEXT,
    IN_BINARY
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyFirstTwoBytesAreJudgedAsTheRfcSays(Role role) {
    List<String> wrong = new ArrayList<>();
    int accepted = 0;
    for (State state : State.values()) {
      for (int value = 0; value < 65536; value++) {
        int badByte = badByte(role, state, value >> 8, value & 0xFF);
        String verdict = judge(role, state, value);
        if (!verdict.equals(badByte == 0 ? "accepted" : "1002 at byte " + badByte)) {
          wrong.add(state + " " + Integer.toHexString(value) + ": " + verdict);
        }
        accepted += badByte == 0 ? 1 : 0;
      }
    }
    assertThat(wrong).isEmpty();
    // Idle: text and binary with or without FIN; else: continuations. 128 lengths; 126 of a
    // control.
    assertThat(accepted).isEqualTo((4 + 2 + 2) * 128 + 3 * 3 * 126);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyAcceptedHeaderLeadsToItsFrame(Role role) {
    int frames = 0;
    for (State state : State.values()) {
      for (int value = 0; value < 65536; value++) {
        if (badByte(role, state, value >> 8, value & 0xFF) == 0) {
          frames++;
          int length = value & 0x7F;
          int lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
          byte[] payload = new byte[length == 126 ? 126 : length == 127 ? 65536 : length];
          if (payload.length > 1) {
            payload[0] = 0x03; // as a close code 1001, as text just two characters
            payload[1] = (byte) ((value >> 8 & 0xF) == 0x8 ? 0xE9 : 0x68);
          }
          FrameEvents events =
              FrameEvents.polling(role, FrameEvents.WIDE)
                  .read(before(role, state))
                  .read(Wire.start(role, value >> 8, lengthBytes, payload.length))
                  .read(Wire.rest(role, payload));
          assertThat(events.events())
              .as("%s %04x", state, value)
              .isEqualTo(expected(state, value, payload));
        }
      }
    }
    assertThat(frames).isEqualTo((4 + 2 + 2) * 128 + 3 * 3 * 126);
  }

  /** Which of the two bytes the RFC forbids in this place: 1, 2, or 0 for none. */
  private static int badByte(Role role, State state, int first, int second) {
    boolean fin = first >= 128;
    boolean anyReservedBit = first / 16 % 8 != 0;
    String kind =
        switch (first % 16) {
          case 0 -> "continuation";
          case 1, 2 -> "start";
          case 8, 9, 10 -> "control";
          default -> "reserved"; // 5.2: for further frames
        };
    if (kind.equals("reserved")) {
      return 1;
    }
    if (anyReservedBit) {
      return 1; // 5.2: must be 0 unless an extension is negotiated
    }
    boolean inMessage = state != State.IDLE;
    if (kind.equals("control") && !fin) {
      return 1; // 5.5
    }
    if ((kind.equals("continuation") && !inMessage) || (kind.equals("start") && inMessage)) {
      return 1; // 5.4
    }
    boolean masked = second >= 128;
    if (masked != (role == Role.SERVER)) {
      return 2; // 5.1
    }
    return kind.equals("control") && second % 128 > 125 ? 2 : 0; // 5.5
  }

  private static String judge(Role role, State state, int value) {
    FrameDecoder decoder = new FrameDecoder(role, FrameEvents.WIDE);
    ByteBuffer in = ByteBuffer.wrap(before(role, state));
    if (state != State.IDLE) {
      assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.HEADER);
      assertThat(decoder.poll(in)).isEqualTo(FrameDecoder.PAYLOAD);
    }
    in = ByteBuffer.wrap(new byte[] {(byte) (value >> 8), (byte) value});
    if (decoder.poll(in) == FrameDecoder.FAILED) {
      return decoder.failure().code() + " at byte " + in.position();
    }
    return in.hasRemaining() || decoder.failure() != null ? "neither" : "accepted";
  }

  private static byte[] before(Role role, State state) {
    return state == State.IDLE
        ? new byte[0]
        : Wire.to(role, state == State.IN_TEXT ? 0x01 : 0x02, "61");
  }

  private static List<String> expected(State state, int value, byte[] payload) {
    String hex = Wire.hex(payload);
    return switch (value >> 8 & 0xF) {
      case 0x8 -> List.of(expectedClose(payload));
      case 0x9 -> List.of(("PING " + hex).trim() + (" owes PONG " + hex).stripTrailing());
      case 0xA -> List.of(("PONG " + hex).trim());
      default -> expectedMessage(state, value, payload);
    };
  }

  private static String expectedClose(byte[] payload) {
    return switch (payload.length) {
      case 0 -> "CLOSE 1005 \"\" owes CLOSE";
      case 1 -> "FAILED 1002 close frame of 1 byte: a close code takes two: 0";
      default -> "CLOSE 1001 \"" + "\0".repeat(payload.length - 2) + "\" owes CLOSE 03 E9";
    };
  }

  private static List<String> expectedMessage(State state, int value, byte[] payload) {
    if (value < 0x8000) {
      return List.of();
    }
    byte[] whole = Wire.concat(Wire.bytes(state == State.IDLE ? "" : "61"), payload);
    int opcode = value >> 8 & 0xF;
    boolean text = opcode == 1 || (opcode == 0 && state == State.IN_TEXT);
    String shown =
        text ? '"' + new String(whole, StandardCharsets.US_ASCII) + '"' : Wire.hex(whole);
    return List.of(((text ? "TEXT " : "BINARY ") + FrameEvents.describe(whole, shown)).trim());
  }
}
