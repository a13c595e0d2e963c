package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.protocol.WebSocketUri;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several addresses at once, and sockets as the user wants them. For whoever waits. */
abstract class NetworkContract extends DiallingContract {
  private static final Duration SOON = Duration.ofMillis(20);

  @TempDir Path directory;

  /** A silent address, or several, and then a server at 127.0.0.1. */
  static Request racing(ScriptedServer server, String... silent) {
    String[] all = new String[silent.length + 1];
    System.arraycopy(silent, 0, all, 0, silent.length);
    all[silent.length] = "127.0.0.1";
    return Reaching.by(host -> addresses(all)).attemptDelay(SOON).request(server.uri("/"));
  }

  @Test
  void aSilentAddressIsNotWaitedForLongerThanItsDelay() throws Exception {
    ScriptedServer server = willing();
    int port = WebSocketUri.of(server.uri("/")).port();
    try (DeafListener one = new DeafListener("127.0.0.2", port);
        DeafListener two = new DeafListener("127.0.0.3", port)) {
      // A share of this time would be too long for the test.
      Opening.Result result =
          open(racing(server, one.host(), two.host()), Duration.ofSeconds(1000));

      assertThat(result).isInstanceOf(Opening.Upgraded.class);
    }
  }

  @Test
  void connectionsThatLoseLeaveNoDescriptorBehind() throws Exception {
    try (DeafListener silent = new DeafListener("127.0.0.2", 0)) {
      raceTwice(silent.port()); // opens what is opened once per JVM
      long before = Descriptors.settled(0);
      for (int i = 0; i < 5; i++) {
        raceTwice(silent.port());
      }
      assertThat(Descriptors.settled(before)).isEqualTo(before);
    }
  }

