package io.github.wirespeed;

import java.time.Duration;
import java.util.List;

/** How long a server that refused wants to be left alone (RFC 9110 10.2.3). */
final class RetryAfter {
  /** Whoever asks for more is taken to mean a day. */
  static final Duration MOST = Duration.ofDays(1);

  private RetryAfter() {}

  /** What the failure of an attempt says about it; zero where it says nothing. */
  static Duration of(Throwable failure) {
    if (!(failure instanceof HandshakeException refused)) {
      return Duration.ZERO;
    }
    List<String> values = refused.headers().get("Retry-After");
    Duration asked = values == null || values.isEmpty() ? Duration.ZERO : seconds(values.get(0));
    return asked.compareTo(MOST) > 0 ? MOST : asked;
  }

  private static Duration seconds(String value) {
    String digits = value.strip();
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Duration.ZERO;
    }
    // More digits than a century has are no number that is worth reading.
    return digits.length() > 10 ? MOST : Duration.ofSeconds(Long.parseLong(digits));
  }
}
