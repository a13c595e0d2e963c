package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.protocol.Utf8Validator;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8, against the JDK's decoder: valid, cut, or bad; whole, and in two at the first byte. */
public final class Utf8Target {
  private static final CharsetDecoder DECODER =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private Utf8Target() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    ByteBuffer text = ByteBuffer.wrap(data, 1, data.length - 1).slice();
    int length = text.remaining();
    CharBuffer chars = CharBuffer.allocate(length);
    CoderResult result = DECODER.reset().decode(text, chars, false);
    boolean bad = result.isError();
    int taken = text.position();
    text.position(0);

    Utf8Validator validator = new Utf8Validator();
    int found = validator.validate(text, 0, length);
    if (bad) {
      Wire.check(found >= taken && found <= taken + 3, found + " in one bad from " + taken);
    } else {
      // The JDK waits for more where no more could help: a lead that is followed by a dead byte.
      Wire.check(found < 0 || found >= taken, found + " in one good up to " + taken);
      if (found < 0) {
        Wire.same(validator.complete(), taken == length, "complete");
      }
    }
    int cut = length == 0 ? 0 : (data[0] & 0xFF) % length;
    validator.reset();
    int first = validator.validate(text, 0, cut);
    int second = first >= 0 ? first : validator.validate(text, cut, length);
    Wire.same(second, found, "cut at " + cut);
    if (found < 0) {
      boolean ascii = true;
      for (int i = 0; i < length; i++) {
        ascii &= text.get(i) >= 0;
      }
      Wire.same(validator.ascii(), ascii, "ascii");
    }
  }
}
