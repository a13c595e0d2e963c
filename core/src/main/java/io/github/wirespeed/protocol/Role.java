package io.github.wirespeed.protocol;

/**
 * Which end of the connection this side is. The one parameter by which the protocol differs: who
 * masks (RFC 6455 5.1) and who closes the TCP connection first (RFC 6455 7.1.1).
 */
public enum Role {
  /** Opened the connection; masks every frame that it sends. */
  CLIENT,
  /** Accepted the connection; never masks, closes TCP first. */
  SERVER;

  /** Whether frames sent by this side carry a masking key. */
  public boolean masks() {
    return this == CLIENT;
  }

  /** Whether frames received by this side must carry a masking key. */
  public boolean peerMasks() {
    return this == SERVER;
  }

  /** The other end. */
  public Role peer() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
