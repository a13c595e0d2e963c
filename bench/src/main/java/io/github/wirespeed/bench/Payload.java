package io.github.wirespeed.bench;

import io.github.wirespeed.protocol.FrameHeader;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of messages: as they are typed and shown, and how many bytes they are on the wire. */
public final class Payload {
  /** What both the client's and the echo server's frames hold at most. */
  static final int FRAGMENT = 256 << 10;

  /** The message limit of both sides. */
  static final int MAX = 16 << 20;

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kKmM]?)");

  private Payload() {}

  /**
   * A size such as 256, 8K or 1M.
   *
   * @throws IllegalArgumentException if it is none, or over the limit
   */
  public static int parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a payload size: bytes, or a number with K or M behind it");
    }
    int shift =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          default -> 0;
        };
    long bytes = Long.parseLong(matcher.group(1)) << shift;
    if (bytes < 1 || bytes > MAX) {
      throw new IllegalArgumentException(
          "payload of " + bytes + " bytes is not in 1 to " + MAX + ", the message limit");
    }
    return (int) bytes;
  }

  /** "256 B", "100 KiB", "1 MiB". */
  public static String show(int bytes) {
    if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + " MiB";
    }
    if (bytes >= 1 << 10 && bytes % (1 << 10) == 0) {
      return (bytes >> 10) + " KiB";
    }
    return bytes + " B";
  }

  /** How many bytes a message takes on the wire, in as many frames as it is sent in. */
  static int wireBytes(int payload, boolean masked) {
    int whole = payload / FRAGMENT;
    int rest = payload % FRAGMENT;
    int bytes = payload + whole * FrameHeader.length(FRAGMENT, masked);
    return rest > 0 || whole == 0 ? bytes + FrameHeader.length(rest, masked) : bytes;
  }

  /** Some bytes, always the same ones. */
  static ByteBuffer direct(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return ByteBuffer.allocateDirect(size).put(bytes).flip();
  }
}
