package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionHeaderTest {

  private static final Extension DEFLATE =
      Extension.of("permessage-deflate")
          .with("client_max_window_bits", null)
          .with("server_max_window_bits", "10");

  @Test
  void readsNamesAndParametersInOrder() {
    ExtensionHeader header =
        ExtensionHeader.parse(
            List.of(
                "permessage-deflate; client_max_window_bits; server_max_window_bits=10, foo",
                "foo;a=1;a=2"));

    assertThat(header.failure()).isNull();
    assertThat(header.extensions())
        .containsExactly(
            DEFLATE, Extension.of("foo"), Extension.of("foo").with("a", "1").with("a", "2"));
  }

  @Test
  void allowsWhiteSpaceAroundTokens() {
    assertThat(ExtensionHeader.parse(List.of(" foo ;\t a = 1 ; b , \t bar\t")).extensions())
        .containsExactly(Extension.of("foo").with("a", "1").with("b", null), Extension.of("bar"));
  }

  @Test
  void takesTheQuotesOffATokenValue() {
    assertThat(ExtensionHeader.parse(List.of("foo; a=\"1\\0\"; b = \"x\", bar")).extensions())
        .containsExactly(Extension.of("foo").with("a", "10").with("b", "x"), Extension.of("bar"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"constructor", "toString", "hashCode", "__proto__", "!#$%&'*+-.^_`|~"})
  void readsEveryTokenAsAName(String name) {
    assertThat(ExtensionHeader.parse(List.of(name)).extensions())
        .containsExactly(Extension.of(name));
  }

  @Test
  void noLineMeansNoExtension() {
    assertThat(ExtensionHeader.parse(List.of()).extensions()).isEmpty();
    assertThat(ExtensionHeader.parse(List.of()).failure()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      textBlock =
          """
          ~~          ! missing extension name at index 0
          ;           ! missing extension name at index 0
          ,           ! missing extension name at index 0
          foo,        ! missing extension name at index 4
          foo,,bar    ! missing extension name at index 4
          ,foo        ! missing extension name at index 0
          foo;        ! missing parameter name at index 4
          foo;;a      ! missing parameter name at index 4
          foo;=1      ! missing parameter name at index 4
          foo;a=      ! missing value of parameter a at index 6
          foo;a=,b    ! missing value of parameter a at index 6
          foo;a="b    ! quoted value without its end at index 6
          foo;a="     ! quoted value without its end at index 6
          foo;a="b\\" ! quoted value without its end at index 6
          foo;a="b\\  ! quoted value without its end at index 6
          foo;a=""    ! quoted value that is not a token at index 6
          foo;a="b c" ! quoted value that is not a token at index 6
          foo;a="\\"" ! quoted value that is not a token at index 6
          foo;a="b"c  ! unexpected 'c' at index 9
          foo bar     ! unexpected 'b' at index 4
          foo=1       ! unexpected '=' at index 3
          foo;a=1=2   ! unexpected '=' at index 7
          foo;a b     ! unexpected 'b' at index 6
          fo\u00f6    ! unexpected 8-bit byte 0xF6 at index 2
          (foo)       ! missing extension name at index 0
          """)
  void saysWhereTheGrammarIsBroken(String line, String problem) {
    ExtensionHeader header = ExtensionHeader.parse(List.of("good", line));

    assertThat(header.extensions()).isEmpty();
    assertThat(header.failure())
        .isEqualTo(problem + " in Sec-WebSocket-Extensions " + HttpSyntax.quote(line));
  }

  @Test
  void walksOverHostileLinesOnce() {
    int n = 4 << 20; // Anything but linear time would not come to an end here.
    assertThat(ExtensionHeader.parse(List.of("a;b=\"" + "\\\\".repeat(n))).failure())
        .startsWith("quoted value without its end at index 4 in");
    assertThat(ExtensionHeader.parse(List.of("a" + " ".repeat(n) + "x")).failure())
        .startsWith("unexpected 'x' at index " + (n + 1) + " in");
    assertThat(ExtensionHeader.parse(List.of("a" + ";b".repeat(n) + ";")).failure())
        .startsWith("missing parameter name at index " + (2 * n + 2) + " in");
    assertThat(ExtensionHeader.parse(List.of("a".repeat(n))).extensions())
        .containsExactly(Extension.of("a".repeat(n)));
  }

  @Test
  void writesWhatItReads() {
    List<Extension> extensions = List.of(DEFLATE, Extension.of("foo"));
    String line = "permessage-deflate; client_max_window_bits; server_max_window_bits=10, foo";

    assertThat(ExtensionHeader.format(extensions)).isEqualTo(line);
    assertThat(ExtensionHeader.parse(List.of(line)).extensions()).isEqualTo(extensions);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\n", "a;b", "\u00e4", "\0", "\u0100"})
  void refusesAnExtensionOfOursThatIsNoToken(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Extension.of(text))
        .withMessage("extension name is not a token: " + HttpSyntax.quote(text));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Extension.of("foo").with(text, null))
        .withMessage("extension parameter name is not a token: " + HttpSyntax.quote(text));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Extension.of("foo").with("a", text))
        .withMessage("value of extension parameter a is not a token: " + HttpSyntax.quote(text));
  }
}
