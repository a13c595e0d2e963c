package io.github.wirespeed.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link MemoryTransport}: the contract, and its controls. */
class MemoryTransportTest extends TransportContract {

  private MemoryTransport left;
  private MemoryTransport right;

  MemoryTransportTest() {
    super(Threads.PLATFORM);
  }

  @Override
  void connect() {
    use(MemoryTransport.pair());
  }

  @Override
  void resetByPeer() {
    right.reset();
  }

  private void use(MemoryTransport.Pair pair) {
    left = pair.left();
    right = pair.right();
    near = left;
    far = right;
  }

  @Test
  void writeTakesNoMoreThanTheCapacity() throws Exception {
    use(MemoryTransport.pair(4));
    ByteBuffer src = ascii("abcdef");
    assertThat(left.write(src)).isEqualTo(4);
    assertThat(left.write(src)).isZero();
    assertThat(left.awaitWritable(0)).isFalse();
    assertThat(readText(right, 3)).isEqualTo("abc");
    assertThat(left.awaitWritable(0)).isTrue();
    assertThat(left.write(src)).isEqualTo(2);
    assertThat(readText(right, 9)).isEqualTo("def");
  }

  @Test
  void ofTwoBuffersOnlyWhatThereIsRoomForIsTaken() throws Exception {
    use(MemoryTransport.pair(4));
    ByteBuffer first = ascii("abcdef");
    ByteBuffer second = ascii("gh");
    assertThat(left.write(first, second)).isEqualTo(4);
    assertThat(second.position()).as("the first did not fit").isZero();
    assertThat(readText(right, 9)).isEqualTo("abcd");
    assertThat(left.write(first, second)).isEqualTo(4);
    assertThat(readText(right, 9)).isEqualTo("efgh");
    first = ascii("ij");
    second = ascii("klm");
    assertThat(left.write(first, second)).isEqualTo(4);
    assertThat(first.hasRemaining()).isFalse();
    assertThat(second.remaining()).isEqualTo(1);
    assertThat(readText(right, 9)).isEqualTo("ijkl");
  }

