package io.github.wirespeed.client;

import static io.github.wirespeed.client.PlayedProxy.everyWay;
import static io.github.wirespeed.client.PlayedProxy.hex;
import static io.github.wirespeed.client.PlayedProxy.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SOCKS4a in bytes. */
class Socks4LegTest {
  private static final ProxyHop HOP = ProxyHop.of(ProxyHop.Kind.SOCKS4A, "proxy.test", 1080);
  private static final String NAMED = "04 01 01bb 00000001 00 6578616d706c652e636f6d 00";
  private static final String GRANTED = "00 5a 0000 00000000";

  private static Leg leg(ProxyHop hop) {
    return ProxyLegs.of(hop, "example.com", 443);
  }

  private static ProxyFailure failureOf(String answer) throws IOException {
    PlayedProxy played = new PlayedProxy(leg(HOP));
    assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
    played.answer(answer);
    return failureOf(played);
  }

  private static ProxyFailure failureOf(PlayedProxy played) {
    ProxyFailure failure = catchThrowableOfType(ProxyFailure.class, played::go);
    assertThat(failure).isNotNull();
    assertThat(failure.proxy()).isEqualTo("proxy.test:1080");
    return failure;
  }

  @ParameterizedTest
  @ValueSource(strings = {GRANTED, "00 5a 1f90 7f000001", "00 5a 5a00 005a005a"})
  void aNameIsLeftToTheProxyAndItsAnswerIsEightBytes(String answer) throws IOException {
    everyWay(() -> leg(HOP), List.of(turn(NAMED, answer)));
  }

  @Test
  void aUserIsNamed() throws IOException {
    everyWay(
        () -> leg(HOP.as("ann", "")),
        List.of(turn("04 01 01bb 00000001 616e6e 00 6578616d706c652e636f6d 00", GRANTED)));
  }

  @Test
  void anAddressIsSentAsSuch() throws IOException {
    everyWay(
        () -> ProxyLegs.of(HOP, "192.0.2.7", 65535),
        List.of(turn("04 01 ffff c0000207 00", GRANTED)));
  }

  @Test
  void theLongestNameIsSent() throws IOException {
    String name = "a".repeat(255);

    everyWay(
        () -> ProxyLegs.of(HOP, name, 80),
        List.of(turn("04 01 0050 00000001 00" + hex(name) + "00", GRANTED)));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::1, cannot carry the IPv6 address [2001:db8::1]:80",
    "256, a name of 256 bytes"
  })
  void whatItCannotCarryIsRefusedBeforeAnythingIsSent(String host, String what) throws IOException {
    String name = host.equals("256") ? "a".repeat(256) : host;
    PlayedProxy played = new PlayedProxy(ProxyLegs.of(HOP, name, 80));

    assertThat(failureOf(played)).hasMessageContaining(what);
    assertThat(played.sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "91, request rejected or failed, false",
    "92, the proxy cannot reach an identd on this machine, false",
    "93, identd names another user, true",
    "94, unassigned, false",
    "0, unassigned, false"
  })
  void aReplyThatIsNotSuccessIsTold(int code, String text, boolean who) throws IOException {
    ProxyFailure failure = failureOf("00" + hex(new byte[] {(byte) code}));

    assertThat(failure)
        .hasMessage(
            "proxy proxy.test:1080 could not connect to example.com:443: SOCKS4 reply %d, %s",
            code, text);
    assertThat(failure.reply()).isEqualTo(code);
    assertThat(failure.wantsCredentials()).isEqualTo(who);
  }

  @ParameterizedTest
  @ValueSource(strings = {"05", "04 5a 0000 00000000", "48"})
  void anotherVersionIsAnErrorAtItsFirstByte(String answer) throws IOException {
    assertThat(failureOf(answer)).hasMessageContaining("does not speak SOCKS4");
  }

  @Test
  void anEndAnywhereIsAnErrorThatSaysWhere() throws IOException {
    String answer = GRANTED.replace(" ", "");
    for (int at = 0; at < 8; at++) {
      PlayedProxy played = new PlayedProxy(leg(HOP));
      assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
      played.answer(answer.substring(0, 2 * at));
      assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
      played.ends();

      assertThat(failureOf(played))
          .hasMessageContaining("ended the connection after " + at + " bytes");
    }
  }
}
