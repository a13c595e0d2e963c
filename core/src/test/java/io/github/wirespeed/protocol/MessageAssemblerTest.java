package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What gathering costs: bound by what has arrived, not by what is declared. That the messages are
 * right is shown through the {@link ReadHalf}.
 */
class MessageAssemblerTest {
  private static final int KIB = 1024;
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final List<Integer> asked = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 1000, 4096, 5000, 65_536})
  void theBufferGrowsWithWhatArrivesAndNotWithWhatIsDeclared(int step) {
    int declared = 16 << 20;
    for (boolean intoSpace : new boolean[] {false, true}) {
      asked.clear();
      ReadHalf half = half(Limits.CLIENT);
      byte[] header = Wire.start(Role.CLIENT, 0x82, 8, declared);
      assertThat(half.poll(ByteBuffer.wrap(header))).isEqualTo(ReadHalf.NEED_BYTES);
      assertThat(asked).as("for the header").isEmpty();
      byte[] bytes = Wire.pattern(step);
      for (int received = step; received <= 600_000; received += step) {
        ByteBuffer space = intoSpace ? half.space() : null;
        if (space == null) {
          assertThat(half.poll(ByteBuffer.wrap(bytes))).isEqualTo(ReadHalf.NEED_BYTES);
        } else {
          int room = space.remaining();
          space.put(bytes, 0, Math.min(room, step));
          half.arrived();
          received -= step - Math.min(room, step);
          assertThat(half.poll(NONE)).isEqualTo(ReadHalf.NEED_BYTES);
        }
        int most = Math.max(64 * KIB, 2 * received);
        assertThat(asked.get(asked.size() - 1)).isLessThanOrEqualTo(most);
      }
      assertThat(asked.size()).as("doubles at least").isLessThanOrEqualTo(5);
    }
  }

  @Test
  void theStepsAreThoseOfADoublingBufferUpToTheLimit() {
    Limits limits = new Limits(300_000, 300_000, 10);
    ReadHalf half = half(limits);
    byte[] frame = Wire.frame(0x82, Wire.pattern(300_000));
    for (int i = 0; i < frame.length; i += 500) {
      int event = half.poll(ByteBuffer.wrap(frame, i, Math.min(500, frame.length - i)));
      assertThat(event).isEqualTo(i + 500 < frame.length ? ReadHalf.NEED_BYTES : ReadHalf.MESSAGE);
    }
    assertThat(asked).hasSize(4);
    assertThat(asked.get(0)).isEqualTo(64 * KIB);
    assertThat(asked.get(3)).isEqualTo(300_000);
    assertThat(Wire.copy(half.payload())).isEqualTo(Wire.pattern(300_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 100, 65_535})
  void aLimitBelowTheFirstBufferBoundsItToo(int limit) {
    ReadHalf half = half(new Limits(limit, limit, 10));
    half.poll(ByteBuffer.wrap(Wire.to(Role.CLIENT, 0x02, "01")));
    assertThat(half.poll(ByteBuffer.wrap(Wire.to(Role.CLIENT, 0x80, "02"))))
        .isEqualTo(ReadHalf.MESSAGE);
    assertThat(asked).containsExactly(limit);
    assertThat(Wire.hex(half.payload())).isEqualTo("01 02");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void manyTinyFragmentsShareOneBuffer(Role role) {
    ReadHalf half = new ReadHalf(role, Limits.SERVER, 0, this::allocate);
    half.poll(ByteBuffer.wrap(Wire.to(role, 0x02, "")));
    for (int i = 0; i < 8000; i++) {
      half.poll(ByteBuffer.wrap(Wire.to(role, 0x00, "61")));
      half.poll(ByteBuffer.wrap(Wire.to(role, 0x00, "")));
    }
    assertThat(half.poll(ByteBuffer.wrap(Wire.to(role, 0x80, "62")))).isEqualTo(ReadHalf.MESSAGE);
    assertThat(half.payload().remaining()).isEqualTo(8001);
    assertThat(asked).containsExactly(64 * KIB);
  }

  @Test
  void messagesThatLieWholeInTheBufferAreNotGathered() {
    ReadHalf half = half(Limits.CLIENT);
    for (int size : new int[] {0, 1, 125, 65_536, 200_000}) {
      assertThat(half.poll(ByteBuffer.wrap(Wire.frame(0x82, Wire.pattern(size)))))
          .isEqualTo(ReadHalf.MESSAGE);
      assertThat(Wire.copy(half.payload())).isEqualTo(Wire.pattern(size));
    }
    byte[] lastFragmentHoldsAll = Wire.concat(Wire.bytes("02 00 00 00"), Wire.bytes("80 01 07"));
    assertThat(half.poll(ByteBuffer.wrap(lastFragmentHoldsAll))).isEqualTo(ReadHalf.MESSAGE);
    assertThat(Wire.hex(half.payload())).isEqualTo("07");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "63, true", "65, false", "200, false"})
  void aLargeBufferIsGivenUpAfter64MessagesWithoutUseForIt(int between, boolean kept) {
    ReadHalf half = half(Limits.CLIENT);
    gather(half, 200_000);
    int before = asked.size();
    small(half, between);
    gather(half, 60_000);
    assertThat(asked.size() == before).as("the large buffer is kept").isEqualTo(kept);
  }

  @Test
  void aLargeBufferInUseIsKept() {
    ReadHalf half = half(Limits.CLIENT);
    gather(half, 200_000);
    int before = asked.size();
    for (int round = 0; round < 10; round++) {
      small(half, 60);
      gather(half, 1000);
    }
    assertThat(asked).hasSize(before);
  }

  @Test
  void aBufferOfTheFirstSizeIsKeptForGood() {
    ReadHalf half = half(Limits.CLIENT);
    gather(half, 1000);
    small(half, 500);
    gather(half, 1000);
    assertThat(asked).containsExactly(64 * KIB);
  }

  @Test
  void controlFramesDoNotAgeTheBuffer() {
    ReadHalf half = half(Limits.CLIENT);
    gather(half, 200_000);
    int before = asked.size();
    for (int i = 0; i < 200; i++) {
      assertThat(half.poll(ByteBuffer.wrap(Wire.bytes("8A 00")))).isEqualTo(ReadHalf.PONG);
    }
    gather(half, 1000);
    assertThat(asked).hasSize(before);
  }

  @Test
  void aBufferIsUsedAgainForTheNextMessage() {
    ReadHalf half = half(Limits.CLIENT);
    for (int size : new int[] {50_000, 100, 60_000, 3}) {
      gather(half, size);
      assertThat(Wire.copy(half.payload())).isEqualTo(Wire.pattern(size));
    }
    assertThat(asked).containsExactly(64 * KIB);
  }

  @Test
  void limitsAndBuffersAreDemanded() {
    assertThatNullPointerException()
        .isThrownBy(() -> new MessageAssembler(null, this::allocate))
        .withMessage("limits");
    assertThatNullPointerException()
        .isThrownBy(() -> new MessageAssembler(Limits.CLIENT, null))
        .withMessage("buffers");
  }

  /** A message in two reads, so that it has to be gathered. */
  private static void gather(ReadHalf half, int size) {
    byte[] frame = Wire.frame(0x82, Wire.pattern(size));
    int first = frame.length - size / 2;
    assertThat(half.poll(ByteBuffer.wrap(frame, 0, first))).isEqualTo(ReadHalf.NEED_BYTES);
    assertThat(half.poll(ByteBuffer.wrap(frame, first, frame.length - first)))
        .isEqualTo(ReadHalf.MESSAGE);
    assertThat(half.payload().remaining()).isEqualTo(size);
  }

  private static void small(ReadHalf half, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(half.poll(ByteBuffer.wrap(Wire.bytes("82 01 61")))).isEqualTo(ReadHalf.MESSAGE);
    }
  }

  private ReadHalf half(Limits limits) {
    return new ReadHalf(Role.CLIENT, limits, 0, this::allocate);
  }

  private ByteBuffer allocate(int capacity) {
    asked.add(capacity);
    return ByteBuffer.allocate(capacity);
  }
}
