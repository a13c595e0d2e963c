package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpSyntaxTest {

  private static final String ALPHANUMERIC =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @Test
  void knowsExactlyTheCharactersOfAToken() {
    for (int c = 0; c < 0x300; c++) {
      assertThat(HttpSyntax.isTokenChar(c))
          .as("0x%x", c)
          .isEqualTo((ALPHANUMERIC + "!#$%&'*+-.^_`|~").indexOf(c) >= 0);
    }
  }

  @Test
  void knowsExactlyTheCharactersOfAFieldValue() {
    for (int c = 0; c < 0x300; c++) {
      assertThat(HttpSyntax.isFieldChar(c))
          .as("0x%x", c)
          .isEqualTo(c == '\t' || (c > 0x1f && c < 0x7f) || (c > 0x7f && c < 0x100));
    }
  }

  @Test
  void knowsExactlyTheCharactersOfAHostName() {
    for (char c = 0; c < 0x300; c++) {
      boolean legal = (ALPHANUMERIC + "-._~").indexOf(c) >= 0;
      if (c != ':') {
        Authority authority = Authority.parse("a" + c + "b");
        assertThat(authority.problem() == null).as("0x%x", (int) c).isEqualTo(legal);
      }
    }
  }

  @Test
  void knowsTheCharactersOfAnIpv6AddressAndItsZone() {
    assertThat(Authority.parse("[0123:4567:89ab:cdef:ABCD:EF::1.2.3.4%a-Z_0]:1"))
        .isEqualTo(new Authority("0123:4567:89ab:cdef:ABCD:EF::1.2.3.4%a-Z_0", 1, null));
    for (String text : new String[] {"::g", "::1/", "::1%a/b", "::1%", "%a", "1", "::1%a%b"}) {
      assertThat(Authority.parse("[" + text + "]").problem())
          .isEqualTo("not an IPv6 address: \"" + text + "\"");
    }
  }

  @Test
  void namesEveryKindOfCharacter() {
    assertThat(HttpSyntax.characterName('\r')).isEqualTo("CR");
    assertThat(HttpSyntax.characterName(0x1f)).isEqualTo("control character 0x1F");
    assertThat(HttpSyntax.characterName(' ')).isEqualTo("' '");
    assertThat(HttpSyntax.characterName('~')).isEqualTo("'~'");
    assertThat(HttpSyntax.characterName(0x7f)).isEqualTo("control character 0x7F");
    assertThat(HttpSyntax.characterName(0x80)).isEqualTo("8-bit byte 0x80");
    assertThat(HttpSyntax.characterName(0xff)).isEqualTo("8-bit byte 0xFF");
    assertThat(HttpSyntax.characterName(0x100)).isEqualTo("character U+0100");
  }

  @Test
  void showsValuesEscapedAndCutAfter80Characters() {
    assertThat(HttpSyntax.quote("a\r\n\t\0\"\\ ~\u007f\u0080\u00ff\u0100"))
        .isEqualTo("\"a\\r\\n\\t\\x00\\\"\\\\ ~\\x7F\\x80\\xFF\\u0100\"");
    assertThat(HttpSyntax.quote("x".repeat(80))).isEqualTo("\"" + "x".repeat(80) + "\"");
    assertThat(HttpSyntax.quote("x".repeat(81)))
        .isEqualTo("\"" + "x".repeat(80) + "...\" (81 characters)");
  }
}
