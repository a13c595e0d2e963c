package io.github.wirespeed.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Transport} must do: the contract of the bytes, and here that of the waits. */
abstract class TransportContract extends StreamContract {

  TransportContract(Threads threads) {
    super(threads);
  }

  /** The two waits. */
  enum Kind {
    READ {
      @Override
      boolean await(Transport transport, long nanos) throws IOException {
        return transport.awaitReadable(false, nanos);
      }
    },
    WRITE {
      @Override
      boolean await(Transport transport, long nanos) throws IOException {
        return transport.awaitWritable(nanos);
      }
    };

    abstract boolean await(Transport transport, long nanos) throws IOException;
  }

  @Test
  void waitTimesOutWhenNothingComes() throws Exception {
    assertThat(near.awaitReadable(false, 0)).isFalse();
    assertThat(near.awaitReadable(false, -1)).isFalse();
    assertThat(threads.call(() -> near.awaitReadable(false, 1))).isFalse();
    assertThat(threads.call(() -> near.awaitReadable(false, 5_000_000))).isFalse();
    fillUp(near);
    assertThat(near.awaitWritable(0)).isFalse();
    assertThat(threads.call(() -> near.awaitWritable(5_000_000))).isFalse();
    assertThat(threads.call(() -> near.awaitReadable(true, 5_000_000))).isFalse();
  }

  @Test
  void aTimedOutWaitTakesItsTime() throws Exception {
    long start = System.nanoTime();
    threads.call(() -> near.awaitReadable(false, 20_000_000));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void lookingFindsWhatIsThere() throws Exception {
    far.write(ascii("x"));
    awaitReadable(near);
    assertThat(near.awaitReadable(false, 0)).isTrue();
    assertThat(near.awaitWritable(0)).isTrue();
  }

  @Test
  void waitSeesBytesThatComeLater() throws Exception {
    for (int i = 0; i < 20; i++) {
      Threads.Run<Boolean> wait = threads.run(() -> near.awaitReadable(false, FOREVER));
      wait.untilAsleep();
      far.write(ascii("x"));
      assertThat(wait.result()).isTrue();
      assertThat(readText(near, 2)).isEqualTo("x");
    }
  }

  @Test
  void waitForEitherReturnsAsSoonAsThereIsRoom() throws Exception {
    assertThat(threads.call(() -> near.awaitReadable(true, FOREVER))).isTrue();
    long filled = fillUp(near);
    Threads.Run<Boolean> wait = threads.run(() -> near.awaitReadable(true, FOREVER));
    wait.untilAsleep();
    discard(far, filled);
    assertThat(wait.result()).isTrue();
    assertThat(near.write(ascii("x"))).isEqualTo(1);
    assertThat(near.awaitReadable(false, 0)).isFalse();
  }

  @Test
  void waitForEitherReturnsForBytesWhenThereIsNoRoom() throws Exception {
    fillUp(near);
    Threads.Run<Boolean> wait = threads.run(() -> near.awaitReadable(true, FOREVER));
    wait.untilAsleep();
    far.write(ascii("x"));
    assertThat(wait.result()).isTrue();
    assertThat(readText(near, 2)).isEqualTo("x");
  }

  @Test
  void fullWriterGoesOnWhenThePeerReads() throws Exception {
    long filled = fillUp(near);
    Threads.Run<Boolean> writer = threads.run(() -> near.awaitWritable(FOREVER));
    writer.untilAsleep();
    discard(far, filled);
    assertThat(writer.result()).isTrue();
    assertThat(near.write(ascii("x"))).isEqualTo(1);
    assertThat(awaitReadable(far)).isTrue();
    assertThat(readText(far, 2)).isEqualTo("x");
  }

  @ParameterizedTest
  @EnumSource
  void wakeupBeforeAWaitEndsTheNextOneOnly(Kind kind) throws Exception {
    fillUp(near);
    near.wakeup();
    near.wakeup();
    assertThat(threads.call(() -> kind.await(near, FOREVER))).isFalse();
    assertThat(threads.call(() -> kind.await(near, 1_000_000))).isFalse();
    // The second wait ran its time: no wakeup was left for a third.
    Threads.Run<Boolean> third = threads.run(() -> kind.await(near, FOREVER));
    third.untilAsleep();
    assertThat(third.task().isDone()).isFalse();
    near.wakeup();
    assertThat(third.result()).isFalse();
  }

  @Test
  void wakeupBeforeTheWaitsEndsTheNextOfEachKind() throws Exception {
    fillUp(near);
    near.wakeup();
    assertThat(threads.call(() -> near.awaitReadable(false, FOREVER))).isFalse();
    assertThat(threads.call(() -> near.awaitWritable(FOREVER))).isFalse();
  }

  @Test
  void wakeupEndsBothWaitsInProgress() throws Exception {
    fillUp(near);
    for (int i = 0; i < 20; i++) {
      Threads.Run<Boolean> reader = threads.run(() -> near.awaitReadable(false, FOREVER));
      Threads.Run<Boolean> writer = threads.run(() -> near.awaitWritable(FOREVER));
      reader.untilAsleep();
      writer.untilAsleep();
      near.wakeup();
      assertThat(reader.result()).isFalse();
      assertThat(writer.result()).isFalse();
    }
  }

  @Test
  void noWakeupIsLostWhenItRacesWithTheWait() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Threads.Run<Boolean> reader = threads.run(() -> near.awaitReadable(false, FOREVER));
      near.wakeup();
      assertThat(reader.result()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeFromAnotherThreadEndsAWait(Kind kind) throws Exception {
    fillUp(near);
    Threads.Run<Boolean> wait = threads.run(() -> kind.await(near, FOREVER));
    wait.untilAsleep();
    near.close();
    assertClosed(wait::result);
  }

  @Test
  void closeRacingWithAFirstWaitEndsIt() throws Exception {
    for (int i = 0; i < 200; i++) {
      Transport closing = near;
      Threads.Run<Boolean> wait = threads.run(() -> closing.awaitReadable(false, FOREVER));
      closing.close();
      assertClosed(wait::result);
      far.close();
      connect();
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsAWaitAndLeavesTheConnectionUsable(Kind kind) throws Exception {
    long filled = fillUp(near);
    Threads.Run<Boolean> wait =
        threads.run(
            () -> {
              boolean ready = kind.await(near, FOREVER);
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              // A wait and a read with the status set do no harm either.
              assertThat(kind.await(near, FOREVER)).isFalse();
              assertThat(near.read(ByteBuffer.allocate(1))).isZero();
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              return ready;
            });
    wait.untilAsleep();
    wait.thread().interrupt();
    assertThat(wait.result()).isFalse();
    assertThat(near.isOpen()).isTrue();
    discard(far, filled);
    assertThat(threads.call(() -> near.awaitWritable(FOREVER))).isTrue();
    assertThat(near.write(ascii("xyz"))).isEqualTo(3);
    assertThat(awaitReadable(far)).isTrue();
    assertThat(readText(far, 100)).isEqualTo("xyz");
  }

  @ParameterizedTest
  @EnumSource
  void twoThreadsMustNotShareAWait(Kind kind) throws Exception {
    fillUp(near);
    Threads.Run<Boolean> wait = threads.run(() -> kind.await(near, FOREVER));
    wait.untilAsleep();
    String what = kind == Kind.READ ? "read" : "write";
    assertThatThrownBy(() -> kind.await(near, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("another thread is already waiting to " + what);
    near.wakeup();
    assertThat(wait.result()).isFalse();
  }
}
