package io.github.wirespeed.server;

import java.io.IOException;

/**
 * A publication that a {@link Backplane} does not answer for. This server's own subscribers have it
 * all the same.
 */
public final class BackplaneException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean mayHaveArrived;

  private BackplaneException(String message, boolean mayHaveArrived, Throwable cause) {
    super(message, cause);
    this.mayHaveArrived = mayHaveArrived;
  }

  /**
   * The other servers do not get it.
   *
   * @param cause null for none
   */
  public static BackplaneException notPublished(String why, Throwable cause) {
    return new BackplaneException("not published to other servers: " + why, false, cause);
  }

  /**
   * The other servers, or some of them, may have got it or not.
   *
   * @param cause null for none
   */
  public static BackplaneException unknown(String why, Throwable cause) {
    return new BackplaneException(
        "unknown whether it was published to other servers: " + why, true, cause);
  }

  /**
   * Whether other servers may have got it, so that to publish it again may double it; else none of
   * them has, and none will.
   */
  public boolean mayHaveArrived() {
    return mayHaveArrived;
  }
}
