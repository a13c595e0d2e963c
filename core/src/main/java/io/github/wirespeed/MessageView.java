package io.github.wirespeed;

import io.github.wirespeed.protocol.InboundBuffer;
import io.github.wirespeed.protocol.ReadHalf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A received message where it lies in the connection's buffer: nothing was copied for it. There is
 * one per connection, which the next call that receives fills anew; keep a copy, never the view.
 */
public final class MessageView {
  /** Room to decode text in that is kept for the next message. */
  private static final int KEPT = 1 << 20;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  // Reader only, all below.
  private boolean text;
  private boolean ascii;
  private boolean kept; // not in the connection's buffer
  private ByteBuffer source = NOTHING;
  private long readAt;

  // A message lies in the buffer that was read or in the one where it was gathered: the read-only
  // faces of the last two, so that going to and fro allocates nothing.
  private ByteBuffer faced;
  private ByteBuffer face;
  private ByteBuffer otherFaced;
  private ByteBuffer otherFace;
  private byte[] scratch = new byte[0];

  private final ReadHalf half;
  private final InboundBuffer in;

  MessageView(ReadHalf half, InboundBuffer in) {
    this.half = half;
    this.in = in;
  }

  /** A buffer is replaced: the old one, of which this may be a face, is to be freed. */
  void bufferReplaced() {
    source = NOTHING;
    faced = null;
    face = null;
    otherFaced = null;
    otherFace = null;
  }

  /** Bytes were read, at this time of {@code System.nanoTime()}. */
  void readAt(long nanos) {
    readAt = nanos;
  }

  /** Shows a message; of text, {@code ascii} says that all of it is below 0x80. */
  MessageView show(boolean isText, boolean isAscii, ByteBuffer payload) {
    kept = false;
    text = isText;
    ascii = isAscii;
    source = payload;
    return this;
  }

  /** Shows a message that was kept. */
  MessageView show(Message message) {
    ByteBuffer payload =
        ByteBuffer.wrap(
            message.isText() ? message.text().getBytes(StandardCharsets.UTF_8) : message.bytes());
    show(message.isText(), false, payload);
    kept = true;
    return this;
  }

  /** Whether it is text, else binary. */
  public boolean isText() {
    return text;
  }

  /** Whether it is text all of whose characters are ASCII: then a byte is a character. */
  public boolean isAscii() {
    if (text && !ascii && kept) {
      ascii = asciiOnly();
    }
    return text && ascii;
  }

  /**
   * Whether no whole message lies behind this one in what was read so far: the moment to act on
   * what a batch brought, before the socket is read again.
   */
  public boolean isLastInBatch() {
    return kept || !half.messageBehind(in.bytes());
  }

  /** When the last of its bytes was read from the socket, of {@code System.nanoTime()}. */
  public long readNanoTime() {
    return readAt;
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
   * A byte of the payload.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if the payload is not that long
   */
  public byte byteAt(int index) {
    Objects.checkIndex(index, source.remaining());
    return source.get(source.position() + index);
  }

  /**
   * Copies the payload.
   *
   * @return how many bytes were copied: {@link #size}
   * @throws IndexOutOfBoundsException if they do not fit
   */
  public int copyTo(byte[] target, int offset) {
    int length = source.remaining();
    source.get(source.position(), target, offset, length);
    return length;
  }

  /** Whether it is a text message that reads so; no string is made. */
  public boolean contentEquals(CharSequence other) {
    if (!text) {
      return false;
    }
    if (!isAscii()) {
      return decode().contentEquals(other);
    }
    int length = source.remaining();
    if (other.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (source.get(source.position() + i) != other.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean asciiOnly() {
    for (int i = source.position(); i < source.limit(); i++) {
      if (source.get(i) < 0) {
        return false;
      }
    }
    return true;
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
