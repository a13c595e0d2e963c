package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Payload in, frames out (RFC 6455 5.2, 5.3). A client's payload is copied and then masked, with a
 * key of its own for every frame; the caller's bytes are never changed.
 *
 * <p>Owned by the one thread that writes.
 */
public final class FrameEncoder {
  private final Role role;
  private final MaskingKeys keys;

  /**
   * An encoder.
   *
   * @param keys asked only by a {@link Role#CLIENT}
   */
  public FrameEncoder(Role role, MaskingKeys keys) {
    this.role = Objects.requireNonNull(role, "role");
    this.keys = Objects.requireNonNull(keys, "keys");
  }

  /** Most bytes that a frame with such a payload takes. */
  public int frameLength(int payloadLength) {
    return FrameHeader.length(payloadLength, role.masks()) + payloadLength;
  }

  /**
   * Encodes one frame.
   *
   * @param firstByte FIN, reserved bits and opcode
   * @param payload its position moves by {@code length}
   * @param out big-endian, with room for {@link #frameLength}
   */
  public void frame(int firstByte, ByteBuffer payload, int length, ByteBuffer out) {
    if (!role.masks()) {
      FrameHeader.write(out, firstByte, length);
      copy(payload, length, out);
      return;
    }
    int key = keys.next();
    FrameHeader.writeMasked(out, firstByte, length, key);
    int at = out.position();
    copy(payload, length, out);
    Masker.mask(out, at, at + length, key, 0);
  }

  /**
   * Encodes the header of a frame whose payload the caller sends itself, from where it lies.
   *
   * @throws IllegalStateException if this role masks, as the payload must then be copied
   */
  void header(int firstByte, int length, ByteBuffer out) {
    refuseIfMasking();
    FrameHeader.write(out, firstByte, length);
  }

  /**
   * What is sent as it lies must not be masked.
   *
   * @throws IllegalStateException if this role masks
   */
  void refuseIfMasking() {
    if (role.masks()) {
      throw new IllegalStateException("a " + role + " masks its payload (RFC 6455 5.3)");
    }
  }

  private static void copy(ByteBuffer from, int length, ByteBuffer to) {
    to.put(to.position(), from, from.position(), length).position(to.position() + length);
    from.position(from.position() + length);
  }

  /**
   * Makes room for the header of a frame whose payload is written next, straight into {@code out}.
   *
   * @param expectedLength the payload's likely length; a wrong guess costs a move in {@link #end}
   * @return what {@link #end} wants to know
   */
  int begin(ByteBuffer out, int expectedLength) {
    int start = out.position();
    out.position(start + FrameHeader.length(expectedLength, role.masks()));
    return start;
  }

  /** Puts the header in front of the payload that lies between {@link #begin} and here. */
  void end(ByteBuffer out, int start, int expectedLength, int firstByte) {
    int guessed = FrameHeader.length(expectedLength, role.masks());
    int length = out.position() - start - guessed;
    int header = FrameHeader.length(length, role.masks());
    if (header != guessed) {
      out.put(start + header, out, start + guessed, length);
    }
    out.position(start);
    if (role.masks()) {
      int key = keys.next();
      FrameHeader.writeMasked(out, firstByte, length, key);
      Masker.mask(out, start + header, start + header + length, key, 0);
    } else {
      FrameHeader.write(out, firstByte, length);
    }
    out.position(start + header + length);
  }
}
