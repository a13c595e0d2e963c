package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.Limits;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection may be told, and what is refused. */
class WebSocketOptionsTest {
  private final WebSocketOptions defaults = WebSocketOptions.defaults();

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    assertThat(defaults.headers()).isEmpty();
    assertThat(defaults.subprotocols()).isEmpty();
    assertThat(defaults.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(defaults.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(defaults.waitStrategy()).isSameAs(WaitStrategy.adaptive());
    assertThat(defaults.limits()).isEqualTo(new Limits(16 << 20, 16 << 20, 16_384));
    assertThat(defaults.handshakeLimits())
        .isEqualTo(new HttpLimits(8 << 10, 16 << 10, 100, 10, 16 << 10));
    assertThat(defaults.mailbox()).isEqualTo(64);
    assertThat(defaults.inbox()).isEqualTo(64);
    assertThat(defaults.inboxBytes()).isEqualTo(4 << 20);
    assertThat(defaults.fragmentSize()).isEqualTo(256 << 10);
  }

  @Test
  void everyMethodGivesACopyAndKeepsTheRest() {
    WebSocketOptions all =
        defaults
            .header("A", "1")
            .header("A", "2")
            .subprotocols("x")
            .subprotocols("b", "a")
            .connectTimeout(Duration.ofSeconds(1))
            .closeTimeout(Duration.ofSeconds(2))
            .waitStrategy(WaitStrategy.spinning())
            .maxMessageSize(3)
            .maxFragments(5)
            .maxHandshakeLine(6)
            .maxHandshakeHead(7)
            .maxHandshakeHeaders(8)
            .maxInformationalResponses(0)
            .maxRefusalBody(9)
            .mailbox(10)
            .inbox(11, 12)
            .fragmentSize(125);

    assertThat(all.headers()).containsExactly(Map.entry("A", "1"), Map.entry("A", "2"));
    assertThat(all.subprotocols()).containsExactly("b", "a");
    assertThat(all.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(all.closeTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(all.waitStrategy()).isSameAs(WaitStrategy.spinning());
    assertThat(all.limits()).isEqualTo(new Limits(3, 3, 5));
    assertThat(all.handshakeLimits()).isEqualTo(new HttpLimits(6, 7, 8, 0, 9));
    assertThat(all.mailbox()).isEqualTo(10);
    assertThat(all.inbox()).isEqualTo(11);
    assertThat(all.inboxBytes()).isEqualTo(12);
    assertThat(all.fragmentSize()).isEqualTo(125);
    theDefaultsAreThoseOfTheDocumentation();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT-0.000000001S"})
  void timeOutsThatAreNotPositiveAreRefused(String text) {
    Duration timeout = Duration.parse(text);

    assertThatThrownBy(() -> defaults.connectTimeout(timeout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("connect timeout of " + timeout + " is not positive");
    assertThatThrownBy(() -> defaults.closeTimeout(timeout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("close timeout of " + timeout + " is not positive");
    assertThatThrownBy(() -> WaitStrategy.adaptive(timeout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not positive");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void messageLimitsThatNoMessagePassesAreRefused(int bytes) {
    assertThatThrownBy(() -> defaults.maxMessageSize(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(bytes + " bytes");
  }

  @Test
  void aFrameMayBeAsLongAsAMessageUnlessItsOwnLimitIsGiven() {
    assertThat(defaults.maxMessageSize(9).maxMessageSize(20).limits().frame()).isEqualTo(20);
    assertThat(defaults.maxFrameSize(9).maxMessageSize(20).limits())
        .isEqualTo(defaults.maxMessageSize(20).maxFrameSize(9).limits())
        .isEqualTo(new Limits(20, 9, 16_384));
    assertThat(defaults.maxFrameSize(16 << 20).maxMessageSize(32 << 20).limits().frame())
        .as("given, though it is the default")
        .isEqualTo(16 << 20);
  }

  @Test
  void limitsThatNothingPassesAreRefusedByTheirNames() {
    refused("message limit of 0 bytes is not positive", () -> defaults.maxMessageSize(0));
    refused("frame limit of 0 bytes is not positive", () -> defaults.maxFrameSize(0));
    refused("fragment limit of -1 is not positive", () -> defaults.maxFragments(-1));
    refused("handshake line limit of 0 bytes is not positive", () -> defaults.maxHandshakeLine(0));
    refused(
        "handshake head limit of -9 bytes is not positive", () -> defaults.maxHandshakeHead(-9));
    refused("handshake header limit of 0 is not positive", () -> defaults.maxHandshakeHeaders(0));
    refused(
        "limit on informational responses of -1 is negative",
        () -> defaults.maxInformationalResponses(-1));
    refused("refusal body limit of -1 bytes is negative", () -> defaults.maxRefusalBody(-1));
    refused("mailbox of 0 messages is not at least 1", () -> defaults.mailbox(0));
    refused("inbox of 0 messages and 1 bytes is not at least 1 and 1", () -> defaults.inbox(0, 1));
    refused("inbox of 1 messages and 0 bytes is not at least 1 and 1", () -> defaults.inbox(1, 0));
  }

  private static void refused(String message, ThrowingCallable option) {
    assertThatThrownBy(option).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {124, 0, -1})
  void fragmentsBelow125AreRefused(int bytes) {
    assertThatThrownBy(() -> defaults.fragmentSize(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fragment size of " + bytes + " bytes is not in 125 to 536870912");
  }

  @Test
  void nullIsRefusedWhereItIsGiven() {
    assertThatThrownBy(() -> defaults.header(null, "x")).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> defaults.header("x", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> defaults.subprotocols("a", null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> defaults.waitStrategy(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> defaults.closeTimeout(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void waitStrategiesAreFoundByTheirNames() {
    assertThat(WaitStrategy.named("adaptive")).isSameAs(WaitStrategy.adaptive());
    assertThat(WaitStrategy.named("blocking")).isSameAs(WaitStrategy.blocking());
    assertThat(WaitStrategy.named("spinning")).isSameAs(WaitStrategy.spinning());
    assertThat(WaitStrategy.named("spinning")).hasToString("spinning");
    assertThat(WaitStrategy.adaptive(Duration.ofNanos(1000))).hasToString("adaptive(PT0.000001S)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Adaptive", "yielding"})
  void anUnknownNameIsRefusedWithTheNamesThereAre(String name) {
    assertThatThrownBy(() -> WaitStrategy.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no wait strategy '" + name + "': it is adaptive, blocking or spinning");
  }

  @Test
  void eachWaitingPlaceLearnsForItself() {
    assertThat(WaitStrategy.adaptive().newSpin()).isNotSameAs(WaitStrategy.adaptive().newSpin());
    assertThat(WaitStrategy.blocking().newSpin().again(0)).isFalse();
    assertThat(WaitStrategy.spinning().newSpin().again(0)).isTrue();
  }
}
