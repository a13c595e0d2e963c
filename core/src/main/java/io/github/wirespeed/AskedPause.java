package io.github.wirespeed;

import java.time.Duration;

/** How long a server that refused wants to be left alone, within reason. */
final class AskedPause {
  /** Whoever asks for more is taken to mean a day. */
  static final Duration MOST = Duration.ofDays(1);

  private AskedPause() {}

  /** What the failure of an attempt says about it; zero where it says nothing. */
  static Duration of(Throwable failure) {
    Duration asked =
        failure instanceof HandshakeException refused
            ? refused.retryAfter().orElse(Duration.ZERO)
            : Duration.ZERO;
    return asked.compareTo(MOST) > 0 ? MOST : asked;
  }
}