  private void raceTwice(int port) throws Exception {
    for (int i = 0; i < 2; i++) {
      try (ScriptedServer server =
          new ScriptedServer(
              port,
              c -> {
                c.send(c.accept(""));
                c.untilClientLeft();
              })) {
        ((Opening.Upgraded) result(racing(server, "127.0.0.2"), LONG)).transport().close();
        server.ended();
      }
    }
    // A selector lets go of a channel that others closed in its next turn: here is one.
    assertThatThrownBy(() -> open("ws://127.0.0.1:" + freePort(), LONG))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void whereNoneAnswersInTimeEachIsNamed() throws Exception {
    try (DeafListener one = new DeafListener("127.0.0.2", 0);
        DeafListener two = new DeafListener("127.0.0.3", one.port())) {
      Request request =
          Reaching.by(host -> addresses(one.host(), two.host()))
              .attemptDelay(SOON)
              .request("ws://a-name.invalid:" + one.port());

      assertThatThrownBy(() -> open(request, Duration.ofMillis(100)))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageStartingWith("no connection to 127.0.0.2:" + one.port() + " within ")
          .satisfies(
              e ->
                  assertThat(e.getSuppressed())
                      .singleElement()
                      .asString()
                      .contains("no connection to 127.0.0.3:" + one.port() + " within "));
    }
  }

  @Test
  void anAddressOfTheOtherFamilyIsTriedToo() throws Exception {
    ScriptedServer server = willing();

    // Nobody listens at this port of ::1, whether there is such an address or not.
    Opening.Result result = open(racing(server, "::1"), LONG);

    assertThat(result).isInstanceOf(Opening.Upgraded.class);
  }

  @Test
  void aServerOnIpv6IsReachedByItsAddressWithAndWithoutAScope() throws Exception {
    for (String host : new String[] {"[::1]", "[::1%25lo]", "[0:0:0:0:0:0:0:1]"}) {
      ScriptedServer server = willing();
      try (Relay relay = ipv6(server)) {
        String authority = host + ":" + ((InetSocketAddress) relay.address()).getPort();
        Opening.Result result = open("ws://" + authority, LONG);

        assertThat(result).isInstanceOf(Opening.Upgraded.class);
        assertThat(server.request())
            .contains("\r\nHost: " + authority.replace("%25lo", "") + "\r\n");
        ((Opening.Upgraded) result).transport().close();
      }
    }
  }

  static Relay ipv6(ScriptedServer server) throws IOException {
    try {
      return new Relay(
          new InetSocketAddress(addresses("::1")[0], 0), WebSocketUri.of(server.uri("/")).port());
    } catch (SocketException e) {
      Assumptions.abort("this machine has no ::1: " + e);
      throw e;
    }
  }

  @Test
  void socketsAreConnectedAsTheSettingsSay() throws Exception {
    ScriptedServer server = willing();
    SocketSettings settings =
        SocketSettings.DEFAULTS
            .withLocalAddress(new InetSocketAddress("127.0.0.5", 0))
            .with(StandardSocketOptions.SO_KEEPALIVE, true)
            .with(StandardSocketOptions.SO_RCVBUF, 20_000);

    Opening.Upgraded upgraded =
        (Opening.Upgraded)
            open(Reaching.directly().sockets(settings).request(server.uri("/")), LONG);

    SocketChannel channel = ((TcpTransport) upgraded.transport()).channel();
    assertThat(((InetSocketAddress) channel.getLocalAddress()).getHostString())
        .isEqualTo("127.0.0.5");
    assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
    assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF)).isBetween(20_000, 40_000);
    assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
  }

  @Test
  void aSocketOptionThatThereIsNotIsNamed() throws Exception {
    SocketSettings settings = SocketSettings.DEFAULTS.with(new NoSuchOption(), 7);

    assertThatThrownBy(
            () -> open(Reaching.directly().sockets(settings).request("ws://127.0.0.1:9"), LONG))
        .isInstanceOf(SocketException.class)
        .hasMessageStartingWith("socket option NO_SUCH cannot be 7 here: ")
        .hasMessageEndingWith(": 127.0.0.1:9");
  }

  /** Known to no platform. */
  private static final class NoSuchOption implements SocketOption<Integer> {
    @Override
    public String name() {
      return "NO_SUCH";
    }

    @Override
    public Class<Integer> type() {
      return Integer.class;
    }
  }

  @Test
  void aLocalAddressThatIsNotOursIsNamed() throws Exception {
    // RFC 5737: for documentation, so it is nobody's.
    SocketSettings settings =
        SocketSettings.DEFAULTS.withLocalAddress(new InetSocketAddress("192.0.2.1", 0));

    assertThatThrownBy(
            () -> open(Reaching.directly().sockets(settings).request("ws://127.0.0.1:9"), LONG))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining(": from /192.0.2.1:0");
  }

  @Test
  void aUnixSocketIsConnectedToAndTheHostOfTheUriIsOnlySaid() throws Exception {
    ScriptedServer server = willing();
    Path path = directory.resolve("s");
    try (Relay relay =
        new Relay(UnixDomainSocketAddress.of(path), WebSocketUri.of(server.uri("/")).port())) {
      SocketSettings settings =
          SocketSettings.DEFAULTS
              .withOptional("TCP_QUICKACK", true)
              .withLocalAddress(new InetSocketAddress("192.0.2.1", 0));
      Opening.Upgraded upgraded =
          (Opening.Upgraded)
              open(
                  Reaching.directly()
                      .sockets(settings)
                      .unixSocket(path)
                      .request("ws://a-name.invalid:81/over"),
                  LONG);

      assertThat(server.request())
          .startsWith("GET /over ")
          .contains("\r\nHost: a-name.invalid:81\r\n");
      assertThat(upgraded.transport().remoteAddress()).isEqualTo(relay.address());
      upgraded.transport().close();
      server.ended();
    }
  }

  @Test
  void aUnixSocketWithoutAServerIsNamed() throws Exception {
    Path path = directory.resolve("nobody");
    Request request = Reaching.directly().unixSocket(path).request("ws://a-name.invalid");

    assertThatThrownBy(() -> open(request, LONG))
        .isInstanceOf(SocketException.class)
        .hasMessageEndingWith(": " + path);

    // Bound and closed: the file stays, and nobody listens at it.
    try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      gone.bind(UnixDomainSocketAddress.of(path));
    }
    assertThatThrownBy(() -> open(request, LONG))
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused: " + path);
  }
}
