package io.github.wirespeed;

/**
 * The peer broke RFC 6455. The connection ended by it; whoever uses it sees a {@link
 * ConnectionClosedException} that has this as its cause.
 */
public final class ProtocolViolationException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  private final int closeCode;

  ProtocolViolationException(int closeCode, String what) {
    super(what);
    this.closeCode = closeCode;
  }

  /** The close code that the peer was told: 1002, 1007, 1008 or 1009. */
  public int closeCode() {
    return closeCode;
  }
}
