package io.github.wirespeed.client;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * When a server wants to be asked again (RFC 9110 10.2.3). It may name a time by the clock on its
 * wall; what that is from now is counted from the response's own Date, as ours may be another.
 * Stateless.
 */
public final class RetryAfter {
  /** Longer is no answer, and would overflow somewhere. */
  private static final Duration MOST = Duration.ofDays(365);

  // RFC 9110 5.6.7: one form is written, two obsolete ones must be read as well.
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US).withZone(ZoneOffset.UTC);
  private static final String RFC_850_DAY = "EEEE, dd-MMM-";
  private static final String RFC_850_TIME = " HH:mm:ss 'GMT'";

  private RetryAfter() {}

  /**
   * How long to wait, from the moment of the response.
   *
   * @param headers of a response, by name in any case
   * @return zero to a year; empty if it does not say so, in a way that can be read
   */
  public static Optional<Duration> of(Map<String, List<String>> headers) {
    List<String> values = headers.getOrDefault("Retry-After", List.of());
    if (values.size() != 1) {
      return Optional.empty();
    }
    String value = values.get(0);
    if (isNumber(value)) {
      return Optional.of(seconds(value));
    }
    ZonedDateTime now = first(headers.getOrDefault("Date", List.of()));
    if (now == null) {
      return Optional.empty();
    }
    ZonedDateTime then = date(value, now);
    return then == null ? Optional.empty() : Optional.of(bounded(Duration.between(now, then)));
  }

  private static boolean isNumber(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return !value.isEmpty();
  }

  private static Duration seconds(String digits) {
    long seconds = 0;
    for (int i = 0; i < digits.length(); i++) {
      seconds = Math.min(seconds * 10 + (digits.charAt(i) - '0'), MOST.toSeconds());
    }
    return Duration.ofSeconds(seconds);
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MOST) > 0 ? MOST : wait;
  }

  /** The response's Date, which is written in the one form by everybody who writes one. */
  private static ZonedDateTime first(List<String> dates) {
    return dates.size() == 1 ? parsed(dates.get(0), DateTimeFormatter.RFC_1123_DATE_TIME) : null;
  }

  private static ZonedDateTime date(String value, ZonedDateTime now) {
    ZonedDateTime date = parsed(value, DateTimeFormatter.RFC_1123_DATE_TIME);
    if (date == null) {
      date = parsed(value, ASCTIME);
    }
    return date == null ? parsed(value, rfc850(now)) : date;
  }

  /** RFC 9110 5.6.7: a year of two digits is never more than 50 years ahead. */
  private static DateTimeFormatter rfc850(ZonedDateTime now) {
    return new DateTimeFormatterBuilder()
        .appendPattern(RFC_850_DAY)
        .appendValueReduced(ChronoField.YEAR, 2, 2, now.getYear() - 49)
        .appendPattern(RFC_850_TIME)
        .toFormatter(Locale.US)
        .withZone(ZoneOffset.UTC);
  }

  private static ZonedDateTime parsed(String value, DateTimeFormatter form) {
    try {
      return ZonedDateTime.parse(value, form);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
