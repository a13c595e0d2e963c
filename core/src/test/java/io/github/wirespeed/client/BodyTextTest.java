package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.protocol.HttpHead;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTextTest {
  private static final String EURO = "e282ac";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain; charset=utf-8 | 61e282ac | a\u20ac",
        "text/plain;charset=\"UTF-8\"; x=y | 61e282ac | a\u20ac",
        "text/plain; Charset = ISO-8859-1 | 61e9 | a\u00e9",
        "text/plain; charset=utf-16be | 006120ac | a\u20ac",
        "text/plain; charset=nonsense-9 | 61e282ac | a\u20ac",
        "text/plain; charset=*** | 61e282ac | a\u20ac",
        "text/plain; charset= | 61e282ac | a\u20ac",
        "text/plain | 61e282ac | a\u20ac",
        "'' | 61e282ac | a\u20ac",
        "image/png | 61ff62 | a\ufffdb",
        "text/plain | 61e282 | a",
        "text/plain | e2 | ''",
        "text/plain; charset=utf-16be | 006120 | a",
        "text/plain | '' | ''",
      })
  void isDecodedByItsCharset(String type, String hex, String text) {
    assertThat(BodyText.of(typed(type), bytes(hex))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "TEXT/CSV; charset=utf-8",
        "application/json",
        "application/problem+json",
        ""
      })
  void textIsShown(String type) {
    assertThat(BodyText.excerpt(typed(type), bytes("20" + EURO + "0d0a"))).isEqualTo("\"\u20ac\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "Text/HTML; charset=utf-8", "image/png", "application/xml"})
  void whatIsNotForPeopleIsNotShown(String type) {
    assertThat(BodyText.excerpt(typed(type), bytes("6162"))).isEmpty();
  }

  @Test
  void aResponseWithoutATypeIsShown() {
    assertThat(BodyText.excerpt(Map.of(), bytes("6162"))).isEqualTo("\"ab\"");
    assertThat(BodyText.of(Map.of(), bytes("6162"))).isEqualTo("ab");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "61ff | ''", // not what it was said to be
        "'' | ''",
        "200d0a09 | ''",
        "0001 | ''",
        "610d0a090062 | '\"a b\"'",
        "0061 | '\"a\"'",
        "1b5b326a | '\"[2j\"'",
        "61e280ae62 | '\"a b\"'", // right-to-left override
        "61e280a862 | '\"a b\"'", // line separator
        "226122 | '\"''a''\"'",
        "f09f9880 | '\"\ud83d\ude00\"'",
      })
  void isOneLineWithoutTricks(String hex, String shown) {
    assertThat(BodyText.excerpt(typed("text/plain"), bytes(hex))).isEqualTo(shown);
  }

  @Test
  void isCutAfter200Characters() {
    for (String c : List.of("a", "\u20ac", "\ud83d\ude00")) {
      byte[] fits = c.repeat(200).getBytes(StandardCharsets.UTF_8);
      byte[] more = c.repeat(201).getBytes(StandardCharsets.UTF_8);

      assertThat(BodyText.excerpt(Map.of(), fits)).isEqualTo("\"" + c.repeat(200) + "\"");
      assertThat(BodyText.excerpt(Map.of(), more)).isEqualTo("\"" + c.repeat(200) + "...\"");
    }
  }

  private static Map<String, List<String>> typed(String type) {
    return HttpHead.status("HTTP/1.1", 403, "", List.of(Map.entry("content-TYPE", type))).asMap();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
