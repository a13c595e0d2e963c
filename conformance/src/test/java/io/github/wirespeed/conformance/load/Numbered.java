package io.github.wirespeed.conformance.load;

import io.github.wirespeed.Message;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Messages that say who sent them and as which, and whose content follows from that; and the check
 * that each sender's arrive once, in order and unchanged. Any thread.
 */
final class Numbered {
  private static final int HEADER = 2 * Integer.BYTES;
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz\u00e9\u20ac";

  // The next number that is expected of each sender.
  private final AtomicIntegerArray next;

  Numbered(int senders) {
    next = new AtomicIntegerArray(senders);
  }

  /** A message of about so many bytes. */
  static Message message(boolean text, int sender, int number, int size) {
    return text
        ? new Message.Text(text(sender, number, size))
        : new Message.Binary(binary(sender, number, size));
  }

  private static String text(int sender, int number, int size) {
    StringBuilder text = new StringBuilder(size + 16);
    text.append(sender).append(':').append(number).append(':').append(size).append(':');
    int at = (sender * 31 + number) % ALPHABET.length();
    String rotated = ALPHABET.substring(at) + ALPHABET.substring(0, at);
    return text.append(rotated.repeat(size / ALPHABET.length())).toString();
  }

  private static byte[] binary(int sender, int number, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + size).putInt(sender).putInt(number);
    int filler = sender * 31 + number * 7;
    while (bytes.hasRemaining()) {
      bytes.put((byte) filler++);
    }
    return bytes.array();
  }

  /** A message came: it must be the next one of its sender. For one receiver at a time. */
  void arrived(Message message) {
    long who = parse(message);
    int sender = (int) (who >> 32);
    int number = (int) who;
    int expected = next.getAndIncrement(sender);
    if (number != expected) {
      throw new AssertionError(
          "message " + number + " of sender " + sender + " came for " + expected);
    }
  }

  /**
   * Checks the content.
   *
   * @return the sender in the upper half, the number in the lower
   */
  static long parse(Message message) {
    int sender;
    int number;
    Message made;
    if (message.isText()) {
      String[] parts = message.text().split(":", 4);
      sender = Integer.parseInt(parts[0]);
      number = Integer.parseInt(parts[1]);
      made = message(true, sender, number, Integer.parseInt(parts[2]));
    } else {
      ByteBuffer bytes = ByteBuffer.wrap(message.bytes());
      sender = bytes.getInt();
      number = bytes.getInt();
      made = message(false, sender, number, bytes.remaining());
    }
    if (!made.equals(message)) {
      throw new AssertionError("message " + number + " of sender " + sender + " is changed");
    }
    return (long) sender << 32 | number;
  }

  /** How many of each sender's came. */
  int[] counts() {
    int[] counts = new int[next.length()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = next.get(i);
    }
    return counts;
  }
}
