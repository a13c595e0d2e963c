package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.transport.MemoryTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** A leg over a connection in memory; the proxy's part is played by the test, in bytes. */
final class PlayedProxy {
  private static final HexFormat HEX = HexFormat.of();

  private final MemoryTransport proxy;
  final MemoryTransport client;
  final Leg leg;
  final Link link = new Link(null);

  PlayedProxy(Leg leg) {
    this(leg, MemoryTransport.pair());
  }

  PlayedProxy(Leg leg, MemoryTransport.Pair pair) {
    this.leg = leg;
    this.client = pair.left();
    this.proxy = pair.right();
    link.layer(client);
  }

  /** What the client sends, and what the proxy answers to it, in hex with blanks anywhere. */
  record Turn(String sent, String answer) {}

  static Turn turn(String sent, String answer) {
    return new Turn(sent, answer);
  }

  static byte[] bytes(String hex) {
    return HEX.parseHex(hex.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  static String hex(String text) {
    return hex(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Takes steps until the leg waits for something, or is over. */
  Leg.Need go() throws IOException {
    Leg.Need need = leg.step(link);
    for (int steps = 0; need == Leg.Need.AGAIN; steps++) {
      assertThat(steps).as("steps without a wait").isLessThan(10_000);
      need = leg.step(link);
    }
    return need;
  }

  void answer(byte[] bytes) {
    try {
      assertThat(proxy.write(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void answer(String hex) {
    answer(bytes(hex));
  }

  void ends() {
    proxy.close();
  }

  /** What the client has sent since the last time, in hex. */
  String sent() throws IOException {
    return hex(read(proxy));
  }

  private static byte[] read(MemoryTransport from) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(64 << 10);
    while (from.read(in) > 0) {
      // More may be there.
    }
    byte[] bytes = new byte[in.flip().remaining()];
    in.get(bytes);
    return bytes;
  }

  /** What the next leg gets: read and not used, and then what was not read. */
  String left() throws IOException {
    byte[] first = new byte[link.in().remaining()];
    link.in().get(first);
    return hex(first) + hex(read(client));
  }

  /**
   * The whole conversation, in every way the answers can be cut: whole, in two at each byte, byte
   * by byte. Behind the last answer, and in one piece with its end, comes something of the
   * server's, which must be left.
   */
  static void everyWay(Supplier<Leg> legs, List<Turn> turns) throws IOException {
    conversation(new PlayedProxy(legs.get()), turns, -1, 0);
    PlayedProxy slow = new PlayedProxy(legs.get());
    slow.client.maxChunk(1);
    conversation(slow, turns, -1, 0);
    for (int cut = 0; cut < turns.size(); cut++) {
      for (int at = 1; at < bytes(turns.get(cut).answer()).length; at++) {
        conversation(new PlayedProxy(legs.get()), turns, cut, at);
      }
    }
  }

  private static void conversation(PlayedProxy played, List<Turn> turns, int cut, int at)
      throws IOException {
    for (int i = 0; i < turns.size(); i++) {
      boolean last = i == turns.size() - 1;
      assertThat(played.go()).isEqualTo(Leg.Need.READABLE);
      assertThat(played.sent()).isEqualTo(turns.get(i).sent().replace(" ", ""));
      String answer = turns.get(i).answer().replace(" ", "") + (last ? "16030148" : "");
      if (i == cut) {
        played.answer(answer.substring(0, 2 * at));
        assertThat(played.go()).as("after %d bytes", at).isEqualTo(Leg.Need.READABLE);
        assertThat(played.sent()).isEmpty();
      }
      played.answer(answer.substring(i == cut ? 2 * at : 0));
    }
    assertThat(played.go()).isEqualTo(Leg.Need.DONE);
    assertThat(played.sent()).isEmpty();
    assertThat(played.left()).isEqualTo("16030148");
  }
}
