package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message costs the heap in the steady state: bytes that the calling thread allocates. */
@Timeout(30)
class AllocationTest {
  private static final int CAPACITY = 4 << 20;
  private static final int ROUND_BYTES = 2 << 20;
  private static final int MOST_PER_ROUND = 2000;

  /** Most bytes on top of its payload that a message to keep may cost. */
  private static final int OWNED_OVERHEAD = 64;

  /**
   * Most bytes on average that masking keys may cost a frame. KeyStream makes it 0 but for a new
   * AES key every mebibyte of keys, which is a rounding error; the platform's SecureRandom took 12.
   */
  private static final double MASKING_KEY_BYTES = 1.0;

  private final Session session = Session.open(CAPACITY, Session.options());
  private final Allocation allocation = new Allocation();

  @AfterEach
  void end() {
    session.close();
  }

  private static int count(int size) {
    return Math.max(1, Math.min(MOST_PER_ROUND, ROUND_BYTES / (size + 14)));
  }

  private double perReceived(int firstByte, int size, Allocation.Step receive) throws IOException {
    byte[] frame = Session.frame(firstByte, "a".repeat(size));
    return perReceived(count(size), frame, receive);
  }

  private double perReceived(int count, byte[] bytes, Allocation.Step receive) throws IOException {
    return allocation.perMessage(
        count,
        () -> {
          for (int i = 0; i < count; i++) {
            assertThat(session.server.write(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
          }
        },
        receive,
        () -> {});
  }

  private double perSent(int size, Allocation.Step send) throws IOException {
    ByteBuffer sink = ByteBuffer.allocate(CAPACITY);
    int count = count(size);
    return allocation.perMessage(
        count,
        () -> {},
        send,
        () -> assertThat(session.server.read(sink.clear())).isGreaterThan(count * size));
  }

  @Test
  void theMeasurementSeesAllocations() throws Exception {
    byte[][] kept = new byte[1][];
    double perMessage =
        allocation.perMessage(1000, () -> {}, () -> kept[0] = new byte[100], () -> {});

    assertThat(perMessage).isEqualTo(120);
    assertThat(kept[0]).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 256, 8192, 100_000, 1 << 20})
  void aViewCostsNothing(int size) throws Exception {
    assertThat(perReceived(Session.BINARY, size, () -> session.ws.receiveView().payload()))
        .isZero();
    assertThat(perReceived(Session.TEXT, size, () -> session.ws.receiveView().payload())).isZero();
  }

  @Test
  void aViewOfAFragmentedMessageCostsNothing() throws Exception {
    byte[] frames =
        Session.concat(
            Session.frame(0x01, "a".repeat(300)),
            Session.frame(0x00, ""),
            Session.frame(0x80, "b".repeat(300)));

    assertThat(perReceived(1000, frames, () -> session.ws.receiveView().payload())).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 256, 8192, 100_000, 1 << 20})
  void aSentBufferCostsNothingButItsMaskingKey(int size) throws Exception {
    ByteBuffer payload = ByteBuffer.allocateDirect(size);

    double perMessage = perSent(size, () -> session.ws.send(payload.clear()));

    assertThat(perMessage).isLessThan(MASKING_KEY_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é€"})
  void aSentTextCostsNothingButItsMaskingKey(String unit) throws Exception {
    String text = unit.repeat(200);

    double perMessage = perSent(text.length(), () -> session.ws.send(text));

    assertThat(perMessage).isLessThan(MASKING_KEY_BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 8192, 100_000, 1 << 20})
  void anOwnedBinaryMessageCostsItsBytesAndLittleMore(int size) throws Exception {
    Message[] kept = new Message[1];

    double perMessage = perReceived(Session.BINARY, size, () -> kept[0] = session.ws.receive());

    assertThat(kept[0].bytes()).hasSize(size);
    assertThat(perMessage).isBetween((double) size, (double) size + OWNED_OVERHEAD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 8192, 100_000, 1 << 20})
  void anOwnedAsciiTextCostsItsBytesAndLittleMore(int size) throws Exception {
    Message[] kept = new Message[1];

    double perMessage = perReceived(Session.TEXT, size, () -> kept[0] = session.ws.receive());

    assertThat(kept[0].text()).hasSize(size);
    assertThat(perMessage).isBetween((double) size, (double) size + OWNED_OVERHEAD);
  }
}
