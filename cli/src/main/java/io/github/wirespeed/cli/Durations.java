package io.github.wirespeed.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as they are typed: 250ms, 10s, 1.5s, 2m, 23h. */
final class Durations implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h)");
  private static final Map<String, Long> MICROS =
      Map.of("ms", 1_000L, "s", 1_000_000L, "m", 60_000_000L, "h", 3_600_000_000L);

  @Override
  public Duration convert(String typed) {
    Matcher form = FORM.matcher(typed.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new TypeConversionException("'" + typed + "' is not a time such as 250ms, 10s or 2m");
    }
    double micros = Double.parseDouble(form.group(1)) * MICROS.get(form.group(2));
    return Duration.of(Math.round(micros), ChronoUnit.MICROS);
  }

  /** "250 ms", "1.5 s", "2 min". */
  static String shown(Duration time) {
    double seconds = time.toNanos() / 1e9;
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.3f ms", seconds * 1e3);
    }
    if (seconds < 120) {
      return trimmed(String.format(Locale.ROOT, "%.1f", seconds)) + " s";
    }
    return seconds < 7_200
        ? Math.round(seconds / 60) + " min"
        : trimmed(String.format(Locale.ROOT, "%.1f", seconds / 3_600)) + " h";
  }

  private static String trimmed(String number) {
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }
}
