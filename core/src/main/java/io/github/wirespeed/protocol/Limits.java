package io.github.wirespeed.protocol;

/**
 * How much one message may cost this side, whatever the peer declares.
 *
 * @param message most bytes of a message, over all its fragments; beyond it 1009
 * @param frame most bytes of a single frame's payload, checked when its header is read; beyond it
 *     1009
 * @param fragments most frames of one message with less than {@link #LARGE_FRAGMENT} bytes of
 *     payload, empty ones counted; beyond it 1008
 */
public record Limits(int message, int frame, int fragments) {
  /**
   * From so many bytes of payload a fragment is not counted: what it costs us is in proportion to
   * what it costs the peer, and the message limit bounds how many there are.
   */
  public static final int LARGE_FRAGMENT = 64;

  /** 16 MiB: a client chose its server. */
  public static final Limits CLIENT = new Limits(16 << 20, 16 << 20, 16_384);

  /** 1 MiB: a server takes whoever comes. */
  public static final Limits SERVER = new Limits(1 << 20, 1 << 20, 16_384);

  /** Refuses limits that no message could pass. */
  public Limits {
    if (message < 0 || frame < 0 || fragments < 1) {
      throw new IllegalArgumentException(
          "limits must not be negative, fragments at least 1: message "
              + message
              + ", frame "
              + frame
              + ", fragments "
              + fragments);
    }
  }

  /**
   * What a message, or frame, of so many bytes may take when it is compressed: no more than that,
   * most likely, but what cannot be compressed grows a little, the more often the sender flushes.
   */
  static long compressed(int bytes) {
    return 64L + bytes + (bytes >> 4);
  }

  /** The same with another bound on messages and, as a frame cannot be larger, on frames. */
  public Limits withMessage(int bytes) {
    return new Limits(bytes, bytes, fragments);
  }
}
