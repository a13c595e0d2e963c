package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpHeadTest {

  private final HttpHead head =
      HttpHead.status(
          "HTTP/1.1",
          200,
          "OK",
          List.of(
              Map.entry("Connection", "keep-alive, ,\tUpgrade ,"),
              Map.entry("X-Other", "a, b"),
              Map.entry("CONNECTION", ""),
              Map.entry("connection", "close")));

  @Test
  void findsHeadersInAnyCase() {
    assertThat(head.first("conNECTION")).contains("keep-alive, ,\tUpgrade ,");
    assertThat(head.first("Absent")).isEmpty();
    assertThat(head.all("Connection")).containsExactly("keep-alive, ,\tUpgrade ,", "", "close");
    assertThat(head.all("Absent")).isEmpty();
  }

  @Test
  void readsATokenListOverAllLinesWithoutEmptyElements() {
    assertThat(head.tokens("Connection")).containsExactly("keep-alive", "Upgrade", "close");
    assertThat(head.tokens("Absent")).isEmpty();
    assertThat(head.hasToken("Connection", "upgrade")).isTrue();
    assertThat(head.hasToken("Connection", "grade")).isFalse();
  }

  @Test
  void givesAMapThatIgnoresCaseAndCannotBeChanged() {
    Map<String, List<String>> map = head.asMap();

    assertThat(map).hasSize(2);
    assertThat(map.get("conneCtion")).isEqualTo(head.all("Connection"));
    assertThat(map.get("x-other")).containsExactly("a, b");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> map.put("a", List.of()));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> map.get("x-other").add("c"));
  }

  @Test
  void hasThePartsOfItsKindOnly() {
    HttpHead request = HttpHead.request("GET", "/x", "HTTP/1.1", List.of());

    assertThat(request.isRequest()).isTrue();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.target()).isEqualTo("/x");
    assertThat(head.isRequest()).isFalse();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.reason()).isEqualTo("OK");
    assertThatIllegalStateException()
        .isThrownBy(request::status)
        .withMessage("the head of a request has no status");
    assertThatIllegalStateException()
        .isThrownBy(request::reason)
        .withMessage("the head of a request has no reason");
    assertThatIllegalStateException()
        .isThrownBy(head::method)
        .withMessage("the head of a response has no method");
    assertThatIllegalStateException()
        .isThrownBy(head::target)
        .withMessage("the head of a response has no target");
  }

  @Test
  void showsNoHeaderInItsText() {
    assertThat(head).hasToString("HTTP/1.1 200 (4 headers)");
    assertThat(HttpHead.request("GET", "/x", "HTTP/1.1", List.of()))
        .hasToString("GET /x HTTP/1.1 (0 headers)");
  }

  @Test
  void limitsMustBePossible() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpLimits(0, 1, 1, 0, 0))
        .withMessage("limit line of 0 is less than 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpLimits(1, 1, 1, 0, -1))
        .withMessage("limit body of -1 is less than 0");
    assertThat(HttpLimits.DEFAULTS).isEqualTo(new HttpLimits(8192, 16384, 100, 10, 16384));
    assertThat(
            HttpLimits.DEFAULTS
                .withLine(1)
                .withHead(2)
                .withHeaders(3)
                .withInformational(4)
                .withBody(5))
        .isEqualTo(new HttpLimits(1, 2, 3, 4, 5));
  }
}
