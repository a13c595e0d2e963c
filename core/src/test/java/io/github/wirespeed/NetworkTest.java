package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a network may be told. */
class NetworkTest {
  private final Network defaults = Network.defaults();

  @Test
  void whatMakesNoSenseIsRefusedByItsNameAndValue() {
    assertRefused(() -> defaults.sendBuffer(0), "send buffer of 0 bytes is not positive");
    assertRefused(() -> defaults.receiveBuffer(-1), "receive buffer of -1 bytes is not positive");
    assertRefused(
        () -> defaults.attemptDelay(Duration.ofMillis(9)),
        "attempt delay of PT0.009S is less than PT0.01S");
    assertRefused(
        () -> defaults.localAddress(InetSocketAddress.createUnresolved("here.invalid", 0)),
        "local address here.invalid is not resolved");
  }

  private static void assertRefused(Runnable telling, String message) {
    assertThatIllegalArgumentException().isThrownBy(telling::run).withMessage(message);
  }

  @Test
  void eachMethodGivesACopyThatHasTheRest() throws Exception {
    Path path = Path.of("/run/s");
    Network told =
        defaults
            .attemptDelay(Duration.ofMillis(10))
            .resolver(host -> List.of(InetAddress.getAllByName("127.0.0.7")))
            .sendBuffer(1000)
            .localAddress(InetAddress.getLoopbackAddress())
            .quickAck(true)
            .unixSocket(path);

    assertThat(told.attemptDelay()).isEqualTo(Duration.ofMillis(10));
    assertThat(told.unixSocket()).isEqualTo(path);
    assertThat(told.names().lookUp("a-name.invalid"))
        .containsExactly(InetAddress.getAllByName("127.0.0.7"));
    assertThat(defaults.attemptDelay()).isEqualTo(Duration.ofMillis(250));
    assertThat(defaults.unixSocket()).isNull();
  }

  @Test
  void aResolverIsNotAskedForAddresses() throws Exception {
    Network told =
        defaults.resolver(
            host -> {
              throw new AssertionError("asked for " + host);
            });

    assertThat(told.names().lookUp("127.0.0.9"))
        .containsExactly(InetAddress.getAllByName("127.0.0.9"));
    assertThat(told.names().lookUp("::1")).containsExactly(InetAddress.getAllByName("::1"));
  }
}
