package io.github.wirespeed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WebSocket;
import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ShownTest {
  private static String shown(byte[] binary) throws IOException {
    try (EchoServer server = EchoServer.builder().start();
        WebSocket ws = WebSocket.connect(server.uri())) {
      ws.send(binary);
      return Shown.received(ws.receiveView());
    }
  }

  @Test
  void binaryIsHexadecimal() throws IOException {
    assertThat(shown(new byte[] {0x68, 0x65, 0x6c, 0x6c, (byte) 0xff}))
        .isEqualTo("< [5 bytes] 68 65 6c 6c ff");
    assertThat(shown(new byte[] {0})).isEqualTo("< [1 byte] 00");
    assertThat(shown(new byte[0])).isEqualTo("< [0 bytes]");
  }

  @Test
  void binaryIsCutAfter64Bytes() throws IOException {
    assertThat(shown(new byte[64])).isEqualTo("< [64 bytes]" + " 00".repeat(64));
    assertThat(shown(new byte[65])).isEqualTo("< [65 bytes]" + " 00".repeat(64) + " ...");
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() {
    assertThat(Shown.plain("a\u001b[2Jb\tc\n\u0007é😀")).isEqualTo("a\\u001b[2Jb\tc\n\\u0007é😀");
  }
}
