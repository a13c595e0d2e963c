package io.github.wirespeed;

import java.io.IOException;

/** A failure of the WebSocket protocol, as opposed to one of the network below it. */
public class WebSocketException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what went wrong. */
  public WebSocketException(String message) {
    super(message);
  }

  /** With what went wrong and why. */
  public WebSocketException(String message, Throwable cause) {
    super(message, cause);
  }
}
