package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One frame that the code under test has sent, taken apart by RFC 6455 5.2 alone. */
final class SentFrame {
  private final int firstByte;
  private final int key;
  private final byte[] payload;

  private SentFrame(int firstByte, int key, byte[] payload) {
    this.firstByte = firstByte;
    this.key = key;
    this.payload = payload;
  }

  int firstByte() {
    return firstByte;
  }

  /** The masking key; 0 where there is none. */
  int key() {
    return key;
  }

  /** The payload, unmasked with the key found in the frame. */
  byte[] payload() {
    return payload;
  }

  /** All frames of these bytes, which must be as {@code sender} has to send them. */
  static List<SentFrame> parse(Role sender, byte[] bytes) {
    List<SentFrame> frames = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int first = bytes[at++] & 0xFF;
      int second = bytes[at++] & 0xFF;
      assertThat(second >= 128).as("masked").isEqualTo(sender == Role.CLIENT);
      int length = second & 0x7F;
      if (length >= 126) {
        int count = length == 126 ? 2 : 8;
        long declared = 0;
        for (int i = 0; i < count; i++) {
          declared = declared * 256 + (bytes[at++] & 0xFF);
        }
        assertThat(declared).as("minimal length").isGreaterThan(length == 126 ? 125 : 65535);
        length = (int) declared;
      }
      int key = 0;
      if (sender == Role.CLIENT) {
        for (int i = 0; i < 4; i++) {
          key = key << 8 | (bytes[at++] & 0xFF);
        }
      }
      assertThat(bytes.length - at).as("bytes of the payload").isGreaterThanOrEqualTo(length);
      byte[] payload = Wire.applyMask(key, Arrays.copyOfRange(bytes, at, at + length));
      at += length;
      frames.add(new SentFrame(first, key, payload));
    }
    return frames;
  }

  /** First bytes and payload lengths: "01:125 80:3". */
  static String shape(List<SentFrame> frames) {
    StringBuilder shape = new StringBuilder();
    for (SentFrame frame : frames) {
      shape.append(String.format(Locale.ROOT, " %02X:%d", frame.firstByte, frame.payload.length));
    }
    return shape.toString().trim();
  }

  /** The payloads of all data frames, one after the other. */
  static byte[] message(List<SentFrame> frames) {
    return Wire.concat(
        frames.stream()
            .filter(frame -> (frame.firstByte & 0x08) == 0)
            .map(SentFrame::payload)
            .toArray(byte[][]::new));
  }
}
