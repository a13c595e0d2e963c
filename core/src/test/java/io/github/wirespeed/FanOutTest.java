package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.protocol.PerMessageDeflate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Some messages for many connections, in one write each. */
@Timeout(60)
class FanOutTest {
  private final SteppedLoop loop = new SteppedLoop();
  private final ServerConnections connections = new ServerConnections(null);
  private final List<ServedClient> clients = new ArrayList<>();
  private final FanOut batch = new FanOut();

  FanOutTest() throws IOException {}

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

  private ServedClient client(int capacity) throws IOException {
    return client(capacity, WebSocketOptions.defaults(), null);
  }

  private List<String> fill(int count, int size) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = Integer.toString(i % 10).repeat(size);
      assertThat(batch.add(PreparedMessage.of(text))).isTrue();
      expected.add("TEXT " + text);
    }
    return expected;
  }

  private int send(ServedClient client) throws IOException {
    int[] taken = new int[1];
    loop.inLoop(() -> taken[0] = batch.send(client.ws));
    return taken[0];
  }

  @Test
  void allOfThemGoInOneWriteToEach() throws Exception {
    List<String> expected = fill(10, 300);
    ServedClient one = client(10_000);
    ServedClient other = client(10_000);

    assertThat(send(one)).isEqualTo(10);
    assertThat(send(other)).isEqualTo(10);

    assertThat(one.wire.writes()).isEqualTo(1);
    assertThat(one.received()).isEqualTo(expected);
    assertThat(other.received()).isEqualTo(expected);
    assertThat(one.ws.report().messagesSent()).isEqualTo(10);
    assertThat(one.ws.report().bytesSent()).isEqualTo(3000);
  }

  @Test
  void ofWhatIsNotTakenOnlyTheMessageThatHasBegunIsOn() throws Exception {
    List<String> expected = fill(10, 96); // 98 bytes each
    for (int room = 90; room < 9 * 98; room += 7) {
      ServedClient slow = client(room);
      int taken = send(slow);

      assertThat(taken).isEqualTo(room / 98 + 1);
      assertThat(send(slow)).isZero(); // it is behind
      assertThat(slow.received()).isEqualTo(expected.subList(0, taken));
      assertThat(slow.ws.report().messagesSent()).isEqualTo(taken);
    }
  }

  @Test
  void aLongMessageIsOnWithNoMoreThanAFragmentCopied() throws Exception {
    List<String> expected = fill(1, 10_000);
    ServedClient slow = client(150, WebSocketOptions.defaults().fragmentSize(125), null);

    assertThat(send(slow)).isEqualTo(1);
    assertThat(((Connection) slow.ws).outbound().writes.half.pending().remaining())
        .isLessThanOrEqualTo(127);
    assertThat(slow.received()).isEqualTo(expected);
    assertThat(slow.ws.report().messagesSent()).isEqualTo(1);
  }

  @Test
  void whatTheConnectionWasSentBeforeComesBefore() throws Exception {
    List<String> expected = fill(2, 10);
    ServedClient client = client(10_000);
    loop.inLoop(
        () -> {
          client.ws.send("before");
          batch.send(client.ws);
          client.ws.send("behind");
        });

    assertThat(client.received())
        .containsExactly("TEXT before", expected.get(0), expected.get(1), "TEXT behind");
  }

  @Test
  void compressionsGoTogetherThatAreAlike() throws Exception {
    List<String> expected = fill(5, 2000);
    WebSocketOptions options = WebSocketOptions.defaults().compression(Compression.deflate());
    List<ServedClient> all = new ArrayList<>();
    for (int bits = 8; bits <= 15; bits++) {
      all.add(client(1 << 20, options, new PerMessageDeflate(bits % 2 == 0, true, bits, 15)));
      all.add(client(1 << 20));
    }
    for (int round = 0; round < 3; round++) {
      for (ServedClient client : all) {
        client.ws.send("own ".repeat(100));
        assertThat(send(client)).isEqualTo(5);
        client.ws.send("own ".repeat(100));
      }
    }
    for (ServedClient client : all) {
      List<String> each = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        each.add("TEXT " + "own ".repeat(100));
        each.addAll(expected);
        each.add("TEXT " + "own ".repeat(100));
      }
      assertThat(client.received()).isEqualTo(each);
    }
  }

  @Test
  void aBatchIsBoundedButForOneMessage() throws Exception {
    assertThat(batch.add(PreparedMessage.of(new byte[100_000]))).isTrue();
    assertThat(batch.add(PreparedMessage.of("x"))).isFalse();
    batch.clear();
    assertThat(batch.size()).isZero();
    assertThat(IntStream.range(0, 1025).filter(i -> batch.add(PreparedMessage.of(""))).count())
        .isEqualTo(1024);
  }

  @Test
  void aConnectionThatIsOverSaysSo() throws Exception {
    fill(1, 10);
    ServedClient client = client(1000);
    client.wire.failWrite(new IOException("made by hand"));

    assertThat(send(client)).isEqualTo(FanOut.ENDED);
    assertThat(send(client)).isEqualTo(FanOut.ENDED);
  }

  @Test
  void roomIsToldOfOnceWhenHalfOfTheMailboxIsFree() throws Exception {
    ServedClient slow = client(10, WebSocketOptions.defaults().mailbox(4), null);
    PreparedMessage message = PreparedMessage.of("0123456789");
    int accepted = 0;
    while (slow.ws.trySend(message)) {
      accepted++;
    }
    int[] told = new int[1];
    loop.inLoop(() -> FanOut.whenRoom(slow.ws, message, () -> told[0]++));
    loop.settle();
    assertThat(told[0]).isZero();

    assertThat(slow.received()).hasSize(accepted);
    assertThat(told[0]).isEqualTo(1);
    loop.inLoop(() -> FanOut.whenRoom(slow.ws, message, () -> told[0]++)); // there is room now
    loop.settle();
    assertThat(told[0]).isEqualTo(2);
  }

  @Test
  void aConnectionOfSomebodyElseHasNoLoopHere() throws Exception {
    ServedClient client = client(100);
    assertThat(connections.loopOf(client.ws)).isSameAs(loop.loop());
    ServerConnections others = new ServerConnections((c, how) -> {});

    assertThatThrownBy(() -> others.loopOf(client.ws))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a connection of this server");
  }
}
