package io.github.wirespeed;

import io.github.wirespeed.protocol.EncodedMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Messages one behind the other in one buffer, as those connections get them that compress alike.
 * Loop thread only.
 */
final class LaidMessages {
  private static final int FEW = 16;

  private final SharedDeflate deflate; // null where nothing is compressed
  private final int fragmentSize;
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
  private EncodedMessage[] messages = new EncodedMessage[FEW];
  private int[] ends = new int[FEW]; // where in the bytes each of them ends
  private long[] payloads = new long[FEW]; // bytes of payload up to there
  private int count;
  private boolean deflated;

  LaidMessages(SharedDeflate deflate, int fragmentSize) {
    this.deflate = deflate;
    this.fragmentSize = fragmentSize;
  }

  boolean isFor(SharedDeflate itsDeflate, int itsFragmentSize) {
    return fragmentSize == itsFragmentSize && Objects.equals(deflate, itsDeflate);
  }

  /** Lays messages; the others are gone. */
  void lay(List<PreparedMessage> all) {
    count = all.size();
    if (count > ends.length) {
      messages = new EncodedMessage[2 * count];
      ends = new int[2 * count];
      payloads = new long[2 * count];
    }
    int end = 0;
    long payload = 0;
    for (int i = 0; i < count; i++) {
      messages[i] = all.get(i).encoded(deflate, fragmentSize);
      end += messages[i].length();
      ends[i] = end;
      payload += messages[i].payloadBytes();
      payloads[i] = payload;
    }
    if (bytes.capacity() < end) {
      bytes = ByteBuffer.allocateDirect(Integer.highestOneBit(Math.max(1, end - 1)) << 1);
    }
    bytes.clear();
    deflated = false;
    for (int i = 0; i < count; i++) {
      messages[i].put(0, messages[i].length(), bytes);
      deflated |= messages[i].deflated();
    }
    bytes.flip();
  }

  /** Forgets the messages, and keeps the buffer unless it is larger than most will need. */
  void clear(int most) {
    Arrays.fill(messages, 0, count, null);
    count = 0;
    if (bytes.capacity() > most) {
      bytes = ByteBuffer.allocateDirect(0);
    }
  }

  boolean isLaid() {
    return count > 0;
  }

  int count() {
    return count;
  }

  /** Whether any of them is compressed. */
  boolean deflated() {
    return deflated;
  }

  /** All of them, from the first byte. The next call begins there anew. */
  ByteBuffer bytes() {
    return bytes.position(0);
  }

  EncodedMessage message(int index) {
    return messages[index];
  }

  /** Where in the bytes a message begins. */
  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** How many of them end in so many bytes. */
  int endingBy(int written) {
    if (written == bytes.limit()) {
      return count;
    }
    int at = Arrays.binarySearch(ends, 0, count, written);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** The bytes of payload of so many messages, from the first. */
  long payloadBytes(int first) {
    return first == 0 ? 0 : payloads[first - 1];
  }
}
