package io.github.wirespeed.client;

import static io.github.wirespeed.client.PlayedProxy.everyWay;
import static io.github.wirespeed.client.PlayedProxy.hex;
import static io.github.wirespeed.client.PlayedProxy.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.transport.MemoryTransport;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SOCKS5 in bytes: RFC 1928 and RFC 1929. */
class Socks5LegTest {
  private static final String GREETING = "05 01 00";
  private static final String NAMED = "05 01 00 03 0b 6578616d706c652e636f6d 01bb";
  private static final String OPENED = "05 00 00 01 7f000001 1f90";

  private static final ProxyHop HOP = ProxyHop.of(ProxyHop.Kind.SOCKS5, "proxy.test", 1080);

  private static Leg leg(ProxyHop hop) {
    return ProxyLegs.of(hop, "example.com", 443);
  }

  private static ProxyFailure failureOf(PlayedProxy played) {
    ProxyFailure failure = catchThrowableOfType(ProxyFailure.class, played::go);
    assertThat(failure).isNotNull();
    assertThat(failure.proxy()).isEqualTo("proxy.test:1080");
    assertThat(failure.response()).isNull();
    assertThat(failure.body()).isEmpty();
    return failure;
  }

  /** Plays the turns in which nothing goes wrong. */
  private static PlayedProxy played(ProxyHop hop, String... answers) throws IOException {
    PlayedProxy played = new PlayedProxy(leg(hop));
    for (String answer : answers) {
      assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
      played.answer(answer);
    }
    return played;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "05 00 00 01 7f000001 1f90",
        "05 00 00 01 00000000 0000",
        "05 00 ff 01 05000001 0500", // the reserved byte says nothing
        "05 00 00 04 20010db8000000000000000000000001 1f90",
        "05 00 00 03 05 68656c6c6f 1f90",
        "05 00 00 03 00 1f90"
      })
  void aBoundAddressOfAnyTypeIsSkippedExactly(String reply) throws IOException {
    everyWay(() -> leg(HOP), List.of(turn(GREETING, "05 00"), turn(NAMED, reply)));
  }

  @Test
  void theLongestBoundNameIsSkippedExactly() throws IOException {
    String reply = "05 00 00 03 ff" + "61".repeat(255) + "1f90";

    everyWay(() -> leg(HOP), List.of(turn(GREETING, "05 00"), turn(NAMED, reply)));
  }

  @Test
  void userAndPasswordAreGivenIfTheProxyAsksForThem() throws IOException {
    everyWay(
        () -> leg(HOP.as("ann", "s\u00e9cret")),
        List.of(
            turn("05 02 00 02", "05 02"),
            turn("01 03 616e6e 07 73c3a963726574", "01 00"),
            turn(NAMED, OPENED)));
  }

  @Test
  void userAndPasswordAreKeptFromAProxyThatDoesNotAsk() throws IOException {
    everyWay(
        () -> leg(HOP.as("ann", "secret")),
        List.of(turn("05 02 00 02", "05 00"), turn(NAMED, OPENED)));
  }

  @Test
  void theStatusMayHaveTheVersionOfSocks() throws IOException {
    everyWay(
        () -> leg(HOP.as("ann", "")),
        List.of(
            turn("05 02 00 02", "05 02"), turn("01 03 616e6e 00", "05 00"), turn(NAMED, OPENED)));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 05 01 00 01 c0000207 0050",
    "2001:db8::1, 05 01 00 04 20010db8000000000000000000000001 0050",
    "fe80::1%eth0, 05 01 00 04 fe800000000000000000000000000001 0050",
    "127.1, 05 01 00 03 05 3132372e31 0050",
    "localhost, 05 01 00 03 09 6c6f63616c686f7374 0050"
  })
  void addressesAreSentAsSuchAndNamesAreLeftToTheProxy(String host, String request)
      throws IOException {
    everyWay(
        () -> ProxyLegs.of(HOP, host, 80), List.of(turn(GREETING, "05 00"), turn(request, OPENED)));
  }

  @Test
  void theLongestNameIsSent() throws IOException {
    String name = "a".repeat(255);

    everyWay(
        () -> ProxyLegs.of(HOP, name, 65535),
        List.of(turn(GREETING, "05 00"), turn("05 01 00 03 ff" + hex(name) + "ffff", OPENED)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"256 | a name of 256 bytes", "1:2:3 | 1:2:3 is not an address"})
  void whatSocksCannotCarryIsRefusedBeforeAnythingIsSent(String host, String what)
      throws IOException {
    String name = host.equals("256") ? "a".repeat(256) : host;
    PlayedProxy played = new PlayedProxy(ProxyLegs.of(HOP, name, 80));

    assertThat(failureOf(played)).hasMessageContaining(what);
    assertThat(played.sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, general SOCKS server failure",
    "2, connection not allowed by ruleset",
    "3, network unreachable",
    "4, host unreachable",
    "5, connection refused",
    "6, TTL expired",
    "7, command not supported",
    "8, address type not supported",
    "9, unassigned",
    "255, unassigned"
  })
  void aReplyThatIsNotSuccessIsTold(int code, String text) throws IOException {
    // Cut where it says so: some proxies send no more.
    PlayedProxy played = played(HOP, "05 00", "05 " + hex(new byte[] {(byte) code}));

    ProxyFailure failure = failureOf(played);

    assertThat(failure)
        .hasMessage(
            "proxy proxy.test:1080 could not connect to example.com:443: SOCKS5 reply %d, %s",
            code, text);
    assertThat(failure.reply()).isEqualTo(code);
    assertThat(failure.wantsCredentials()).isFalse();
  }

  @Test
  void aProxyThatWantsCredentialsAndGotNoneIsRecognised() throws IOException {
    for (String method : List.of("05 ff", "05 02")) {
      ProxyFailure failure = failureOf(played(HOP, method));

      assertThat(failure).hasMessageContaining("none was given");
      assertThat(failure.wantsCredentials()).isTrue();
      assertThat(failure.reply()).isZero();
    }
  }

  @Test
  void aProxyThatAcceptsNoPasswordIsRecognised() throws IOException {
    ProxyFailure failure = failureOf(played(HOP.as("ann", "secret"), "05 ff"));

    assertThat(failure).hasMessageContaining("accepts no user and password");
    assertThat(failure.wantsCredentials()).isTrue();
  }

  @Test
  void aWrongPasswordIsRecognisedAndNotShown() throws IOException {
    ProxyFailure failure = failureOf(played(HOP.as("ann", "secret"), "05 02", "01 07"));

    assertThat(failure)
        .hasMessage("proxy proxy.test:1080 refused user and password (status 7)")
        .message()
        .doesNotContain("secret");
    assertThat(failure.wantsCredentials()).isTrue();
  }

  @Test
  void aMethodThatWasNotOfferedIsAnError() throws IOException {
    ProxyFailure failure = failureOf(played(HOP, "05 01"));

    assertThat(failure).hasMessageContaining("method 1, which was not offered");
    assertThat(failure.wantsCredentials()).isFalse();
  }

  @Test
  void anotherVersionIsAnErrorAtItsFirstByte() throws IOException {
    assertThat(failureOf(played(HOP, "48")))
        .hasMessage(
            "proxy proxy.test:1080 answered with the byte 0x48 ('H') instead of 0x05: it does not"
                + " speak SOCKS5");
    assertThat(failureOf(played(HOP, "00 5b"))).hasMessageContaining("0x00 instead of 0x05");
    assertThat(failureOf(played(HOP, "05 00", "04"))).hasMessageContaining("0x04 instead of 0x05");
    assertThat(failureOf(played(HOP.as("ann", "secret"), "05 02", "02 00")))
        .hasMessageContaining("in version 2 instead of 1");
  }

  @Test
  void anAddressOfUnknownTypeIsAnError() throws IOException {
    assertThat(failureOf(played(HOP, "05 00", "05 00 00 02 00")))
        .hasMessageContaining("address of type 2");
  }

  @Test
  void anEndAnywhereIsAnErrorThatSaysWhere() throws IOException {
    for (String whole : List.of(OPENED, "05 00 00 03 05 68656c6c6f 1f90")) {
      String reply = whole.replace(" ", "");
      for (int at = 0; at < reply.length() / 2; at++) {
        PlayedProxy played = played(HOP, "05 00", reply.substring(0, 2 * at));
        assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
        played.ends();

        assertThat(failureOf(played))
            .hasMessage(
                "proxy proxy.test:1080 ended the connection after %d bytes of the answer to the"
                    + " request to connect",
                at);
      }
    }
    PlayedProxy greeted = played(HOP, "");
    greeted.ends();
    assertThat(failureOf(greeted)).hasMessageContaining("after 0 bytes of the answer to the greet");
    PlayedProxy asked = played(HOP.as("ann", "secret"), "05 02", "01");
    asked.ends();
    assertThat(failureOf(asked))
        .hasMessageContaining("after 1 bytes of the answer to user and password");
  }

  @Test
  void aProxyThatSaysNothingIsWaitedForAndNamed() throws IOException {
    PlayedProxy played = played(HOP, "05");

    assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
    assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
    assertThat(played.leg.timedOut())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("proxy proxy.test:1080 did not answer in time");
  }

  @Test
  void aNetworkThatTakesAByteAtATimeGetsAll() throws IOException {
    PlayedProxy played = new PlayedProxy(leg(HOP), MemoryTransport.pair(1));
    StringBuilder sent = new StringBuilder();
    Leg.Need need = played.go();
    while (need == Leg.Need.WRITABLE) {
      sent.append(played.sent());
      need = played.go();
    }

    assertThat(need).isEqualTo(Leg.Need.READABLE);
    assertThat(sent + played.sent()).isEqualTo("050100");
  }
}