  @Test
  void capacityIsSixtyFourKibibytesUnlessTold() throws Exception {
    assertThat(left.write(ByteBuffer.allocate(100_000))).isEqualTo(65_536);
    assertThatThrownBy(() -> MemoryTransport.pair(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity must be at least 1: 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void bytesKeepTheirOrderAroundTheRing(int capacity) throws Exception {
    use(MemoryTransport.pair(capacity));
    String text = "the quick brown fox jumps over the lazy dog";
    ByteBuffer src = ascii(text);
    StringBuilder seen = new StringBuilder();
    while (seen.length() < text.length()) {
      left.write(src);
      seen.append(readText(right, 2));
    }
    assertThat(seen).hasToString(text);
  }

  @Test
  void maxChunkBoundsEachRead() throws Exception {
    right.maxChunk(2);
    left.write(ascii("hello"));
    assertThat(chunks(right)).containsExactly("he", "ll", "o");
    assertThatThrownBy(() -> right.maxChunk(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes must be at least 1: 0");
  }

  @Test
  void splitIsRandomButTheSameForASeed() throws Exception {
    String text = "abcdefghijklmnopqrstuvwxyz".repeat(10);
    List<List<String>> runs = new ArrayList<>();
    for (long seed : new long[] {7, 7, 8}) {
      use(MemoryTransport.pair());
      right.split(seed);
      left.write(ascii(text));
      runs.add(chunks(right));
    }
    assertThat(runs.get(0)).hasSizeGreaterThan(1).isEqualTo(runs.get(1));
    assertThat(runs.get(0)).isNotEqualTo(runs.get(2));
    assertThat(runs).allSatisfy(run -> assertThat(String.join("", run)).isEqualTo(text));
  }

  @Test
  void splitRespectsMaxChunk() throws Exception {
    right.split(1);
    right.maxChunk(3);
    left.write(ascii("abcdefghijklmnopqrstuvwxyz"));
    assertThat(chunks(right)).allMatch(chunk -> chunk.length() <= 3);
  }

  @Test
  void heldBytesAreInvisibleUntilReleased() throws Exception {
    left.write(ascii("seen"));
    left.hold();
    left.write(ascii("held"));
    assertThat(left.pending()).isEqualTo(8);
    assertThat(readText(right, 9)).isEqualTo("seen");
    assertThat(right.awaitReadable(false, 0)).isFalse();
    assertThat(right.read(ByteBuffer.allocate(9))).isZero();
    Threads.Run<Boolean> wait = Threads.PLATFORM.run(() -> right.awaitReadable(false, FOREVER));
    wait.untilAsleep();
    left.release();
    assertThat(wait.result()).isTrue();
    assertThat(readText(right, 9)).isEqualTo("held");
    left.write(ascii("after"));
    assertThat(readText(right, 9)).isEqualTo("after");
  }

  @Test
  void heldBytesTakeUpRoom() throws Exception {
    use(MemoryTransport.pair(4));
    left.hold();
    assertThat(left.write(ascii("abcdef"))).isEqualTo(4);
    assertThat(left.awaitWritable(0)).isFalse();
  }

  @Test
  void theEndOfTheStreamIsHeldToo() throws Exception {
    left.hold();
    left.write(ascii("held"));
    left.close();
    assertThat(right.read(ByteBuffer.allocate(9))).isZero();
    left.release();
    assertThat(readText(right, 9)).isEqualTo("held");
    assertThat(right.read(ByteBuffer.allocate(9))).isEqualTo(-1);
  }

  @Test
  void cutEndsTheStreamAfterWhatWasDelivered() throws Exception {
    left.write(ascii("seen"));
    left.hold();
    left.write(ascii("lost"));
    left.cut();
    assertThat(left.pending()).isEqualTo(4);
    assertThat(readText(right, 9)).isEqualTo("seen");
    assertThat(right.awaitReadable(false, 0)).isTrue();
    assertThat(right.read(ByteBuffer.allocate(9))).isEqualTo(-1);
  }

  @Test
  void theCutOffEndDoesNotNoticeAndTheOtherDirectionWorks() throws Exception {
    left.cut();
    assertThat(left.write(ByteBuffer.allocate(100_000))).isEqualTo(100_000);
    assertThat(left.awaitWritable(0)).isTrue();
    assertThat(left.bytesWritten()).isEqualTo(100_000);
    assertThat(left.pending()).isZero();
    right.write(ascii("back"));
    assertThat(readText(left, 9)).isEqualTo("back");
  }

  @Test
  void resetLosesEverythingAtBothEnds() throws Exception {
    left.write(ascii("lost"));
    right.write(ascii("lost"));
    left.reset();
    for (MemoryTransport end : List.of(left, right)) {
      assertThat(end.pending()).isZero();
      assertThat(end.awaitReadable(false, 0)).isTrue();
      assertThat(end.awaitWritable(0)).isTrue();
      assertReset(() -> end.read(ByteBuffer.allocate(9)));
      assertReset(() -> end.write(ascii("x")));
      assertReset(end::shutdownOutput);
      assertThat(end.isOpen()).isTrue();
    }
  }

  @Test
  void writingToAClosedPeerFailsAtOnce() throws Exception {
    right.close();
    assertThat(left.awaitWritable(0)).isTrue();
    assertThatThrownBy(() -> left.write(ascii("x")))
        .isInstanceOf(SocketException.class)
        .hasMessage("broken pipe");
  }

  @Test
  void countsWhatWasWrittenAndNotYetRead() throws Exception {
    left.write(ascii("hello"));
    readText(right, 2);
    assertThat(left.pending()).isEqualTo(3);
    assertThat(left.bytesWritten()).isEqualTo(5);
    assertThat(right.pending()).isZero();
    assertThat(right.bytesWritten()).isZero();
  }

  @Test
  void endsHaveAddresses() {
    assertThat(left.localAddress()).hasToString("left.memory/<unresolved>:1");
    assertThat(left.remoteAddress()).hasToString("right.memory/<unresolved>:2");
  }

  private static void assertReset(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(SocketException.class).hasMessage("connection reset");
  }

  private static List<String> chunks(Transport transport) throws IOException {
    List<String> chunks = new ArrayList<>();
    String chunk = readText(transport, 1000);
    while (!chunk.isEmpty()) {
      chunks.add(chunk);
      chunk = readText(transport, 1000);
    }
    return chunks;
  }
}
