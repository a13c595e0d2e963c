package io.github.wirespeed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A received message where it lies in the connection's buffer: nothing was copied for it. There is
 * one per connection, which the next call that receives fills anew; keep a copy, never the view.
 */
public final class MessageView {
  /** Room to decode text in that is kept for the next message. */
  private static final int KEPT = 1 << 20;

  // Reader only, all below.
  private boolean text;
  private boolean ascii;
  private ByteBuffer source;

  // A message lies in the buffer that was read or in the one where it was gathered: the read-only
  // faces of the last two, so that going to and fro allocates nothing.
  private ByteBuffer faced;
  private ByteBuffer face;
  private ByteBuffer otherFaced;
  private ByteBuffer otherFace;
  private byte[] scratch = new byte[0];

  MessageView() {}

  /** Shows a message; of text, {@code ascii} says that all of it is below 0x80. */
  MessageView show(boolean isText, boolean isAscii, ByteBuffer payload) {
    text = isText;
    ascii = isAscii;
    source = payload;
    return this;
  }

  /** Shows a message that was kept. */
  MessageView show(Message message) {
    return message.isText()
        ? show(true, false, ByteBuffer.wrap(message.text().getBytes(StandardCharsets.UTF_8)))
        : show(false, false, ByteBuffer.wrap(message.bytes()));
  }

  /** Whether it is text, else binary. */
  public boolean isText() {
    return text;
  }

  /** How many bytes the payload has. */
  public int size() {
    return source.remaining();
  }

  /**
   * The payload, read-only; of a text message the UTF-8, which is valid. It lies between position
   * and limit, somewhere in a larger buffer: index 0 is not its start. Position and limit are the
   * caller's to move; each call sets them anew.
   */
  @SuppressWarnings("ReferenceEquality") // the same buffer, not one with equal bytes
  public ByteBuffer payload() {
    ByteBuffer now = source;
    if (faced != now) {
      ByteBuffer known = otherFaced == now ? otherFace : now.asReadOnlyBuffer();
      otherFaced = faced;
      otherFace = face;
      faced = now;
      face = known;
    }
    return face.limit(now.limit()).position(now.position());
  }

  /**
   * The text, as a new string.
   *
   * @throws IllegalStateException if the message is binary
   */
  public String text() {
    if (!text) {
      throw new IllegalStateException("a binary message of " + size() + " bytes");
    }
    return decode();
  }

  /** The payload, as a new array. */
  public byte[] bytes() {
    byte[] copy = new byte[source.remaining()];
    source.get(source.position(), copy);
    return copy;
  }

  /** The message as one to keep. */
  public Message toMessage() {
    return text ? new Message.Text(decode()) : new Message.Binary(bytes());
  }

  private String decode() {
    int length = source.remaining();
    byte[] into = length <= scratch.length ? scratch : new byte[length];
    if (length <= KEPT) {
      scratch = into;
    }
    source.get(source.position(), into, 0, length);
    // Already validated: where all of it is ASCII, the cheaper of two equal decoders.
    return new String(
        into, 0, length, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }
}
