package io.github.wirespeed;

/**
 * Thrown once for each gap by the receive that comes to it, where {@link Reconnect#failAtGap} asked
 * for it. The next receive goes on behind the gap.
 */
public final class GapException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  private final transient Gap gap;

  GapException(Gap gap) {
    super("messages may be missing: " + gap, gap.lost());
    this.gap = gap;
  }

  /** What happened. */
  public Gap gap() {
    return gap;
  }
}
