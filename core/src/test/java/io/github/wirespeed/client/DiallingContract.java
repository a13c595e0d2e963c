package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.protocol.WebSocketUri;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which server is connected to, if any: names, addresses and what is refused before. For whoever
 * waits.
 */
@Timeout(30)
abstract class DiallingContract {
  static final Duration LONG = Duration.ofSeconds(20);

  private static final Duration SHORT = Duration.ofMillis(50);

  private final List<AutoCloseable> toClose = new ArrayList<>();

  /** Opens with the driver under test, and waits for what comes of it. Any thread. */
  abstract Opening.Result result(Request request, Duration timeout) throws IOException;

  @AfterEach
  final void end() throws Exception {
    for (AutoCloseable each : toClose) {
      each.close();
    }
  }

  final ScriptedServer server(ScriptedServer.Script script) throws IOException {
    return closedLater(new ScriptedServer(script));
  }

  final <T extends AutoCloseable> T closedLater(T resource) {
    toClose.add(resource);
    return resource;
  }

  final ScriptedServer willing() throws IOException {
    return server(
        c -> {
          c.send(c.accept(""));
          c.untilClientLeft();
        });
  }

  final Opening.Result open(String uri, Duration timeout) throws IOException {
    return open(uri, List.of(), List.of(), timeout);
  }

  final Opening.Result open(
      String uri, List<Map.Entry<String, String>> headers, List<String> protocols, Duration timeout)
      throws IOException {
    return open(Request.of(WebSocketUri.of(uri), headers, protocols), timeout);
  }

  final Opening.Result open(Request request, Duration timeout) throws IOException {
    Opening.Result result = result(request, timeout);
    if (result instanceof Opening.Upgraded upgraded) {
      toClose.add(upgraded.transport());
    }
    return result;
  }

  @Test
  void aServerThatIsNotAcceptedByItsProcessIsATimeOut() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String uri = "ws://127.0.0.1:" + deaf.getLocalPort();

