package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets before they connect. */
class SocketSettingsTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereThereIsTcpQuickAckItIsFoundByItsName(boolean on) throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      SocketOption<?> quickAck = quickAck(channel);
      Assumptions.assumeTrue(quickAck != null, "this platform has no TCP_QUICKACK");

      SocketSettings.DEFAULTS.withOptional("TCP_QUICKACK", on).prepare(channel);

      assertThat(channel.getOption(quickAck)).isEqualTo(on);
    }
  }

  private static SocketOption<?> quickAck(SocketChannel channel) {
    return channel.supportedOptions().stream()
        .filter(option -> option.name().equals("TCP_QUICKACK"))
        .findFirst()
        .orElse(null);
  }

  @Test
  void whatAPlatformHasNotIsLeftOutWhereThatIsAllowed() throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      SocketSettings.DEFAULTS
          .withOptional("NO_SUCH", true)
          .withOptional("TCP_QUICKACK", true)
          .prepare(channel);
    }
  }

  @Test
  void aValueThatIsRefusedIsNamed() throws IOException {
    try (SocketChannel channel = SocketChannel.open()) {
      SocketSettings negative = SocketSettings.DEFAULTS.with(StandardSocketOptions.SO_RCVBUF, -1);

      assertThatThrownBy(() -> negative.prepare(channel))
          .isInstanceOf(SocketException.class)
          .hasMessageStartingWith("socket option SO_RCVBUF cannot be -1 here: ");
    }
  }

  @Test
  void theLastValueCounts() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      SocketSettings once = SocketSettings.DEFAULTS.with(StandardSocketOptions.SO_KEEPALIVE, true);
      SocketSettings twice = once.with(StandardSocketOptions.SO_KEEPALIVE, false);

      once.prepare(channel);
      assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
      twice.prepare(channel);
      assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
    }
  }
}
