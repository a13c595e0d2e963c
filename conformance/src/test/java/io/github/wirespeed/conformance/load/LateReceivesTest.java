package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.server.EchoServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Messages that came long before they are received: the inbox is full, more lie in what was read,
 * and whoever empties it meets the loop on its way home.
 */
@Timeout(120)
class LateReceivesTest {
  private static final int ROUNDS = 40;
  private static final int MESSAGES = 1000;

  @ParameterizedTest
  @EnumSource(Api.class)
  void allOfThemAreReceived(Api api) throws Exception {
    try (EchoServer server = EchoServer.builder().start()) {
      for (int round = 0; round < ROUNDS; round++) {
        try (Client ws = api.connect(server.uri())) {
          for (int i = 0; i < MESSAGES; i++) {
            ws.send("message " + i);
          }
          for (int i = 0; i < MESSAGES; i++) {
            assertThat(ws.receive().text()).isEqualTo("message " + i);
          }
        }
      }
    }
  }
}