      assertThatThrownBy(() -> open(uri, SHORT)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void nobodyListeningIsAConnectException() throws Exception {
    int port = freePort();

    assertThatThrownBy(() -> open("ws://127.0.0.1:" + port, LONG))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(String.valueOf(port));
  }

  @Test
  void whereTheFirstAddressRefusesTheNextIsTried() throws Exception {
    ScriptedServer server = willing();

    assertThat(openAt(server.uri("/"), LONG, "127.0.0.2", "127.0.0.1"))
        .isInstanceOf(Opening.Upgraded.class);
  }

  @Test
  void aSilentAddressHasItsShareOfTheTime() throws Exception {
    ScriptedServer server = willing();
    int port = WebSocketUri.of(server.uri("/")).port();
    try (DeafListener silent = new DeafListener("127.0.0.2", port)) {
      assertThat(openAt(server.uri("/"), Duration.ofSeconds(3), silent.host(), "127.0.0.1"))
          .isInstanceOf(Opening.Upgraded.class);
    }
  }

  @Test
  void whereEveryAddressFailsTheFirstFailureHasTheOthers() throws Exception {
    String uri = "ws://127.0.0.1:" + freePort();

    assertThatThrownBy(() -> openAt(uri, LONG, "127.0.0.2", "127.0.0.3"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("127.0.0.2:")
        .satisfies(
            e -> {
              assertThat(e.getSuppressed()).hasSize(1);
              assertThat(e.getSuppressed()[0]).hasMessageContaining("127.0.0.3:");
            });
  }

  @Test
  void anAddressThatDoesNotAnswerInTimeIsNamed() throws Exception {
    try (DeafListener silent = new DeafListener("127.0.0.2", 0)) {
      String uri = "ws://127.0.0.1:" + silent.port();

      assertThatThrownBy(() -> openAt(uri, SHORT, silent.host()))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageStartingWith("no connection to 127.0.0.2:" + silent.port() + " within ");
    }
  }

  @Test
  void noTimeAtAllIsATimeOut() throws Exception {
    assertThatThrownBy(() -> openAt("ws://127.0.0.1:9", Duration.ZERO, "127.0.0.1"))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageStartingWith("no time left to connect to 127.0.0.1:9");
  }

  @Test
  void anUnknownHostIsSaidToBe() {
    Names none =
        host -> {
          throw new UnknownHostException(host + ": nobody knows it");
        };

    assertThatThrownBy(() -> open(Reaching.by(none).request("ws://nowhere.invalid"), LONG))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("nowhere.invalid: nobody knows it");
  }

  @Test
  void aNameIsLookedUp() throws Exception {
    ScriptedServer server = willing();
    String named = server.uri("/").replace("127.0.0.1", "a-name.invalid");
    Names names =
        host -> {
          assertThat(host).isEqualTo("a-name.invalid");
          return addresses("127.0.0.1");
        };

    assertThat(open(Reaching.by(names).request(named), LONG)).isInstanceOf(Opening.Upgraded.class);
    assertThat(server.request()).contains("\r\nHost: a-name.invalid:");
  }

  @Test
  void failedOpeningsLeaveNoDescriptorBehind() throws Exception {
    try (ServerSocket refusing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int port = freePort();
      failTwice(port, refusing); // opens what is opened once per JVM
      long before = Descriptors.settled(0);
      for (int i = 0; i < 100; i++) {
        failTwice(port, refusing);
      }
      assertThat(Descriptors.settled(before)).isEqualTo(before);
    }
  }

  /** Nobody listens at the one address, nobody speaks at the other. */
  private void failTwice(int port, ServerSocket refusing) throws Exception {
    String nobody = "ws://127.0.0.1:" + port;
    assertThatThrownBy(() -> openAt(nobody, LONG, "127.0.0.2", "127.0.0.1"))
        .isInstanceOf(ConnectException.class);
    FutureTask<Void> hangingUp =
        new FutureTask<>(
            () -> {
              refusing.accept().close();
              return null;
            });
    new Thread(hangingUp).start();
    String uri = "ws://127.0.0.1:" + refusing.getLocalPort();
    try {
      assertThat(open(uri, LONG)).isInstanceOf(Opening.Refused.class);
    } catch (IOException e) {
      assertThat(e).as("the request came first").hasMessageContaining("onnection reset");
    }
    hangingUp.get(20, TimeUnit.SECONDS);
  }

  private Opening.Result openAt(String uri, Duration timeout, String... literals)
      throws IOException {
    return open(Reaching.by(host -> addresses(literals)).request(uri), timeout);
  }

  static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-A|b\\r\\nX-Injected: yes",
        "X-A|b\\nc",
        "X-A|b\\rc",
        "X-A|b\\0c",
        "X-A\\r\\nX-Injected|b",
        "X A|b",
        "X:A|b",
        "''|b",
        "Host|b",
        "sec-websocket-key|b",
        "Upgrade|b"
      })
  void aHeaderThatCannotBeSentIsRefusedBeforeAConnectionIsMade(String name, String value)
      throws Exception {
    ScriptedServer server = server(c -> c.send(c.accept("")));
    List<Map.Entry<String, String>> headers = List.of(Map.entry(control(name), control(value)));

    assertThatThrownBy(() -> open(server.uri("/"), headers, List.of(), LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertNobodyConnected(server);
  }

  private static String control(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,b", "a\r\nX: y", "ä"})
  void aSubprotocolThatIsNoTokenIsRefusedBeforeAConnectionIsMade(String name) throws Exception {
    ScriptedServer server = server(c -> c.send(c.accept("")));

    assertThatThrownBy(() -> open(server.uri("/"), List.of(), List.of(name), LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertNobodyConnected(server);
  }

  /** The first connection that the server ever sees is the one that is made here. */
  private void assertNobodyConnected(ScriptedServer server) throws Exception {
    open(server.uri("/the-first"), LONG);
    assertThat(server.request()).startsWith("GET /the-first HTTP/1.1\r\n");
  }
}
