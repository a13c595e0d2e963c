package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a keepalive may be told, and what not. */
class KeepaliveOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static void refused(ThrowingCallable call, String what) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(what);
  }

  @Test
  void timesMustBePositive() {
    refused(() -> Keepalive.whenIdle(Duration.ZERO), "keepalive interval of PT0S is not positive");
    refused(
        () -> Keepalive.periodic(Duration.ofSeconds(-1)),
        "keepalive interval of PT-1S is not positive");
    refused(
        () -> Keepalive.standard().pongTimeout(Duration.ZERO),
        "pong timeout of PT0S is not positive");
    refused(
        () -> Keepalive.off().staleAfter(Duration.ofNanos(-1)),
        "stale time of PT-0.000000001S is not positive");
  }

  @Test
  void aPingMessageNeedsPings() {
    assertThatThrownBy(() -> Keepalive.off().text("ping"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a ping message needs whenIdle or periodic before it");
    assertThatThrownBy(() -> Keepalive.standard().answeredBy("pong"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("an answer needs a ping message before it");
  }

  @Test
  void aTextThatCannotBeSentIsRefusedAtOnce() {
    refused(
        () -> Keepalive.standard().text("a\uD800"),
        "text has no UTF-8 form: lone surrogate U+D800 at index 1");
    refused(
        () -> Keepalive.off().reply("ping", "\uDC00"),
        "text has no UTF-8 form: lone surrogate U+DC00 at index 0");
  }

  @Test
  void everyMethodGivesACopy() {
    Keepalive standard = Keepalive.standard();
    standard
        .pongTimeout(SECOND)
        .staleAfter(SECOND)
        .text("ping")
        .answeredBy("pong")
        .reply("a", "b")
        .showMessages();

    assertThat(standard.interval()).isEqualTo(Duration.ofSeconds(20).toNanos());
    assertThat(standard.pongTimeout()).isEqualTo(Duration.ofSeconds(20).toNanos());
    assertThat(standard.stale()).isZero();
    assertThat(standard.ping()).isNull();
    assertThat(standard.answeredByMessages()).isFalse();
    assertThat(standard.reply()).isNull();
    assertThat(standard.shown()).isFalse();
  }

  @Test
  void offIsOffUntilSomethingIsAdded() {
    assertThat(Keepalive.off().isOff()).isTrue();
    assertThat(Keepalive.off().pongTimeout(SECOND).isOff()).isTrue();
    assertThat(Keepalive.off().staleAfter(SECOND).isOff()).isFalse();
    assertThat(Keepalive.off().reply("ping", "pong").isOff()).isFalse();
    assertThat(Keepalive.periodic(SECOND).isOff()).isFalse();
    assertThat(WebSocketOptions.defaults().keepalive().isOff()).isTrue();
  }

  @Test
  void timesThatAreForEverDoNotOverflow() {
    Duration ever = Duration.ofSeconds(Long.MAX_VALUE);

    assertThat(Keepalive.whenIdle(ever).interval()).isPositive();
    assertThat(Keepalive.standard().staleAfter(ever).stale()).isPositive();
  }
}
