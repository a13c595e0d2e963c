package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseCodeTest {
  @Test
  void onlyDefinedLibraryAndPrivateCodesMayBeSent() {
    List<Integer> registered =
        List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014);
    int[] expected =
        IntStream.concat(
                registered.stream().mapToInt(Integer::intValue), IntStream.range(3000, 5000))
            .toArray();
    assertThat(IntStream.range(-70_000, 140_000).filter(CloseCode::isValid).toArray())
        .isEqualTo(expected);
    assertThat(CloseCode.isValid(Integer.MIN_VALUE)).isFalse();
    assertThat(CloseCode.isValid(Integer.MAX_VALUE)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1000, normal",
    "1001, going away",
    "1002, protocol error",
    "1003, unsupported data",
    "1005, no status in the close frame",
    "1006, no close frame",
    "1007, invalid payload",
    "1008, policy violation",
    "1009, message too big",
    "1010, missing extension",
    "1011, internal error",
    "1012, service restart",
    "1013, try again later",
    "1014, bad gateway",
    "1015, TLS handshake failed",
    "1004, ''",
    "999, ''",
    "1016, ''",
    "3000, ''",
    "4999, ''"
  })
  void aCodeIsDescribed(int code, String meaning) {
    assertThat(CloseCode.describe(code)).isEqualTo(meaning);
  }

  @Test
  void theNamesAreThoseOfTheRegistry() {
    assertThat(
            List.of(
                CloseCode.NORMAL,
                CloseCode.GOING_AWAY,
                CloseCode.PROTOCOL_ERROR,
                CloseCode.UNSUPPORTED_DATA,
                CloseCode.NO_STATUS,
                CloseCode.ABNORMAL,
                CloseCode.INVALID_PAYLOAD,
                CloseCode.POLICY_VIOLATION,
                CloseCode.TOO_BIG,
                CloseCode.MISSING_EXTENSION,
                CloseCode.INTERNAL_ERROR))
        .containsExactly(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011);
  }
}
