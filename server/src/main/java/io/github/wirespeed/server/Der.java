package io.github.wirespeed.server;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** As much of DER (ITU-T X.690) as a certificate is written in: each value with its tag. */
final class Der {
  /** In front of the members of a {@code SEQUENCE} that have a number, and are wrapped. */
  private static final int EXPLICIT = 0xA0;

  /** Likewise, where the number is in place of the value's own tag. */
  private static final int IMPLICIT = 0x80;

  private static final Pattern DOT = Pattern.compile("\\.");
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("uuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... members) {
    return value(0x30, members);
  }

  static byte[] set(byte[]... members) {
    return value(0x31, members);
  }

  static byte[] explicit(int number, byte[] member) {
    return value(EXPLICIT | number, member);
  }

  static byte[] implicit(int number, byte[] content) {
    return value(IMPLICIT | number, content);
  }

  static byte[] integer(BigInteger number) {
    return value(0x02, number.toByteArray());
  }

  static byte[] yes() {
    return value(0x01, new byte[] {(byte) 0xFF});
  }

  static byte[] octets(byte[] content) {
    return value(0x04, content);
  }

  /**
   * A {@code BIT STRING}.
   *
   * @param unused bits at its end
   */
  static byte[] bits(int unused, byte[] content) {
    return value(0x03, new byte[] {(byte) unused}, content);
  }

  static byte[] text(String text) {
    return value(0x0C, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Of a year before 2050. */
  static byte[] time(Instant when) {
    return value(0x17, ascii(UTC_TIME.format(when)));
  }

  /** An object identifier, such as 2.5.4.3. */
  static byte[] oid(String dotted) {
    String[] parts = DOT.split(dotted, -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(40 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]));
    for (int i = 2; i < parts.length; i++) {
      int number = Integer.parseInt(parts[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (number >>> shift != 0) {
          out.write(0x80 | (number >>> shift & 0x7F));
        }
      }
      out.write(number & 0x7F);
    }
    return value(0x06, out.toByteArray());
  }

  private static byte[] value(int tag, byte[]... content) {
    int length = 0;
    for (byte[] part : content) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int zero = digits[0] == 0 ? 1 : 0; // of the sign
      out.write(0x80 | (digits.length - zero));
      out.write(digits, zero, digits.length - zero);
    }
    for (byte[] part : content) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
