package io.github.wirespeed;

/** How a connection finds out that its peer is gone. Immutable: every method gives a copy. */
public final class Keepalive {
  private static final Keepalive OFF = new Keepalive();

  private Keepalive() {}

  /** Nothing is sent on its own, and nothing is watched. */
  public static Keepalive off() {
    return OFF;
  }
}
