package io.github.wirespeed;

/**
 * A {@link Keepalive} found the peer dead, or its feed: the cause of a {@link
 * ConnectionClosedException}. Its message says what was waited for, and for how long.
 */
public final class KeepaliveException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  KeepaliveException(String message) {
    super(message);
  }
}
