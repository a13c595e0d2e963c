package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpcodeTest {
  @ParameterizedTest
  @CsvSource({
    "0, CONTINUATION, false",
    "1, TEXT, false",
    "2, BINARY, false",
    "8, CLOSE, true",
    "9, PING, true",
    "10, PONG, true"
  })
  void anOpcodeIsKnownByItsFourBits(int code, Opcode opcode, boolean control) {
    assertThat(Opcode.of(code)).isEqualTo(opcode);
    assertThat(opcode.code()).isEqualTo(code);
    assertThat(opcode.isControl()).isEqualTo(control);
  }

  @Test
  void allOtherValuesAreReserved() {
    for (int code : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      assertThat(Opcode.of(code)).isNull();
    }
    assertThat(Opcode.values()).hasSize(6);
  }
}
