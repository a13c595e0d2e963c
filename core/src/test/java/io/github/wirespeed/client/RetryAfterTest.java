package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.protocol.HttpHead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "1 | PT1S",
        "0120 | PT2M",
        "31536000 | PT8760H",
        "31536001 | PT8760H",
        "99999999999999999999999999 | PT8760H",
        "Sun, 06 Nov 1994 08:50:07 GMT | PT30S",
        "Mon, 07 Nov 1994 08:49:37 GMT | PT24H",
        "Sunday, 06-Nov-94 08:50:07 GMT | PT30S",
        "Sun Nov  6 08:50:07 1994 | PT30S",
        "Wed Nov 16 08:49:37 1994 | PT240H",
        "Sun, 06 Nov 1994 08:49:37 GMT | PT0S",
        "Sun, 06 Nov 1994 08:49:36 GMT | PT0S",
        "Thu, 01 Jan 1970 00:00:00 GMT | PT0S",
        "Fri, 31 Dec 9999 23:59:59 GMT | PT8760H",
        // Two digits: 50 years ahead at most, else it has passed.
        "Friday, 06-Nov-43 08:49:37 GMT | PT8760H",
        "Tuesday, 06-Nov-45 08:49:37 GMT | PT0S",
      })
  void isReadInEveryForm(String value, Duration expected) {
    assertThat(RetryAfter.of(headers(value, DATE))).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "-1",
        "+1",
        "1.5",
        "1 s",
        "soon",
        "1, 2",
        "\u0661",
        "Sun, 06 Nov 1994 08:50:07",
        "Sun, 32 Nov 1994 08:50:07 GMT",
        "1994-11-06T08:50:07Z",
        "Sun, 06 Nov 1994 25:50:07 GMT",
      })
  void whatCannotBeReadIsNoAnswer(String value) {
    assertThat(RetryAfter.of(headers(value, DATE))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''", "now", "0", "Sunday, 06-Nov-94 08:49:37"})
  void aDateNeedsTheDateOfTheResponse(String date) {
    assertThat(RetryAfter.of(headers("Sun, 06 Nov 1994 08:50:07 GMT", date))).isEmpty();
    assertThat(RetryAfter.of(headers("7", date))).contains(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource({"Retry-After, 1", "RETRY-AFTER, 1", "Retry-Before, 0"})
  void isFoundInAnyCase(String name, int found) {
    Map<String, List<String>> headers = head(List.of(Map.entry(name, "1"))).asMap();

    assertThat(RetryAfter.of(headers).isPresent()).isEqualTo(found == 1);
  }

  @ParameterizedTest
  @CsvSource({"Retry-After, 1, 2", "Date, 'Sun, 06 Nov 1994 08:49:37 GMT', x"})
  void twoAreNone(String name, String first, String second) {
    Map<String, List<String>> headers =
        head(List.of(
                Map.entry(name, first),
                Map.entry(name, second),
                Map.entry("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")))
            .asMap();

    assertThat(RetryAfter.of(headers)).isEmpty();
  }

  private static Map<String, List<String>> headers(String retryAfter, String date) {
    return head(List.of(Map.entry("Retry-After", retryAfter), Map.entry("Date", date))).asMap();
  }

  private static HttpHead head(List<Map.Entry<String, String>> headers) {
    return HttpHead.status("HTTP/1.1", 503, "", headers);
  }
}
