package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.WaitStrategy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lines of the access log. */
@Timeout(60)
@SuppressWarnings("try") // some are closed before their time
class AccessLogTest {
  // Held: the logging of the JDK forgets a logger, and its level, that nobody has.
  private static final Logger LOGGER = Logger.getLogger("io.github.wirespeed.server.access");

  /** Keeps the lines as a file would have them. */
  private static final class Lines extends Handler {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Lines() {
      setFormatter(new SimpleFormatter());
    }

    @Override
    public void publish(LogRecord event) {
      lines.add(event.getLevel() + " " + getFormatter().formatMessage(event));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Lines log = new Lines();

  @BeforeEach
  void begin() {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(log);
    LOGGER.setLevel(null);
  }

  @AfterEach
  void end() {
    LOGGER.removeHandler(log);
    LOGGER.setUseParentHandlers(true);
    LOGGER.setLevel(null);
  }

  private static ServerBuilder builder() {
    return WebSocketServer.builder()
        .loops(1)
        .waitStrategy(WaitStrategy.blocking())
        .origins(Origins.any())
        .accessLog(true)
        .route(
            "/chat",
            Route.to((connection, message) -> connection.send(message)).subprotocols("v2.chat"));
  }

  /** The next line, the client's address replaced. */
  private String line(RawClient client) throws Exception {
    String line = log.lines.poll(20, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line.replace("127.0.0.1:" + client.socket.getLocalPort(), "CLIENT");
  }

  private static void send(RawClient client, String request) throws Exception {
    client.send(request.getBytes(ISO_8859_1));
  }

  @Test
  void anOpeningAndAnEndAreALineEach() throws Exception {
    try (WebSocketServer server = builder().start();
        RawClient client = new RawClient(Observed.address(server))) {
      send(
          client,
          Observed.request(
              "/chat?room={0}",
              "Origin: https://app.example",
              "User-Agent: test/1.0",
              "Sec-WebSocket-Protocol: v1.chat, v2.chat"));
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");

      assertThat(line(client))
          .isEqualTo(
              "INFO CLIENT \"GET /chat?room={0} HTTP/1.1\" 101 host=\"localhost\""
                  + " origin=\"https://app.example\" agent=\"test/1.0\" subprotocol=\"v2.chat\"");
      client.send(RawClient.text("four"), RawClient.close(4001, "bye"));
      client.ended();
      client.close();
      assertThat(line(client).replaceFirst("age \\d+\\.\\d{3} s", "age"))
          .isEqualTo(
              "INFO CLIENT CloseReport[closed by the peer; received close 4001 bye, then sent"
                  + " 4001; age; received 1 message, 4 bytes; sent 1 message, 4 bytes]");
      assertThat(log.lines).isEmpty();
    }
  }

  @Test
  void aRefusalIsALineAndWhatIsNoRequestAsWell() throws Exception {
    try (WebSocketServer server = builder().start();
        RawClient lost = new RawClient(Observed.address(server));
        RawClient noOpening = new RawClient(Observed.address(server));
        RawClient noRequest = new RawClient(Observed.address(server))) {
      send(lost, Observed.request("/nowhere"));
      lost.ended();
      send(noOpening, Observed.request("/chat", "Host: two"));
      noOpening.ended();
      send(noRequest, "GET /chat\r\n\r\n");
      noRequest.ended();

      assertThat(line(lost))
          .isEqualTo("INFO CLIENT \"GET /nowhere HTTP/1.1\" 404 host=\"localhost\"");
      assertThat(line(noOpening))
          .isEqualTo("INFO CLIENT \"GET /chat HTTP/1.1\" 400 host=\"localhost\"");
      assertThat(line(noRequest)).isEqualTo("INFO CLIENT - 400");
    }
  }

  @Test
  void whatAClientSendsCannotBeTakenForTheLogsOwn() throws Exception {
    try (WebSocketServer server = builder().start();
        RawClient client = new RawClient(Observed.address(server))) {
      send(
          client,
          Observed.request(
              "/chat?\"200\\", "User-Agent: a\" 101 origin=\"b\\\tc\u0085d\u00e9\u009b31m"));
      client.head();

      assertThat(line(client))
          .isEqualTo(
              "INFO CLIENT \"GET /chat?\\\"200\\\\ HTTP/1.1\" 101 host=\"localhost\""
                  + " agent=\"a\\\" 101 origin=\\\"b\\\\\\u0009c\\u0085d\\u00e9\\u009b31m\"");
      client.send(RawClient.close(4000, "x\r\n127.0.0.1:1 CloseReport[\u2028\u202e\u001b[31m"));
      client.ended();
      client.close();
      assertThat(line(client))
          .contains("4000 x\\u000d\\u000a127.0.0.1:1 CloseReport[\\u2028\\u202e\\u001b[31m,")
          .matches("[ -~]*");
    }
  }

  @Test
  void longValuesAreCut() throws Exception {
    try (WebSocketServer server = builder().start();
        RawClient client = new RawClient(Observed.address(server))) {
      send(
          client,
          Observed.request(
              "/" + "p".repeat(AccessLog.LONGEST), "User-Agent: " + "a".repeat(AccessLog.LONGEST)));
      client.ended();

      assertThat(line(client))
          .isEqualTo(
              "INFO CLIENT \"GET /"
                  + "p".repeat(AccessLog.LONGEST - 5)
                  + "...(14 more)\" 404 host=\"localhost\" agent=\""
                  + "a".repeat(AccessLog.LONGEST)
                  + "\"");
    }
  }

  @Test
  void aConnectionThatAHandlerEndsSaysSoInALineThatIsCut() throws Exception {
    String message = "why " + "not ".repeat(1000);
    try (WebSocketServer server =
            builder()
                .route(
                    "/fails",
                    (connection, text) -> {
                      throw new IllegalStateException(message);
                    })
                .start();
        RawClient client = new RawClient(Observed.address(server))) {
      send(client, Observed.request("/fails"));
      client.head();
      line(client);
      client.send(RawClient.text("x"));
      client.ended();
      client.close();

      assertThat(line(client))
          .startsWith("INFO CLIENT CloseReport[closed here; sent close 1011 ")
          .contains("cause: java.lang.IllegalStateException: why not not ")
          .matches(".*\\.\\.\\.\\(\\d+ more\\)")
          .hasSizeLessThan(AccessLog.LONGEST_REPORT + 100);
    }
  }

  @Test
  void nothingIsLoggedUnlessItIsAskedFor() throws Exception {
    silent(builder().accessLog(false));
    silent(
        WebSocketServer.builder()
            .loops(1)
            .route("/chat", (connection, message) -> connection.send(message)));
    LOGGER.setLevel(Level.WARNING);
    silent(builder());
  }

  private void silent(ServerBuilder builder) throws Exception {
    try (WebSocketServer server = builder.start();
        RawClient client = new RawClient(Observed.address(server))) {
      send(client, Observed.request("/chat"));
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      client.send(RawClient.close(1000, ""));
      client.ended();
      client.close();
      Observed.until(() -> server.statistics().closed() == 1);
      server.close();

      assertThat(log.lines).isEmpty();
    }
  }
}
