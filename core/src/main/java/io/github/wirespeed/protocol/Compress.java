package io.github.wirespeed.protocol;

/** Whether a message is to be compressed, where that is negotiated. */
public enum Compress {
  /** If it has as many bytes as the threshold, or nobody knows how many. */
  BY_SIZE,
  /** Whatever its size. */
  YES,
  /** Not, as it is compressed already, or secret. */
  NO;

  /** The user's word. */
  public static Compress of(boolean wanted) {
    return wanted ? YES : NO;
  }
}
