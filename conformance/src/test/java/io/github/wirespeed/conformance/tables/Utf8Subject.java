package io.github.wirespeed.conformance.tables;

import io.github.wirespeed.protocol.Utf8Validator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Asks the library's validator about a few bytes that lie in longer text: ASCII in front of them
 * and behind, so that whatever takes several bytes at a time meets them at every offset, and
 * outside of the text bytes that would be dead if they were looked at.
 */
final class Utf8Subject {
  /** Most bytes of ASCII in front or behind: more than what takes a word at a time turns on. */
  static final int MARGIN = 16;

  private final int length;
  private final Utf8Validator validator = new Utf8Validator();
  // By how much is in front and behind: nothing is to be written but the bytes in question.
  private final ByteBuffer[][] buffers = new ByteBuffer[MARGIN + 1][MARGIN + 1];

  /** For sequences of so many bytes. */
  Utf8Subject(int length) {
    this.length = length;
    for (int front = 0; front <= MARGIN; front++) {
      for (int behind = 0; behind <= MARGIN; behind++) {
        buffers[front][behind] = buffer(front, behind);
      }
    }
  }

  private ByteBuffer buffer(int front, int behind) {
    int end = front + length + behind;
    int capacity = end + MARGIN;
    ByteBuffer buffer =
        switch ((front + behind) % 3) {
          case 0 -> ByteBuffer.allocate(capacity);
          case 1 -> ByteBuffer.allocateDirect(capacity);
          default -> ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
        };
    byte outside = front % 2 == 0 ? (byte) 0xFF : (byte) 'z';
    for (int i = 0; i < capacity; i++) {
      buffer.put(i, i < end ? (byte) 'a' : outside);
    }
    return buffer;
  }

  /** Which byte is bad, counted from the start of the given ones; negative where none is. */
  int deadAt(byte[] bytes, int front, int behind) {
    ByteBuffer buffer = buffers[front][behind];
    for (int i = 0; i < length; i++) {
      buffer.put(front + i, bytes[i]);
    }
    validator.reset();
    int bad = validator.validate(buffer, 0, front + length + behind);
    return bad < 0 ? -1 : bad - front;
  }

  /** The same with each byte in a call of its own. */
  int deadAtInBytes(byte[] bytes) {
    ByteBuffer buffer = buffers[0][0];
    validator.reset();
    for (int i = 0; i < length; i++) {
      buffer.put(i, bytes[i]);
      int bad = validator.validate(buffer, i, i + 1);
      if (bad >= 0) {
        return bad;
      }
    }
    return -1;
  }

  /** Whether the text that was asked about last, and was not bad, may end there. */
  boolean complete() {
    return validator.complete();
  }

  /** Whether the text that was asked about last, and was not bad, was ASCII. */
  boolean ascii() {
    return validator.ascii();
  }
}
