package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.autobahn.Echo;
import io.github.wirespeed.server.EchoServer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the echoes answer, and in which order, where the public suite is strict about it. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"server", "blocking", "async", "callback"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EchoOrderWireTest {
  private static final int MESSAGE = 16 << 20;

  /** Ends a test that hangs; nothing is measured by it. */
  private static final long HANG_SECONDS = 30;

  @Parameter String echo;

  private EchoServer server;
  private RawServer raw;
  private WebSocketClient loops;

  /** How bytes come. */
  enum Delivery {
    WITH_THE_HANDSHAKE,
    WHOLE,
    BYTE_BY_BYTE
  }

  @BeforeAll
  void start() throws Exception {
    server = EchoServer.builder().maxMessageSize(MESSAGE).start();
    raw = new RawServer();
    loops = WebSocketClient.create();
  }

  @AfterAll
  void stop() throws Exception {
    loops.close();
    raw.close();
    server.close();
  }

  /** What a test does as the peer of the echo. */
  private interface Talk {
    void with(RawConnection peer) throws Exception;
  }

  private boolean masked() {
    return echo.equals("server");
  }

  /** Opens a connection of the echo under test, {@code behind} right behind the handshake. */
  private void open(byte[] behind, Talk talk) throws Exception {
    if (masked()) {
      try (RawConnection peer = RawClient.open(server, behind)) {
        talk.with(peer);
      }
      return;
    }
    WebSocketOptions options = WebSocketOptions.defaults().maxMessageSize(MESSAGE);
    Task<CompletionStage<?>> client =
        Task.of(() -> Echo.named(echo, loops).start(raw.uri(), options));
    try (RawConnection peer = raw.accept()) {
      String request = peer.readHead();
      if (!echo.equals("blocking")) {
        client.result(); // it is in place before the connection is open
      }
      peer.send(RawServer.switching(request, ""), behind);
      talk.with(peer);
    }
    client.result().toCompletableFuture().get(HANG_SECONDS, TimeUnit.SECONDS);
  }

  private void check(String frames, Delivery delivery, String... expected) throws Exception {
    byte[] bytes = Bytes.frames(masked(), frames);
    open(
        delivery == Delivery.WITH_THE_HANDSHAKE ? bytes : new byte[0],
        peer -> {
          if (delivery == Delivery.WHOLE) {
            peer.send(bytes);
          } else if (delivery == Delivery.BYTE_BY_BYTE) {
            peer.sendEachByteAlone(bytes);
          }
          assertThat(peer.readToEnd())
              .extracting(EchoOrderWireTest::shown)
              .containsExactly(expected);
        });
  }

  private static String shown(Frame frame) {
    return frame.opcode() == Frame.CLOSE
        ? "close " + frame.closeCode()
        : frame.opcode() == Frame.PONG ? "pong " + frame.text() : frame.text();
  }

  static Stream<Arguments> badFrames() {
    return Stream.of(
            "A1 02|4869", // a message with RSV2
            "91 02|4869",
            "B1 02|4869",
            "D9 00|", // a ping with RSV1 and RSV3
            "85 00|",
            "85 02|4869",
            "8D 00|",
            "8D 02|4869",
            "00 02|4869; 81 02|4869",
            "80 02|4869; 81 02|4869",
            "09 00|")
        .flatMap(bad -> Arrays.stream(Delivery.values()).map(how -> arguments(bad, how)));
  }

  @ParameterizedTest
  @MethodSource("badFrames")
  void whatCameBeforeABadFrameIsAnsweredBeforeIt(String bad, Delivery delivery) throws Exception {
    check(
        "81 03|6F6E65; 89 01|70; 01 01|74; 80 02|776F; " + bad,
        delivery,
        "one",
        "pong p",
        "two",
        "close 1002");
  }

  @ParameterizedTest
  @CsvSource({
    "WHOLE, 81 14|CEBAE1BDB9CF83CEBCCEB5F490",
    "BYTE_BY_BYTE, 81 14|CEBAE1BDB9CF83CEBCCEB5F490",
    "WHOLE, 01 02|CEBA; 00 14|F490",
    "WHOLE, 01 0C|CEBAE1BDB9CF83CEBCCEB5F4; 80 04|90",
    "WHOLE, 01 0D|CEBAE1BDB9CF83CEBCCEB5F490",
    "WITH_THE_HANDSHAKE, 01 14|C0",
  })
  void badTextIsRefusedBeforeItsFrameOrMessageIsThere(Delivery delivery, String frames)
      throws Exception {
    check(frames, delivery, "close 1007");
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void aCloseBetweenFragmentsIsAnsweredAsIfTheyWereNotThere(Delivery delivery) throws Exception {
    check("01 02|6672; 88 02|03E8; 80 02|6167", delivery, "close 1000");
  }

  static Stream<Delivery> deliveries() {
    // Not byte by byte: what follows the Close may find nobody who takes it.
    return Stream.of(Delivery.WITH_THE_HANDSHAKE, Delivery.WHOLE);
  }

  @ParameterizedTest
  @CsvSource({
    "65536, 1300",
    "65536, 65536",
    "1048577, 65535",
    "1114112, 64", // more of them than the limit on small ones
    "16777216, 16777216",
  })
  void aMessageComesBackWholeHoweverItWasFragmented(int size, int fragment) throws Exception {
    byte[] payload = Payloads.binary(size);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int from = 0; from < size; from += fragment) {
      int to = Math.min(size, from + fragment);
      int first = (from == 0 ? 0x02 : 0) | (to == size ? 0x80 : 0);
      frames.writeBytes(Bytes.frame(masked(), first, Arrays.copyOfRange(payload, from, to)));
    }
    open(
        new byte[0],
        peer -> {
          peer.send(frames.toByteArray());
          ByteArrayOutputStream back = new ByteArrayOutputStream();
          Frame frame;
          do {
            frame = peer.read();
            back.writeBytes(frame.payload());
          } while (!frame.fin());
          assertThat(back.toByteArray()).isEqualTo(payload);
        });
  }

  @Test
  void manyMessagesAreAnsweredInTheirOrder() throws Exception {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      frames.writeBytes(Bytes.text(masked(), "message " + i));
    }
    frames.writeBytes(Bytes.close(masked(), 1000, ""));
    open(
        new byte[0],
        peer -> {
          Task<List<Frame>> read = Task.of(peer::readToEnd);
          peer.send(frames.toByteArray());
          List<Frame> all = read.result();
          assertThat(all).hasSize(1001);
          for (int i = 0; i < 1000; i++) {
            assertThat(all.get(i).text()).isEqualTo("message " + i);
          }
          assertThat(all.get(1000).closeCode()).isEqualTo(1000);
        });
  }
}
