package io.github.wirespeed.client;

/** What sockets are told before they connect. Immutable. */
public final class SocketSettings {
  /** The platform's buffers, {@code TCP_NODELAY} on. */
  public static final SocketSettings DEFAULTS = new SocketSettings();

  private SocketSettings() {}
}
