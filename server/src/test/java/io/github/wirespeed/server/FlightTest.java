package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.CloseReport;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder is told. */
@Timeout(120)
@SuppressWarnings("try") // some are closed before their time
class FlightTest {
  private static final String PREFIX = "io.github.wirespeed.server.";

  @TempDir Path files;

  /** Sends back what it gets, and keeps what it was called with last. */
  private static final class Echo implements MessageHandler {
    final BlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReport> ended = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(WebSocketConnection connection) {
      opened.add(connection);
    }

    @Override
    public void onMessage(WebSocketConnection connection, MessageView message) {
      connection.send(message);
    }

    @Override
    public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
      ended.add(how.report());
    }
  }

  private final Echo echo = new Echo();

  private WebSocketServer start() throws Exception {
    return WebSocketServer.builder()
        .loops(1)
        .waitStrategy(WaitStrategy.blocking())
        .route("/chat", Route.to(echo).subprotocols("v2.chat"))
        .start();
  }

  private RawClient open(WebSocketServer server) throws Exception {
    RawClient client = new RawClient(Observed.address(server));
    client.send(
        Observed.request("/chat?token=secret", "Sec-WebSocket-Protocol: v2.chat")
            .getBytes(ISO_8859_1));
    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private static final List<String> EVENTS =
      List.of(
          "ConnectionOpened",
          "ConnectionClosed",
          "OpeningRefused",
          "SlowConsumer",
          "ServerSnapshot");

  /** A recording of one event, or of none of ours: a new one would have them all. */
  private static Recording recording(String wanted) {
    Recording recording = new Recording();
    for (String event : EVENTS) {
      if (event.equals(wanted)) {
        recording.enable(PREFIX + event);
      } else {
        recording.disable(PREFIX + event);
      }
    }
    recording.start();
    return recording;
  }

  private List<RecordedEvent> events(Recording recording, String name) throws Exception {
    Path file = Files.createTempFile(files, "recording", ".jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(PREFIX + name))
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }

  private static String local(RawClient client) {
    return "127.0.0.1:" + client.socket.getLocalPort();
  }

  @Test
  void anOpeningIsAnEventWithWhatWasAskedForButNotTheQuery() throws Exception {
    try (Recording recording = recording("ConnectionOpened");
        WebSocketServer server = start();
        RawClient client = open(server)) {
      client.send(RawClient.text("x"));
      client.frame(); // the connection has had its first turn
      List<RecordedEvent> opened = events(recording, "ConnectionOpened");

      assertThat(opened).hasSize(1);
      RecordedEvent event = opened.get(0);
      assertThat(event.getString("remote")).isEqualTo(local(client));
      assertThat(event.getString("local")).isEqualTo("127.0.0.1:" + client.socket.getPort());
      assertThat(event.getString("path")).isEqualTo("/chat");
      assertThat(event.getString("subprotocol")).isEqualTo("v2.chat");
      assertThat(event.getEventType().getCategoryNames()).containsExactly("Wirespeed", "Server");
      assertThat(event.getStackTrace()).isNull();
    }
  }

  @Test
  void anEndIsAnEventWithItsReport() throws Exception {
    try (Recording recording = recording("ConnectionClosed");
        WebSocketServer server = start();
        RawClient client = open(server)) {
      client.send(RawClient.text("four"), RawClient.text("é"));
      client.frame();
      client.frame();
      client.send(RawClient.close(4000, "enough"));
      client.ended();
      client.close();
      CloseReport report = echo.ended.take();
      Observed.until(() -> server.statistics().closed() == 1);
      server.close(); // the event is written behind the count, on the loop
      List<RecordedEvent> closed = events(recording, "ConnectionClosed");

      assertThat(closed).hasSize(1);
      RecordedEvent event = closed.get(0);
      assertThat(event.getString("remote")).isEqualTo(local(client));
      assertThat(event.getString("origin")).isEqualTo("PEER");
      assertThat(event.getInt("code")).isEqualTo(4000);
      assertThat(event.getString("reason")).isEqualTo("enough");
      assertThat(event.getInt("sentCode")).isEqualTo(4000);
      assertThat(event.getString("cause")).isNull();
      assertThat(event.getDuration("age")).isEqualTo(report.age());
      assertThat(event.getLong("messagesReceived")).isEqualTo(2);
      assertThat(event.getLong("bytesReceived")).isEqualTo(6);
      assertThat(event.getLong("messagesSent")).isEqualTo(2);
      assertThat(event.getLong("bytesSent")).isEqualTo(6);
      assertThat(event.getInt("messagesUnsent")).isZero();
      assertThat(event.getLong("lastRoundTrip")).isEqualTo(Long.MIN_VALUE); // no ping
    }
  }

  @Test
  void anEndByAViolationSaysWhatWasWrong() throws Exception {
    try (Recording recording = recording("ConnectionClosed");
        WebSocketServer server = start();
        RawClient client = open(server)) {
      client.send(new byte[] {(byte) 0x81, 1, 'x'});
      client.ended();
      client.close();
      CloseReport report = echo.ended.take();
      Observed.until(() -> server.statistics().closed() == 1);
      server.close();
      RecordedEvent event = events(recording, "ConnectionClosed").get(0);

      assertThat(event.getString("origin")).isEqualTo("VIOLATION");
      assertThat(event.getString("cause")).isEqualTo(report.cause().orElseThrow().toString());
      assertThat(event.getInt("code")).isEqualTo(1006);
      assertThat(event.getInt("sentCode")).isEqualTo(1002);
    }
  }

  @Test
  void anEndKnowsTheLastRoundTrip() throws Exception {
    try (Recording recording = recording("ConnectionClosed");
        WebSocketServer server = start();
        WebSocketClient clients = WebSocketClient.create()) {
      AsyncWebSocket client =
          clients.connectAsync(server.uri() + "/chat").get(20, TimeUnit.SECONDS);
      echo.opened.take().ping().get(20, TimeUnit.SECONDS);
      client.close().get(20, TimeUnit.SECONDS);
      CloseReport report = echo.ended.take();
      Observed.until(() -> server.statistics().closed() == 1);
      server.close();
      RecordedEvent event = events(recording, "ConnectionClosed").get(0);

      assertThat(event.getDuration("lastRoundTrip"))
          .isEqualTo(report.lastRoundTrip().orElseThrow());
    }
  }

  @Test
  void aRefusalIsAnEvent() throws Exception {
    try (Recording recording = recording("OpeningRefused");
        WebSocketServer server = start();
        RawClient lost = new RawClient(Observed.address(server));
        RawClient noRequest = new RawClient(Observed.address(server))) {
      lost.send(Observed.request("/nowhere?token=secret").getBytes(ISO_8859_1));
      assertThat(lost.ended()).isTrue();
      noRequest.send("nonsense\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(noRequest.ended()).isTrue();
      List<RecordedEvent> refused = events(recording, "OpeningRefused");

      assertThat(refused).hasSize(2);
      assertThat(refused.get(0).getString("remote")).isEqualTo(local(lost));
      assertThat(refused.get(0).getInt("status")).isEqualTo(404);
      assertThat(refused.get(0).getString("why")).contains("/nowhere");
      assertThat(refused.get(0).getString("path")).isEqualTo("/nowhere");
      assertThat(refused.get(1).getString("remote")).isEqualTo(local(noRequest));
      assertThat(refused.get(1).getInt("status")).isEqualTo(400);
      assertThat(refused.get(1).getString("why")).isNotEmpty();
      assertThat(refused.get(1).getString("path")).isNull();
    }
  }

  @Test
  void aSlowConsumerIsAnEvent() throws Exception {
    try (Recording recording = recording("SlowConsumer");
        WebSocketServer server = start();
        RawClient client = open(server)) {
      Flight.dropped("quotes", echo.opened.take(), 7);
      List<RecordedEvent> slow = events(recording, "SlowConsumer");

      assertThat(slow).hasSize(1);
      assertThat(slow.get(0).getString("remote")).isEqualTo(local(client));
      assertThat(slow.get(0).getString("topic")).isEqualTo("quotes");
      assertThat(slow.get(0).getLong("dropped")).isEqualTo(7);
    }
  }

  @Test
  void aServerIsLookedAtPeriodicallyUntilItIsClosed() throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable(PREFIX + "ServerSnapshot").withPeriod(Duration.ofMillis(20));
      recording.start();
      String address;
      try (WebSocketServer server = start();
          RawClient client = open(server)) {
        client.send(RawClient.text("abc"));
        client.frame();
        address = server.addresses().toString();
        Observed.until(() -> !snapshots(recording, 3).isEmpty());
        ServerStatistics now = server.statistics();
        RecordedEvent event = snapshots(recording, 3).get(0);

        assertThat(event.getString("server")).isEqualTo(address);
        assertThat(event.getLong("connections")).isEqualTo(now.connections()).isEqualTo(1);
        assertThat(event.getLong("openings")).isZero();
        assertThat(event.getLong("opened")).isEqualTo(1);
        assertThat(event.getLong("closed")).isZero();
        assertThat(event.getLong("messagesReceived")).isEqualTo(1);
        assertThat(event.getLong("bytesReceived")).isEqualTo(3);
        assertThat(event.getLong("messagesSent")).isEqualTo(1);
        assertThat(event.getLong("bytesSent")).isEqualTo(3);
        assertThat(event.getLong("queuedMessages")).isZero();
        assertThat(event.getLong("longestQueue")).isZero();
        assertThat(event.getLong("publicationsDropped")).isZero();
      }
      // From here on only other servers' are expected: this one is given the chance to be wrong.
      try (Recording later = new Recording();
          WebSocketServer other = start()) {
        later.enable(PREFIX + "ServerSnapshot").withPeriod(Duration.ofMillis(20));
        later.start();
        Observed.until(() -> servers(later).contains(other.addresses().toString()));

        assertThat(servers(later)).doesNotContain(address);
      }
    }
  }

  private List<RecordedEvent> snapshots(Recording recording, long bytesSent) {
    try {
      return events(recording, "ServerSnapshot").stream()
          .filter(event -> event.getLong("bytesSent") == bytesSent)
          .toList();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> servers(Recording recording) {
    try {
      return events(recording, "ServerSnapshot").stream()
          .map(event -> event.getString("server"))
          .collect(Collectors.toSet());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aServerThatWasStartedBeforeTheRecordingIsInIt() throws Exception {
    try (WebSocketServer server = start();
        Recording recording = new Recording()) {
      recording.enable(PREFIX + "ServerSnapshot").withPeriod(Duration.ofMillis(20));
      recording.start();

      Observed.until(() -> servers(recording).contains(server.addresses().toString()));
    }
  }

  @Test
  void theLastLookIsWhenTheServerIsClosed() throws Exception {
    try (Recording recording = recording("none")) {
      recording.enable(PREFIX + "ServerSnapshot").withPeriod(Duration.ofHours(1));
      try (WebSocketServer server = start();
          RawClient client = open(server)) {
        client.send(RawClient.text("abcdefg"));
        client.frame();
        server.close();
        server.close();
      }
      List<RecordedEvent> last = snapshots(recording, 7);

      assertThat(last).hasSize(1);
      assertThat(last.get(0).getLong("connections")).isZero();
      assertThat(last.get(0).getLong("closed")).isEqualTo(1);
    }
  }

  @Test
  void whatIsNotRecordedAllocatesNothing() throws Exception {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
            && bean.isThreadAllocatedMemorySupported()
            && bean.isThreadAllocatedMemoryEnabled(),
        "this JVM does not count the bytes that a thread allocates");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (WebSocketServer server = start();
        RawClient client = open(server)) {
      WebSocketConnection connection = echo.opened.take();
      CloseReport report = connection.report();
      Runnable all =
          () -> {
            Flight.opened(connection, "/chat");
            Flight.closed(connection, report);
            Flight.refused(null, null, 404, "no route");
            Flight.dropped("quotes", connection, 1);
          };
      // The recorder is there, and nobody records; then somebody who wants none of these.
      recording("ConnectionOpened").close();
      assertThat(allocated(threads, all)).isZero();
      try (Recording others = recording("none")) {
        assertThat(allocated(threads, all)).isZero();
        for (String event : EVENTS) {
          assertThat(events(others, event)).isEmpty();
        }
      }
      // And that would be seen: the event of an opening that is recorded is an object.
      try (Recording wanted = recording("ConnectionOpened")) {
        assertThat(allocated(threads, all)).isPositive();
        assertThat(events(wanted, "ConnectionOpened")).isNotEmpty();
        assertThat(events(wanted, "ConnectionClosed")).isEmpty();
      }
      assertThat(client.socket.isConnected()).isTrue();
    }
  }

  /** Bytes per thousand runs; the least of several, as the JIT compiler has its own. */
  private static long allocated(ThreadMXBean threads, Runnable run) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        run.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @Test
  void everyEventAndFieldHasALabelForPeople() throws Exception {
    try (Recording recording = recording("ConnectionOpened");
        WebSocketServer server = start()) {
      assertThat(server.connections()).isZero();
      List<EventType> ours =
          FlightRecorder.getFlightRecorder().getEventTypes().stream()
              .filter(type -> type.getName().startsWith(PREFIX))
              .toList();

      assertThat(ours.stream().map(type -> type.getName().substring(PREFIX.length())))
          .containsExactlyInAnyOrderElementsOf(EVENTS);
      for (EventType type : ours) {
        assertThat(type.getLabel()).startsWith("WebSocket ");
        assertThat(type.getDescription()).isNotEmpty();
        for (ValueDescriptor field : type.getFields()) {
          assertThat(field.getLabel()).as(type.getName() + "." + field.getName()).isNotEmpty();
        }
      }
    }
  }
}
