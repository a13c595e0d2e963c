package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.wirespeed.Compression;
import io.github.wirespeed.Message;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route says of its connections, and no other's. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteRulesTest {
  private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate";
  private static final MessageHandler ECHO = (connection, message) -> connection.send(message);
  private static final WebSocketOptions OPTIONS = WebSocketServer.defaultOptions();

  private final List<String> made = new CopyOnWriteArrayList<>();
  private WebSocketServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        Requests.server()
            .options(OPTIONS.maxMessageSize(100).compression(Compression.deflate()))
            .route("/", Route.to(ECHO))
            .route("/small", Route.to(ECHO).options(OPTIONS.maxMessageSize(10)))
            .route("/large", Route.to(ECHO).options(OPTIONS.maxMessageSize(1000)))
            .route("/frames", Route.to(ECHO).options(OPTIONS.maxFrameSize(5)))
            .route("/pieces", Route.to(ECHO).options(OPTIONS.fragmentSize(4096)))
            .route(
                "/eager",
                Route.to(ECHO)
                    .options(
                        OPTIONS.compression(
                            Compression.deflate().threshold(0).serverTakeover(false))))
            .route("/chat", Route.to(ECHO).subprotocols("v2.chat", "v1.chat"))
            .route(
                "/rooms/{room}",
                Route.toEach(
                    request -> {
                      String room = request.parameter("room");
                      made.add(room);
                      return (connection, message) -> connection.send(room);
                    }))
            .start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private RawClient open(String path, String... headers) throws Exception {
    RawClient client = Requests.sent(server, Requests.upgrade(path, headers));
    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  @ParameterizedTest
  @CsvSource({"/, 100", "/small, 10", "/large, 1000", "/frames, 5"})
  void messagesMayBeAsLargeAsTheRouteSaysAndNoLarger(String path, int most) throws Exception {
    try (RawClient client = open(path)) {
      client.send(RawClient.frame(0x82, new byte[most]), RawClient.frame(0x82, new byte[most + 1]));

      assertThat(client.frame()).isEqualTo("BINARY " + most + " bytes");
      assertThat(client.frame()).startsWith("CLOSE 1009 ");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void limitsHoldForTheFramesBehindTheRequestAsWell() throws Exception {
    try (RawClient client = Requests.client(server)) {
      client.send(
          Requests.upgrade("/small").getBytes(ISO_8859_1), RawClient.frame(0x82, new byte[11]));

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.frame()).startsWith("CLOSE 1009 ");
    }
  }

  @Test
  void aMessageLeavesInFragmentsOfTheRoutesSize() throws Exception {
    try (RawClient client = open("/pieces")) {
      client.send(RawClient.frame(0x82, new byte[5000]));

      assertThat(client.frame()).isEqualTo("BINARY... 4096 bytes");
      assertThat(client.frame()).isEqualTo("CONT 904 bytes");
    }
  }

  @Test
  void compressionIsTheRoutes() throws Exception {
    try (RawClient server = Requests.sent(this.server, Requests.upgrade("/", DEFLATE));
        RawClient none = Requests.sent(this.server, Requests.upgrade("/small", DEFLATE));
        RawClient eager = Requests.sent(this.server, Requests.upgrade("/eager", DEFLATE))) {
      assertThat(server.head()).contains("\r\n" + DEFLATE + "\r\n");
      assertThat(none.head()).doesNotContain("Extensions");
      assertThat(eager.head()).contains("\r\n" + DEFLATE + "; server_no_context_takeover\r\n");
      // RFC 7692 7.2.3.2: "Hello", compressed.
      server.send(RawClient.text("Hello"));
      eager.send(RawClient.text("Hello"));
      none.send(RawClient.frame(0xC1, "Hello"));

      assertThat(server.frame()).isEqualTo("TEXT Hello"); // below the threshold of the server's
      assertThat(eager.frame()).isEqualTo("first byte 0xc1");
      assertThat(none.frame()).startsWith("CLOSE 1002 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1.chat          | v1.chat",
        "v1.chat, v2.chat | v2.chat",
        "v3.chat, v1.chat | v1.chat",
        "v3.chat          | ''",
        "V1.CHAT          | ''"
      })
  void theRoutesFavouriteAmongThoseAskedForIsSpoken(String asked, String spoken) throws Exception {
    String[] names = asked.split(", ");
    try (WebSocket ws =
        WebSocket.connect(
            server.uri() + "/chat", WebSocketOptions.defaults().subprotocols(names))) {
      assertThat(ws.subprotocol()).isEqualTo(spoken);
    }
    try (WebSocket ws =
        WebSocket.connect(server.uri() + "/", WebSocketOptions.defaults().subprotocols(names))) {
      assertThat(ws.subprotocol()).as("where none is spoken").isEmpty();
    }
  }

  @Test
  void eachConnectionMayHaveAHandlerOfItsOwnMadeOfItsRequest() throws Exception {
    try (WebSocket a = WebSocket.connect(server.uri() + "/rooms/a%2Fb");
        WebSocket b = WebSocket.connect(server.uri() + "/rooms/%C3%A9?x")) {
      b.send("?");
      a.send("?");

      assertThat(a.receive()).isEqualTo(new Message.Text("a/b"));
      assertThat(b.receive()).isEqualTo(new Message.Text("é"));
      assertThat(made).containsExactly("a/b", "é");
    }
  }

  @Test
  void aSubprotocolThatNobodyCanAskForIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.to(ECHO).subprotocols("a", "a b"))
        .withMessage("subprotocol \"a b\" is not a token");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.to(ECHO).subprotocols("a", "b", "a"))
        .withMessage("subprotocol \"a\" is named twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Route.to(ECHO).subprotocols(""))
        .withMessage("subprotocol \"\" is not a token");
  }

  @Test
  void aServerThatServesNothingDoesNotStart() {
    assertThatIllegalStateException()
        .isThrownBy(() -> WebSocketServer.builder().start())
        .withMessage("a server without a route serves nobody");
  }
}
