package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an attempt connects to. */
class RouteTest {
  private static final Names NOBODY =
      host -> {
        throw new AssertionError("looked up " + host);
      };

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }

  private static List<String> shown(Route route) {
    List<String> shown = new ArrayList<>();
    route.addresses().forEach(address -> shown.add(address.toString()));
    return shown;
  }

  @ParameterizedTest
  @CsvSource({
    "1.1.1.1, 1.1.1.1",
    "::1 ::2 1.1.1.1 1.1.1.2, ::1 1.1.1.1 ::2 1.1.1.2",
    "1.1.1.1 1.1.1.2 1.1.1.3 ::1, 1.1.1.1 ::1 1.1.1.2 1.1.1.3",
    "::1 ::2 ::3, ::1 ::2 ::3",
    "1.1.1.1 ::1 ::2 1.1.1.2, 1.1.1.1 ::1 1.1.1.2 ::2"
  })
  void familiesTakeTurnsFromTheOneThatTheResolverPrefers(String found, String tried)
      throws Exception {
    assertThat(Route.alternating(List.of(addresses(found.split(" ")))))
        .containsExactly(addresses(tried.split(" ")));
  }

  @Test
  void addressesHaveThePortOfTheUri() throws Exception {
    Request wanted =
        Reaching.by(host -> addresses("::1", "127.0.0.1")).request("ws://a-name.invalid:81");

    Route route = Route.find(wanted);

    assertThat(shown(route)).containsExactly("/[0:0:0:0:0:0:0:1]:81", "/127.0.0.1:81");
    assertThat(route.name()).isEqualTo("a-name.invalid:81");
    assertThat(route.proxy()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ws://127.0.0.1, true",
    "ws://[::1], true",
    "ws://[fe80::1%25lo], true",
    "ws://localhost, false",
    "ws://127.1, false"
  })
  void anAddressIsAtHand(String uri, boolean atHand) {
    assertThat(Route.isAtHand(Reaching.directly().request(uri))).isEqualTo(atHand);
  }

  @Test
  void aProxyIsAskedForWhereItMayWait() {
    assertThat(Route.isAtHand(Reaching.directly().proxy(uri -> null).request("ws://127.0.0.1")))
        .isFalse();
  }

  @Test
  void theNameOfAProxyIsLookedUpAndTheServersIsNot() throws Exception {
    ProxyHop hop = new ProxyHop(ProxyHop.Kind.HTTP, "proxy.invalid", 3128, null, null, null);
    Names names =
        host -> {
          assertThat(host).isEqualTo("proxy.invalid");
          return addresses("127.0.0.9");
        };

    Route route =
        Route.find(Reaching.by(names).proxy(uri -> hop).request("ws://server.invalid:81"));

    assertThat(shown(route)).containsExactly("/127.0.0.9:3128");
    assertThat(route.name()).isEqualTo("proxy.invalid:3128");
    assertThat(route.proxy()).isSameAs(hop);
  }

  @Test
  void aChoiceOfAProxyThatMakesNoSenseIsAFailure() {
    ProxyHop.Choice senseless =
        uri -> {
          throw new IOException("no sense for " + uri);
        };

    assertThatThrownBy(
            () -> Route.find(Reaching.by(NOBODY).proxy(senseless).request("ws://a.invalid")))
        .isInstanceOf(IOException.class)
        .hasMessage("no sense for ws://a.invalid/");
  }

  @Test
  void whereThereIsAUnixSocketNothingIsLookedUpAndThereIsNoProxy() throws Exception {
    Path path = Path.of("/run/some.socket");
    ProxyHop.Choice none =
        uri -> {
          throw new AssertionError("chose for " + uri);
        };
    Request wanted =
        Reaching.by(NOBODY).proxy(none).unixSocket(path).request("ws://a-name.invalid");

    assertThat(Route.isAtHand(wanted)).isTrue();
    Route route = Route.find(wanted);

    assertThat(route.addresses()).isEqualTo(List.of(UnixDomainSocketAddress.of(path)));
    assertThat(route.name()).isEqualTo("/run/some.socket");
  }

  @Test
  void aNameWithoutAddressesIsUnknownAndNamed() {
    assertUnknown("a-name.invalid: no address was found", host -> new InetAddress[0]);
    assertUnknown(
        "a-name.invalid: no such name",
        host -> {
          throw new UnknownHostException("no such name");
        });
    assertUnknown(
        "not a-name.invalid",
        host -> {
          throw new UnknownHostException("not a-name.invalid");
        });
  }

  private static void assertUnknown(String message, Names names) {
    assertThatThrownBy(() -> Route.find(Reaching.by(names).request("ws://a-name.invalid")))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage(message);
  }

  @Test
  void onlyTheFamilyOfTheLocalAddressIsTried() throws Exception {
    SocketSettings from4 =
        SocketSettings.DEFAULTS.withLocalAddress(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    SocketSettings fromAny =
        SocketSettings.DEFAULTS.withLocalAddress(new InetSocketAddress("0.0.0.0", 0));
    Names both = host -> addresses("::1", "127.0.0.1");
    Names only6 = host -> addresses("::1");

    assertThat(shown(Route.find(Reaching.by(both).sockets(from4).request("ws://a.invalid"))))
        .containsExactly("/127.0.0.1:80");
    assertThat(Route.find(Reaching.by(both).sockets(fromAny).request("ws://a.invalid")).addresses())
        .hasSize(2);
    assertThatThrownBy(
            () -> Route.find(Reaching.by(only6).sockets(from4).request("ws://a.invalid")))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("a.invalid: no address of the family of /127.0.0.1:0");
  }

  @Test
  void connectionsToOneServerShareItsAddresses() throws Exception {
    Names names = host -> addresses("127.0.0.1");
    Request request = Reaching.by(names).request("ws://one.invalid:7");
    Route first = Route.find(request);

    assertThat(Route.find(request).addresses()).isSameAs(first.addresses());
    Route alias = Route.find(Reaching.by(names).request("ws://two.invalid:7"));
    assertThat(alias.addresses()).isNotSameAs(first.addresses()).isEqualTo(first.addresses());
  }
}
