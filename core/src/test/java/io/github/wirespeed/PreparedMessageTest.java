package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.protocol.EncodedMessage;
import io.github.wirespeed.protocol.PerMessageDeflate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that many connections get, on the wire of each of them. */
@Timeout(60)
class PreparedMessageTest {
  private static final SharedDeflate DEFLATE = new SharedDeflate(15, -1, 256);
  private static final int FRAGMENT = 1 << 20;

  private final SteppedLoop loop = new SteppedLoop();
  private final ServerConnections connections = new ServerConnections(null);
  private final List<ServedClient> clients = new ArrayList<>();

  PreparedMessageTest() throws IOException {}

  @AfterEach
  void end() {
    loop.close();
    clients.forEach(ServedClient::close);
  }

  private ServedClient client(int capacity, WebSocketOptions options, PerMessageDeflate agreed)
      throws IOException {
    ServedClient client =
        new ServedClient(loop, connections, capacity, options, agreed, (c, message) -> {});
    clients.add(client);
    return client;
  }

  private ServedClient plain(int capacity) throws IOException {
    return client(capacity, WebSocketOptions.defaults(), null);
  }

  private ServedClient compressed(PerMessageDeflate agreed, int threshold) throws IOException {
    return client(
        1 << 20,
        WebSocketOptions.defaults().compression(Compression.deflate().threshold(threshold)),
        agreed);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String text(int i) {
    return ("message " + i + " of many that are much alike; ").repeat(20);
  }

  @Test
  void aShortTextIsOneFrameThatIsNotMasked() throws Exception {
    ServedClient client = plain(1000);
    assertThat(client.ws.trySend(PreparedMessage.of("hé"))).isTrue();
    assertThat(client.ws.send(PreparedMessage.of(new byte[] {1, 2})).isDone()).isTrue();
    client.ws.send(PreparedMessage.of(""));

    assertThat(hex(client.bytes())).isEqualTo("810368c3a9" + "82020102" + "8100");
  }

  @Test
  void aTextWithoutUtf8FormIsRefusedWhenItIsMade() {
    assertThatThrownBy(() -> PreparedMessage.of("a\uD800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index 1");
  }

  @Test
  void aMessageLongerThanAFragmentIsSeveralFrames() throws Exception {
    ServedClient client = client(10_000, WebSocketOptions.defaults().fragmentSize(125), null);
    client.ws.send(PreparedMessage.of("a".repeat(250) + "b"));

    assertThat(hex(client.bytes()))
        .isEqualTo("017d" + "61".repeat(125) + "007d" + "61".repeat(125) + "800162");
    client.ws.send(PreparedMessage.of("a".repeat(125)));
    assertThat(hex(client.bytes())).isEqualTo("817d" + "61".repeat(125));
  }

  @Test
  void aClientsConnectionMasksAsEver() throws Exception {
    try (LoopSession<AsyncWebSocket> session = LoopSession.async()) {
      PreparedMessage message = PreparedMessage.of("hello");
      session.ws.send(message);
      assertThat(session.ws.trySend(message)).isTrue();
      session.ws.send(PreparedMessage.of(new byte[] {7}));
      session.settle();

      assertThat(session.sent()).containsExactly("TEXT \"hello\"", "TEXT \"hello\"", "BINARY 07");
    }
  }

  @Test
  void eachFormIsMadeOnceHoweverManyAskForItAtOnce() throws Exception {
    PreparedMessage message = PreparedMessage.of(text(1));
    Set<EncodedMessage> made = ConcurrentHashMap.newKeySet();
    CyclicBarrier together = new CyclicBarrier(4);
    List<Background<Void>> asking = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      asking.add(
          Background.call(
              () -> {
                together.await();
                made.add(message.encoded(DEFLATE, FRAGMENT));
                return null;
              }));
    }
    for (Background<Void> one : asking) {
      one.result();
    }

    assertThat(made).hasSize(1);
    // Of a message that is shorter than both windows there is one form for both.
    assertThat(message.encoded(new SharedDeflate(10, -1, 256), FRAGMENT)).isIn(made);
    assertThat(message.encoded(new SharedDeflate(9, -1, 256), FRAGMENT)).isNotIn(made);
    assertThat(message.encoded(new SharedDeflate(15, 1, 256), FRAGMENT)).isNotIn(made);
    assertThat(message.encoded(null, FRAGMENT)).isSameAs(message.encoded(null, 1 << 16));
  }

  @Test
  void whatDoesNotGetShorterIsNotCompressed() {
    byte[] noise = new byte[300];
    new java.util.Random(1).nextBytes(noise);
    PreparedMessage message = PreparedMessage.of(noise);

    assertThat(message.encoded(DEFLATE, FRAGMENT)).isSameAs(message.encoded(null, FRAGMENT));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 12, 15})
  void sharedAndOwnMessagesInAnyOrderAreInflated(int bits) throws Exception {
    PerMessageDeflate agreed = new PerMessageDeflate(true, true, bits, 15);
    for (int order = 0; order < 1 << 6; order++) {
      ServedClient client = compressed(agreed, 0);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        boolean shared = (order & 1 << i) != 0;
        // Of other lengths and letters: a reference across one would show other letters.
        String text = shared ? "SHARED BY ALL".repeat(20 + 7 * i) : text(i);
        expected.add("TEXT " + text);
        if (shared) {
          client.ws.send(PreparedMessage.of(text));
        } else {
          client.ws.send(text);
        }
      }

      assertThat(client.received()).as("order " + order).isEqualTo(expected);
      client.close();
    }
  }

  @Test
  void aSharedMessageIsCompressedFromTheThresholdOn() throws Exception {
    ServedClient client = compressed(PerMessageDeflate.UNRESTRICTED, 100);
    client.ws.send(PreparedMessage.of("a".repeat(99)));
    assertThat(client.bytes()).hasSize(101).startsWith(0x81, 99);
    client.ws.send(PreparedMessage.of("a".repeat(100)));

    byte[] bytes = client.bytes();
    assertThat(bytes).hasSizeLessThan(20).startsWith(0xC1);
  }

  @Test
  void aSlowClientGetsAllOfIt() throws Exception {
    ServedClient client =
        client(1000, WebSocketOptions.defaults().fragmentSize(4000).mailbox(4), null);
    List<String> expected = new ArrayList<>();
    List<Stage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String text = Integer.toString(i).repeat(i % 2 == 0 ? 700 : 9000);
      expected.add("TEXT " + text);
      stages.add(client.ws.send(PreparedMessage.of(text)));
    }
    assertThat(client.ws.trySend(PreparedMessage.of("no room"))).isFalse();
    assertThat(LoopSession.waits(stages.get(7))).isTrue();

    assertThat(client.received()).isEqualTo(expected);
    assertThat(stages.get(7).isDone()).isTrue();
    assertThat(client.ws.report().messagesSent()).isEqualTo(8);
  }

  @Test
  void aConnectionThatIsOverRefuses() throws Exception {
    ServedClient client = plain(1000);
    client.client.close();
    loop.settle();
    loop.advance(java.time.Duration.ofSeconds(5));

    assertThat(client.ws.trySend(PreparedMessage.of("late"))).isFalse();
    assertThat(client.ws.send(PreparedMessage.of("late")).failure())
        .isInstanceOf(ConnectionClosedException.class);
  }
}
