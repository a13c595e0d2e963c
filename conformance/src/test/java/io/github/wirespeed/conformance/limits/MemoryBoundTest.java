package io.github.wirespeed.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.conformance.wire.Frame;
import io.github.wirespeed.conformance.wire.RawClient;
import io.github.wirespeed.conformance.wire.RawConnection;
import io.github.wirespeed.conformance.wire.RawServer;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks on the memory of a JVM that has 32 MiB of heap and as much outside. It ends when that
 * runs out, so that to survive is to have stayed within; what is kept of a half sent message is
 * measured besides. After each attack the same JVM serves others as before.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MemoryBoundTest {
  private static final int LIMIT = AttackedProgram.MESSAGE_LIMIT;
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

  /** The promise: what is kept beyond the limit. */
  private static final long BEYOND = 64 << 10;

  /** Of a heap in which classes are loaded and threads come and go. */
  private static final long NOISE = 1 << 20;

  private RawServer server;
  private Attacked attacked;

  @BeforeAll
  void start() throws Exception {
    server = new RawServer();
    attacked = Attacked.start("32m", "32m");
  }

  @AfterAll
  void stop() throws Exception {
    attacked.close();
    server.close();
  }

  @AfterEach
  void othersAreServed() throws Exception {
    try (RawConnection peer = opened(Api.ASYNC)) {
      peer.send(Bytes.text(false, "alive"), Bytes.close(false, 1000, ""));
      assertThat(attacked.expect("END")).startsWith("1 5 ");
    }
    try (RawConnection client = toServer()) {
      client.send(Bytes.text(true, "alive"));
      assertThat(client.read(Frame.TEXT).text()).isEqualTo("alive");
    }
  }

  /** The two that read on the user's thread, and the one whose loop reads. */
  static Stream<Api> used() {
    return Stream.of(Api.BLOCKING, Api.ASYNC, Api.CALLBACK);
  }

  static Stream<Arguments> attacksOnClients() {
    return Arrays.stream(Attack.values())
        .flatMap(attack -> used().map(api -> Arguments.of(attack, api)));
  }

  @ParameterizedTest
  @MethodSource("attacksOnClients")
  void aClientClosesWithTheLimitsName(Attack attack, Api api) throws Exception {
    try (RawConnection peer = opened(api)) {
      Task<Void> flood = Task.run(() -> attack.run(peer, false));
      checkClose(attack, peer.read(Frame.CLOSE));
      assertThat(attacked.expect("END")).startsWith("0 0 ").contains(attack.told);
      peer.reset();
      flood.result();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerClosesWithTheLimitsName(Attack attack) throws Exception {
    try (RawConnection client = toServer()) {
      Task<Void> flood = Task.run(() -> attack.run(client, true));
      checkClose(attack, client.read(Frame.CLOSE));
      client.reset();
      flood.result();
    }
  }

  private static void checkClose(Attack attack, Frame close) {
    assertThat(close.closeCode()).isEqualTo(attack.code);
    assertThat(close.closeReason()).contains(attack.told);
  }

  // ---- a message that is half there ----

  static Stream<Arguments> halves() {
    return used().flatMap(api -> Stream.of(Arguments.of(api, false), Arguments.of(api, true)));
  }

  @ParameterizedTest(name = "{0}, compressed {1}")
  @MethodSource("halves")
  void aClientKeepsOfAHalfSentMessageItsLimitAnd64KiB(Api api, boolean compressed)
      throws Exception {
    try (RawConnection peer = opened(api)) {
      warmUp(peer, false);
      Attacked.InUse before = attacked.inUse();
      growBuffers(peer, false);
      peer.send(allButTheEnd(false, compressed));
      attacked.assertGrowthAtMost(NOISE, LIMIT + BEYOND, before);
      peer.send(end(false, compressed), Bytes.close(false, 1000, ""));
      assertThat(attacked.expect("END")).startsWith("2 " + (LIMIT + 100) + " ");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theServerKeepsOfAHalfSentMessageItsLimitAnd64KiB(boolean compressed) throws Exception {
    try (RawConnection client = toServer()) {
      warmUp(client, true);
      Attacked.InUse before = attacked.inUse();
      growBuffers(client, true);
      client.send(allButTheEnd(true, compressed));
      attacked.assertGrowthAtMost(NOISE, LIMIT + BEYOND, before);
      client.send(end(true, compressed));
      Frame echo = client.read(Frame.BINARY);
      while (!echo.fin()) {
        echo = client.read(Frame.CONTINUATION);
      }
    }
  }

  /** A frame that holds the message of the limit's size but for its last byte. */
  private static byte[] allButTheEnd(boolean masked, boolean compressed) {
    byte[] payload = new byte[LIMIT - 1];
    if (!compressed) {
      return Bytes.frame(masked, 0x02, payload);
    }
    new Random(1).nextBytes(payload);
    return Bytes.frame(masked, 0x42, Attack.deflated(payload));
  }

  private static byte[] end(boolean masked, boolean compressed) {
    byte[] last = new byte[1];
    return Bytes.frame(masked, 0x80, compressed ? Attack.deflatedEnd(last) : last);
  }

  /** A first message and a ping, so that what a connection always has is there. */
  private static void warmUp(RawConnection to, boolean masked) throws Exception {
    to.send(Bytes.frame(masked, 0x82, new byte[100]), Bytes.frame(masked, 0x89, new byte[4]));
    if (masked) {
      assertThat(to.read(Frame.BINARY).payload()).hasSize(100);
    }
    assertThat(to.read(Frame.PONG).payload()).hasSize(4);
  }

  /** Many small frames: the buffer for what is read becomes as large as it may. */
  private static void growBuffers(RawConnection to, boolean masked) throws IOException {
    to.send(Attack.repeat(Bytes.frame(masked, 0x8A, new byte[125]), 40_000));
  }

  @ParameterizedTest
  @MethodSource("used")
  void aFrameInSingleBytesCostsAClientNoMoreThanInOnePiece(Api api) throws Exception {
    try (RawConnection peer = opened(api)) {
      warmUp(peer, false);
      Attacked.InUse before = attacked.inUse();
      byte[] frame = Bytes.frame(false, 0x82, new byte[LIMIT]);
      int dribbled = 64 << 10;
      peer.sendEachByteAlone(Arrays.copyOf(frame, dribbled));
      peer.send(Arrays.copyOfRange(frame, dribbled, LIMIT - dribbled));
      peer.sendEachByteAlone(Arrays.copyOfRange(frame, LIMIT - dribbled, frame.length - 1));
      attacked.assertGrowthAtMost(NOISE, LIMIT + BEYOND, before);
      peer.send(new byte[1], Bytes.close(false, 1000, ""));
      assertThat(attacked.expect("END")).startsWith("2 " + (LIMIT + 100) + " ");
    }
  }

  @Test
  void manyHalfSentMessagesCostTheServerABufferEach() throws Exception {
    int connections = 200;
    List<RawConnection> clients = new ArrayList<>();
    Attacked.InUse before = attacked.inUse();
    try {
      for (int i = 0; i < connections; i++) {
        RawConnection client = toServer();
        clients.add(client);
        client.send(Bytes.frame(true, 0x02, new byte[100]), Bytes.frame(true, 0x89, new byte[1]));
        client.read(Frame.PONG);
      }
      long each = 64 << 10; // what is gathered into at first
      long others = 32 << 10; // to read into, and to write from
      attacked.assertGrowthAtMost(connections * (16L << 10), connections * (each + others), before);
      for (RawConnection client : clients) {
        client.send(Bytes.frame(true, 0x80, new byte[1]));
        assertThat(client.read(Frame.BINARY).payload()).hasSize(101);
      }
    } finally {
      for (RawConnection client : clients) {
        client.close();
      }
    }
  }

  // ---- control frames ----

  @ParameterizedTest
  @MethodSource("used")
  void pingsWhosePongsNobodyReadsAreTakenAndTheirPongsAreNotKept(Api api) throws Exception {
    // In one of the APIs as many as would be 512 MiB of pongs.
    int pings = api == Api.CALLBACK ? 4 << 20 : 1 << 19;
    try (RawConnection peer = opened(api)) {
      warmUp(peer, false);
      Attacked.InUse before = attacked.inUse();
      Attack.pour(
          peer, Attack.repeat(Bytes.frame(false, 0x89, new byte[125]), 1 << 10), pings >> 10);
      attacked.assertGrowthAtMost(NOISE, NOISE, before);
      // All were read, though of the pongs there are fewer.
      peer.send(Bytes.frame(false, 0x89, Bytes.ascii("last")));
      Frame pong = peer.read(Frame.PONG);
      while (!pong.text().equals("last")) {
        pong = peer.read(Frame.PONG);
      }
      peer.send(Bytes.close(false, 1000, ""));
      assertThat(peer.read(Frame.CLOSE).closeCode()).isEqualTo(1000);
      assertThat(attacked.expect("END")).startsWith("1 100 ");
    }
  }

  @Test
  void theServerStopsReadingPingsWhosePongsNobodyReads() throws Exception {
    try (RawConnection client = toServer()) {
      warmUp(client, true);
      Attacked.InUse before = attacked.inUse();
      byte[] pings = Attack.repeat(Bytes.frame(true, 0x89, new byte[125]), 1 << 10);
      AtomicLong rounds = new AtomicLong();
      Task<Void> flood =
          Task.run(
              () -> {
                for (int i = 0; i < 4 << 10 && rounds.get() >= 0; i++) {
                  Attack.pour(client, pings, 1);
                  rounds.incrementAndGet();
                }
              });
      awaitStandstill(rounds);
      attacked.assertGrowthAtMost(NOISE, NOISE, before);
      client.reset();
      flood.result();
    }
  }

  /** Waits until nothing more is sent, because the other side reads no more, or all is sent. */
  private static void awaitStandstill(AtomicLong count) throws InterruptedException {
    long seen = -1;
    int same = 0;
    while (same < 5) {
      Thread.sleep(50);
      long now = count.get();
      same = now == seen ? same + 1 : 0;
      seen = now;
    }
  }

  @ParameterizedTest
  @MethodSource("used")
  void pongsThatAnswerNothingCostAClientNothing(Api api) throws Exception {
    try (RawConnection peer = opened(api)) {
      warmUp(peer, false);
      Attacked.InUse before = attacked.inUse();
      Attack.pour(peer, Attack.repeat(Bytes.frame(false, 0x8A, new byte[125]), 1 << 10), 1 << 9);
      attacked.assertGrowthAtMost(NOISE, NOISE, before);
      peer.send(Bytes.close(false, 1000, ""));
      assertThat(attacked.expect("END")).startsWith("1 100 ");
    }
  }

  @ParameterizedTest
  @MethodSource("used")
  void whatFollowsACloseIsNotKept(Api api) throws Exception {
    try (RawConnection peer = opened(api)) {
      peer.send(Bytes.close(false, 1000, ""));
      Task<Void> junk = Task.run(() -> Attack.pour(peer, new byte[64 << 10], 1 << 10));
      assertThat(peer.read(Frame.CLOSE).closeCode()).isEqualTo(1000);
      assertThat(attacked.expect("END")).startsWith("0 0 ");
      peer.reset();
      junk.result();
    }
  }

  @Test
  void whatFollowsACloseIsNotKeptByTheServer() throws Exception {
    try (RawConnection client = toServer()) {
      client.send(Bytes.close(true, 1000, ""));
      Task<Void> junk = Task.run(() -> Attack.pour(client, new byte[64 << 10], 1 << 10));
      assertThat(client.read(Frame.CLOSE).closeCode()).isEqualTo(1000);
      client.reset();
      junk.result();
    }
  }

  // ---- the opening handshake ----

  static Stream<Arguments> endlessHeads() {
    byte[] filler = Bytes.ascii("x".repeat(64 << 10));
    byte[] lines = Bytes.ascii("X-Some: header\r\n".repeat(4 << 10));
    return used()
        .flatMap(
            api ->
                Stream.of(
                    Arguments.of(api, "HTTP/1.1 101 ", filler, "8192"),
                    Arguments.of(api, "HTTP/1.1 101 x\r\nX: ", filler, "8192"),
                    Arguments.of(api, "HTTP/1.1 101 x\r\n", lines, "100"),
                    Arguments.of(
                        api, "", Bytes.ascii("HTTP/1.1 103 x\r\n\r\n".repeat(4 << 10)), "10")));
  }

  @ParameterizedTest(name = "{0}, {3}")
  @MethodSource("endlessHeads")
  void anAnswerWithoutEndIsRefusedByAClient(Api api, String start, byte[] more, String limit)
      throws Exception {
    attacked.connect(api, server.uri());
    try (RawConnection peer = server.accept()) {
      peer.readHead();
      peer.send(Bytes.ascii(start));
      Task<Void> flood = Task.run(() -> Attack.pour(peer, more, 1 << 10));
      assertThat(attacked.expect("REFUSED")).contains(limit);
      peer.reset();
      flood.result();
    }
  }

  static Stream<Arguments> endlessRequests() {
    String start = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    return Stream.of(
        Arguments.of("GET /", "x".repeat(64 << 10), "414"),
        Arguments.of(start + "X: ", "x".repeat(64 << 10), "431"),
        Arguments.of(start, "X-Some: header\r\n".repeat(4 << 10), "431"),
        Arguments.of("", (start + "\r\n").repeat(1 << 10), "426"),
        Arguments.of(
            RawClient.REQUEST.replace("\r\n\r\n", "\r\nContent-Length: 1073741824\r\n\r\n"),
            "x".repeat(64 << 10),
            "400"));
  }

  @ParameterizedTest(name = "{index}: {2}")
  @MethodSource("endlessRequests")
  void aRequestWithoutEndIsRefusedByTheServer(String start, String more, String status)
      throws Exception {
    try (RawConnection client = new RawConnection(attacked.toServer())) {
      client.send(Bytes.ascii(start));
      Task<Void> flood = Task.run(() -> Attack.pour(client, Bytes.ascii(more), 1 << 10));
      assertThat(client.readHead()).startsWith("HTTP/1.1 " + status + " ");
      client.reset();
      flood.result();
    }
  }

  @ParameterizedTest
  @MethodSource("used")
  void anAnswerInSingleBytesEndsAtTheSameByte(Api api) throws Exception {
    attacked.connect(api, server.uri());
    try (RawConnection peer = server.accept()) {
      peer.readHead();
      peer.sendEachByteAlone(Bytes.ascii("HTTP/1.1 101 x\r\nX: " + "y".repeat(8189)));
      assertThat(peer.isSilent()).as("one below the end of patience").isTrue();
      peer.send(Bytes.ascii("y"));
      assertThat(attacked.expect("REFUSED")).contains("8192");
    }
  }

  // ---- a peer that does not read ----

  @ParameterizedTest
  @MethodSource("used")
  void whatAPeerDoesNotReadIsKeptUpToTheMailbox(Api api) throws Exception {
    try (RawConnection peer = opened(api)) {
      warmUp(peer, false);
      Attacked.InUse before = attacked.inUse();
      attacked.send();
      peer.awaitByte();
      Thread.sleep(500); // 640 MB want to be sent
      attacked.assertGrowthAtMost(8 << 20, NOISE, before);
      peer.reset();
      List<String> told = List.of(attacked.next(), attacked.next());
      assertThat(told).anyMatch(line -> line.startsWith("END 1 100 "));
      assertThat(told).anyMatch(line -> line.startsWith("STOPPED"));
    }
  }

  // ---- connections ----

  private RawConnection opened(Api api) throws Exception {
    attacked.connect(api, server.uri());
    RawConnection peer = server.accept();
    peer.send(RawServer.switching(peer.readHead(), OFFER));
    attacked.expect("OPEN");
    return peer;
  }

  private RawConnection toServer() throws Exception {
    Socket socket = attacked.toServer();
    RawConnection client = new RawConnection(socket);
    client.send(Bytes.ascii(RawClient.REQUEST.replace("\r\n\r\n", "\r\n" + OFFER + "\r\n")));
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return client;
  }
}
