package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server counts of itself. */
@Timeout(60)
@SuppressWarnings("try") // some are closed before their time
class ServerStatisticsTest {
  private static ServerBuilder builder() {
    return WebSocketServer.builder()
        .loops(1)
        .waitStrategy(WaitStrategy.blocking())
        .route("/", (connection, message) -> connection.send(message));
  }

  @Test
  void aServerThatNobodyKnowsHasCountedNothing() throws Exception {
    try (WebSocketServer server = builder().start()) {
      Map<String, Long> values = new LinkedHashMap<>(server.statistics().values());

      assertThat(values.remove("uptime.seconds")).isNotNegative();
      assertThat(values.values()).containsOnly(0L);
      assertThat(values.keySet())
          .containsExactly(
              "connections.open",
              "connections.opening",
              "connections.opened",
              "connections.closed",
              "openings.plain",
              "openings.timed_out",
              "openings.abandoned",
              "openings.refused",
              "messages.received",
              "messages.sent",
              "messages.unsent",
              "bytes.received",
              "bytes.sent",
              "mailboxes.messages",
              "mailboxes.longest",
              "publications.dropped",
              "violations");
      assertThat(server.statistics().uptime()).isPositive();
    }
  }

  @Test
  void messagesAndBytesOfOpenAndEndedConnectionsAreOneSum() throws Exception {
    try (WebSocketServer server = builder().start();
        RawClient stays = Observed.open(server);
        RawClient goes = Observed.open(server)) {
      stays.send(RawClient.text("é"), RawClient.text(""));
      goes.send(RawClient.frame(0x82, new byte[1000]), RawClient.frame(0x89, "not counted"));
      stays.frame();
      stays.frame();
      goes.frame();
      ServerStatistics open = server.statistics();

      assertThat(open.connections()).isEqualTo(2);
      assertThat(open.opened()).isEqualTo(2);
      assertThat(open.closed()).isZero();
      assertThat(open.messagesReceived()).isEqualTo(3);
      assertThat(open.bytesReceived()).isEqualTo(1002);
      Observed.until(() -> server.statistics().messagesSent() == 3);
      assertThat(server.statistics().bytesSent()).isEqualTo(1002);

      goes.send(RawClient.close(1000, ""));
      assertThat(goes.ended()).isTrue();
      goes.close();
      Observed.until(() -> server.statistics().closed() == 1);
      ServerStatistics after = server.statistics();

      assertThat(after.connections()).isEqualTo(1);
      assertThat(after.opened()).isEqualTo(2);
      assertThat(after.messagesReceived()).isEqualTo(3);
      assertThat(after.bytesReceived()).isEqualTo(1002);
      assertThat(after.messagesSent()).isEqualTo(3);
      assertThat(after.bytesSent()).isEqualTo(1002);
      // The snapshot of before is of before.
      assertThat(open.closed()).isZero();
      assertThat(open.closeCodesReceived()).isEmpty();
    }
  }

  @Test
  void closeCodesOfBothSidesAndViolationsAreCounted() throws Exception {
    try (WebSocketServer server = builder().start()) {
      end(server, RawClient.close(1000, ""));
      end(server, RawClient.close(4321, "why not"));
      end(server, RawClient.close(4321, ""));
      end(server, RawClient.frame(0x88, ""));
      end(server, new byte[] {(byte) 0x81, 1, 'x'}); // without a mask
      try (RawClient lost = Observed.open(server)) {
        lost.socket.setSoLinger(true, 0); // a reset
      }
      Observed.until(() -> server.statistics().closed() == 6);
      ServerStatistics after = server.statistics();

      assertThat(after.closeCodesReceived())
          .containsExactly(
              Map.entry(1000, 1L), Map.entry(1005, 1L), Map.entry(1006, 2L), Map.entry(4321, 2L));
      assertThat(after.closeCodesSent())
          .containsExactly(
              Map.entry(1000, 1L),
              Map.entry(1002, 1L),
              Map.entry(1005, 1L),
              Map.entry(1006, 1L),
              Map.entry(4321, 2L));
      assertThat(after.violations()).isEqualTo(1);
      assertThat(after.values())
          .containsEntry("closes.received.4321", 2L)
          .containsEntry("closes.sent.1002", 1L)
          .containsEntry("violations", 1L);
    }
  }

