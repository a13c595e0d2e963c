package io.github.wirespeed.bench.peers;

/** What a server is there for. */
public enum Service {
  /** Every message goes back. */
  ECHO,
  /**
   * The message "subscribe" is answered with "subscribed", and from then on the connection gets
   * what is published. The message of a {@link Publications} begins that.
   */
  FANOUT
}
