package io.github.wirespeed.protocol;

import java.nio.ByteBuffer;

/**
 * The frames of one message as a server sends them: not masked (RFC 6455 5.1), so the same bytes
 * for every client. Immutable; any thread.
 */
public final class EncodedMessage {
  private final byte[] frames;
  private final int stride; // length of each frame but the last
  private final int payloadBytes;
  private final boolean deflated;

  private EncodedMessage(byte[] frames, int stride, int payloadBytes, boolean deflated) {
    this.frames = frames;
    this.stride = stride;
    this.payloadBytes = payloadBytes;
    this.deflated = deflated;
  }

  /**
   * A message as it is.
   *
   * @param opcode text or binary
   * @param payload its position moves to its limit
   * @param fragmentSize most bytes of payload in a frame
   */
  public static EncodedMessage of(Opcode opcode, ByteBuffer payload, int fragmentSize) {
    return of(opcode.code(), payload, payload.remaining(), fragmentSize, false);
  }

  /**
   * A message whose payload was {@linkplain MessageDeflater#whole compressed} without reference to
   * any other.
   *
   * @param payload compressed; its position moves to its limit
   * @param payloadBytes how many bytes it has uncompressed
   * @param fragmentSize as above
   */
  public static EncodedMessage deflated(
      Opcode opcode, ByteBuffer payload, int payloadBytes, int fragmentSize) {
    // RFC 7692 6: the bit is set on the first frame, and on no other.
    return of(opcode.code() | FrameHeader.RSV1, payload, payloadBytes, fragmentSize, true);
  }

  private static EncodedMessage of(
      int firstByte, ByteBuffer payload, int payloadBytes, int fragmentSize, boolean deflated) {
    int length = payload.remaining();
    int full = Math.max(0, length - 1) / fragmentSize; // frames before the last
    int stride = full == 0 ? 0 : FrameHeader.length(fragmentSize, false) + fragmentSize;
    int last = length - full * fragmentSize;
    long total = (long) full * stride + FrameHeader.length(last, false) + last;
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(total));
    int next = firstByte;
    for (int i = 0; i < full; i++) {
      frame(out, next, payload, fragmentSize);
      next = Opcode.CONTINUATION.code();
    }
    frame(out, next | FrameHeader.FIN, payload, last);
    return new EncodedMessage(
        out.array(), full == 0 ? out.capacity() : stride, payloadBytes, deflated);
  }

  private static void frame(ByteBuffer out, int firstByte, ByteBuffer payload, int length) {
    FrameHeader.write(out, firstByte, length);
    out.put(out.position(), payload, payload.position(), length);
    out.position(out.position() + length);
    payload.position(payload.position() + length);
  }

  /** Bytes of all frames. */
  public int length() {
    return frames.length;
  }

  /** Bytes of the message's payload, before it was compressed. */
  public int payloadBytes() {
    return payloadBytes;
  }

  /** Whether it is compressed. */
  public boolean deflated() {
    return deflated;
  }

  /** The payload of a message that is one frame and not compressed: a view of it. */
  public ByteBuffer payload() {
    return ByteBuffer.wrap(frames, frames.length - payloadBytes, payloadBytes);
  }

  /** Where the frame ends that has the byte at an index. */
  public int frameEnd(int index) {
    return (int) Math.min(frames.length, (index / stride + 1L) * stride);
  }

  /** Puts what lies between two indexes. */
  public void put(int from, int to, ByteBuffer out) {
    out.put(frames, from, to - from);
  }
}