  private static void end(WebSocketServer server, byte[] last) throws Exception {
    try (RawClient client = Observed.open(server)) {
      client.send(last);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void aPeerThatMakesUpCodesDoesNotMakeTheCountsGrow() throws Exception {
    try (WebSocketServer server = builder().loops(2).start()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < Totals.MAX_CODES + 6; i++) {
        clients.add(Observed.open(server));
      }
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).send(RawClient.close(3000 + i, ""));
      }
      for (RawClient client : clients) {
        assertThat(client.ended()).isTrue();
        client.close();
      }
      Observed.until(() -> server.statistics().closed() == clients.size());
      ServerStatistics after = server.statistics();

      assertThat(after.closeCodesReceived())
          .hasSize(Totals.MAX_CODES + 1)
          .containsEntry(Totals.OTHER_CODES, 6L);
      assertThat(after.values()).containsEntry("closes.received.other", 6L);
    }
  }

  @Test
  void refusalsAreCountedByTheirStatus() throws Exception {
    try (WebSocketServer server = builder().start()) {
      refused(server, Observed.request("/nowhere"));
      refused(server, Observed.request("/nowhere/else"));
      refused(server, Observed.request("/", "Origin: https://elsewhere.example"));
      refused(server, RawClient.REQUEST.replace("Key: ", "Key: bad"));
      refused(server, "nonsense\r\n\r\n");
      Observed.until(() -> server.statistics().opening() == 0);
      ServerStatistics after = server.statistics();

      assertThat(after.refusedByStatus())
          .containsExactly(Map.entry(400, 2L), Map.entry(403, 1L), Map.entry(404, 2L));
      assertThat(after.refused()).isEqualTo(5);
      assertThat(after.opened()).isZero();
      assertThat(after.abandoned()).isZero();
      assertThat(after.timedOut()).isZero();
      assertThat(after.values())
          .containsEntry("openings.refused", 5L)
          .containsEntry("openings.refused.404", 2L);
    }
  }

  private static void refused(WebSocketServer server, String request) throws Exception {
    try (RawClient client = new RawClient(Observed.address(server))) {
      client.send(request.getBytes(ISO_8859_1));
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void anOpeningIsCountedWhileItLastsAndAsAbandonedIfItsClientLeaves() throws Exception {
    try (WebSocketServer server = builder().start();
        RawClient slow = new RawClient(Observed.address(server));
        RawClient leaves = new RawClient(Observed.address(server))) {
      slow.send("GET".getBytes(ISO_8859_1));
      Observed.until(() -> server.statistics().opening() == 2);
      leaves.close();
      Observed.until(() -> server.statistics().opening() == 1);

      assertThat(server.statistics().abandoned()).isEqualTo(1);
      assertThat(server.statistics().connections()).isZero();
      slow.send(RawClient.REQUEST.substring(3).getBytes(ISO_8859_1));
      Observed.until(() -> server.statistics().connections() == 1);
      assertThat(server.statistics().opening()).isZero();
      assertThat(server.statistics().abandoned()).isEqualTo(1);
      assertThat(server.statistics().timedOut()).isZero();
    }
  }

  @Test
  void anOpeningThatTakesTooLongIsTimedOut() throws Exception {
    try (WebSocketServer server = builder().handshakeTimeout(Duration.ofMillis(50)).start();
        RawClient slow = new RawClient(Observed.address(server))) {
      slow.send("GET".getBytes(ISO_8859_1));
      assertThat(slow.ended()).isTrue();
      slow.close();
      Observed.until(() -> server.statistics().opening() == 0);

      assertThat(server.statistics().timedOut()).isEqualTo(1);
      assertThat(server.statistics().abandoned()).isZero();
    }
  }

  @Test
  void aTlsHandshakeIsPartOfTheOpening() throws Exception {
    try (WebSocketServer server =
            builder().tls(LoopbackCertificate.make().serverContext()).start();
        RawClient leaves = new RawClient(Observed.address(server));
        RawClient noTls = new RawClient(Observed.address(server))) {
      Observed.until(() -> server.statistics().opening() == 2);
      leaves.close();
      noTls.send(RawClient.REQUEST.getBytes(ISO_8859_1));
      assertThat(noTls.ended()).isTrue();
      noTls.close();
      Observed.until(() -> server.statistics().opening() == 0);

      assertThat(server.statistics().abandoned()).isEqualTo(1);
      assertThat(server.statistics().refusedByStatus()).containsExactly(Map.entry(400, 1L));
      assertThat(server.statistics().opened()).isZero();
    }
  }

  /** Fills the mailbox of its connection when it is told to. */
  private static final class Filling implements MessageHandler {
    final BlockingQueue<CloseReport> ended = new LinkedBlockingQueue<>();

    @Override
    public void onMessage(WebSocketConnection connection, MessageView message) {
      if (message.isText()) {
        connection.send(new byte[16 << 20]); // more than sockets take
        while (connection.trySend("small")) {
          // until it is full
        }
      }
    }

    @Override
    public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
      ended.add(how.report());
    }
  }

  @Test
  void mailboxesAreLookedIntoAndWhatWasNotSentIsCountedAtTheEnd() throws Exception {
    Filling filling = new Filling();
    try (WebSocketServer server =
            WebSocketServer.builder()
                .loops(1)
                .waitStrategy(WaitStrategy.blocking())
                .options(WebSocketServer.defaultOptions().mailbox(5))
                .route("/", filling)
                .start();
        RawClient idle = Observed.open(server);
        RawClient full = Observed.open(server);
        RawClient fullToo = Observed.open(server)) {
      full.send(RawClient.text("fill"));
      fullToo.send(RawClient.text("fill"));
      // Neither is read from: what the sockets do not take stays.
      Observed.until(() -> server.statistics().queuedMessages() == 10);

      assertThat(server.statistics().longestQueue()).isEqualTo(5);
      assertThat(server.statistics().unsentMessages()).isZero();
      full.socket.setSoLinger(true, 0);
      full.close();
      CloseReport report = filling.ended.poll(20, TimeUnit.SECONDS);
      Observed.until(() -> server.statistics().closed() == 1);

      assertThat(report.unsentMessages()).isGreaterThanOrEqualTo(5);
      assertThat(server.statistics().unsentMessages()).isEqualTo(report.unsentMessages());
      assertThat(server.statistics().queuedMessages()).isEqualTo(5);
      assertThat(idle.socket.isConnected()).isTrue();
    }
  }

  @Test
  void whatOnlyGrowsNeverGoesBackWhileConnectionsComeAndGo() throws Exception {
    long rounds = 150;
    try (WebSocketServer server = builder().loops(2).start()) {
      AtomicBoolean done = new AtomicBoolean();
      BlockingQueue<Object> result = new LinkedBlockingQueue<>();
      Thread looks = new Thread(() -> result.add(lookAgainAndAgain(server, done)));
      looks.start();
      for (int i = 0; i < rounds; i++) {
        try (RawClient a = Observed.open(server);
            RawClient b = Observed.open(server)) {
          a.send(RawClient.text("12345"));
          b.send(RawClient.text("1234567"), RawClient.close(1000, ""));
          a.frame();
          a.send(RawClient.close(1000, ""));
          a.ended();
          b.ended();
        }
      }
      Observed.until(() -> server.statistics().closed() == 2 * rounds);
      done.set(true);

      assertThat(result.poll(20, TimeUnit.SECONDS)).isEqualTo("never");
      ServerStatistics after = server.statistics();
      assertThat(after.connections()).isZero();
      assertThat(after.messagesReceived()).isEqualTo(2 * rounds);
      assertThat(after.bytesReceived()).isEqualTo(12 * rounds);
      assertThat(after.messagesSent()).isEqualTo(2 * rounds);
      assertThat(after.bytesSent()).isEqualTo(12 * rounds);
    }
  }

  private static Object lookAgainAndAgain(WebSocketServer server, AtomicBoolean done) {
    Map<String, Long> before = Map.of();
    while (!done.get()) {
      Map<String, Long> now = server.statistics().values();
      for (Map.Entry<String, Long> known : before.entrySet()) {
        Long value = now.get(known.getKey());
        if (!ServerStatistics.isGauge(known.getKey())
            && (value == null || value < known.getValue())) {
          return known + " came before " + value;
        }
      }
      before = now;
    }
    return "never";
  }

  @Test
  void theTextSaysEverythingInOneBlock() throws Exception {
    try (WebSocketServer server = builder().start()) {
      end(server, RawClient.concat(RawClient.text("abc"), RawClient.close(1001, "")));
      refused(server, Observed.request("/nowhere"));
      Observed.until(() -> server.statistics().closed() == 1 && server.statistics().opening() == 0);

      assertThat(server.statistics().toString().replaceFirst("up \\d+\\.\\d{3} s", "up"))
          .isEqualTo(
              """
              up
              connections: 0 open, 0 opening; 1 opened, 1 closed
              openings:    1 refused (404: 1), 0 plain, 0 timed out, 0 abandoned
              received:    1 messages, 3 bytes
              sent:        1 messages, 3 bytes; 0 accepted and not sent
              mailboxes:   0 messages, 0 in the fullest; 0 publications dropped
              closes:      received (1001: 1), sent (1001: 1); 0 violations\
              """);
    }
  }

  @Test
  void nobodyChangesASnapshot() throws Exception {
    try (WebSocketServer server = builder().start()) {
      ServerStatistics now = server.statistics();

      assertThatThrownBy(() -> now.values().put("x", 1L))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> now.refusedByStatus().put(404, 1L))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> now.closeCodesReceived().put(1000, 1L))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> now.closeCodesSent().put(1000, 1L))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }
}
