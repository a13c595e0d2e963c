package io.github.wirespeed.nats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.wirespeed.Message;
import io.github.wirespeed.server.Publication;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A publication as the payload of a message of NATS.
 *
 * <pre>
 *   1 byte    version 1 in the upper half; in the lower one 1: text, 2: has a key
 *   8 bytes   origin: which backplane it comes from
 *   4 bytes   length of the key     } only with a key, which is escaped
 *   n bytes   the key               } as a topic in a subject is
 *   the rest  the message, text in UTF-8
 * </pre>
 *
 * <p>The broker sends nothing back to the connection that it came from; the origin is for what an
 * earlier connection of the same backplane still had under way. Immutable; any thread.
 */
final class Envelope {
  private static final int VERSION_1 = 0x10;
  private static final int TEXT = 1;
  private static final int KEYED = 2;
  private static final int HEADER = 1 + Long.BYTES;

  private final long origin = ThreadLocalRandom.current().nextLong();

  /**
   * The payload.
   *
   * @throws IllegalArgumentException if the text has no UTF-8
   */
  byte[] seal(Publication publication) {
    Message message = publication.message();
    byte[] body = message.isText() ? utf8(message.text()) : message.bytes();
    byte[] key =
        publication.key() == null ? null : Subjects.escape(publication.key()).getBytes(US_ASCII);
    ByteBuffer payload =
        ByteBuffer.allocate(HEADER + (key == null ? 0 : Integer.BYTES + key.length) + body.length);
    payload.put((byte) (VERSION_1 | (message.isText() ? TEXT : 0) | (key == null ? 0 : KEYED)));
    payload.putLong(origin);
    if (key != null) {
      payload.putInt(key.length).put(key);
    }
    return payload.put(body).array();
  }

  /**
   * What another backplane sealed; null if it was this one.
   *
   * @throws IllegalArgumentException if the payload is not one
   */
  Publication open(String topic, byte[] payload) {
    try {
      ByteBuffer rest = ByteBuffer.wrap(payload);
      int kind = rest.get() & 0xFF;
      if ((kind & ~(TEXT | KEYED)) != VERSION_1) {
        throw new IllegalArgumentException(
            "a payload begins with 0x%02x, which this version does not know".formatted(kind));
      }
      if (rest.getLong() == origin) {
        return null;
      }
      String key = (kind & KEYED) == 0 ? null : key(rest);
      Message message =
          (kind & TEXT) == 0
              ? new Message.Binary(bytes(rest, rest.remaining()))
              : new Message.Text(UTF_8.newDecoder().decode(rest).toString());
      return new Publication(topic, key, message);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a payload of " + payload.length + " bytes is cut off", e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text is not UTF-8: " + e.getMessage(), e);
    }
  }

  private static String key(ByteBuffer rest) {
    int length = rest.getInt();
    if (length < 0 || length > rest.remaining()) {
      throw new IllegalArgumentException(
          "a key of " + length + " bytes, where " + rest.remaining() + " are left");
    }
    return Subjects.unescape(new String(bytes(rest, length), US_ASCII));
  }

  private static byte[] bytes(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  /** {@code getBytes} would quietly make a question mark of half a pair. */
  private static byte[] utf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException(
              "character %d of a text, U+%04X, is half a pair".formatted(i, (int) c));
        }
        i++;
      }
    }
    return text.getBytes(UTF_8);
  }
}
