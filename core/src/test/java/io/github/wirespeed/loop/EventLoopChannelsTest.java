package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The channels of a loop: each gets its turn, whatever the others do. */
@Timeout(30)
class EventLoopChannelsTest {
  /** The longest that a channel which is ready waits for its turn while others are busy. */
  private static final int TURNS = 16;

  private final LoopFixture fixture = new LoopFixture();
  private final EventLoop loop = fixture.loop;

  EventLoopChannelsTest() throws Exception {}

  @AfterEach
  void end() throws Exception {
    fixture.close();
  }

  @Test
  void aChannelGetsATurnWhenItIsReadable() throws Exception {
    LoopFixture.Channel channel = fixture.channel("a");
    assertThat(loop.poll()).isFalse();
    assertThat(channel.turns).isZero();

    channel.write(1);

    assertThat(loop.poll()).isTrue();
    assertThat(channel.bytes).isEqualTo(1);
  }

  @Test
  void aHandlerIsToldWhatIsReady() throws Exception {
    Pipe pipe = Pipe.open();
    pipe.sink().configureBlocking(false);
    List<Integer> ready = new ArrayList<>();
    loop.register(
        pipe.sink(),
        SelectionKey.OP_WRITE,
        new LoopHandler() {
          @Override
          public boolean ready(int readyOps) {
            ready.add(readyOps);
            return true;
          }

          @Override
          public void failed(Throwable cause) {}
        });

    loop.poll();

    assertThat(ready).containsExactly(SelectionKey.OP_WRITE);
    pipe.sink().close();
    pipe.source().close();
  }

  @Test
  void aTurnThatDidNothingIsNoWork() throws Exception {
    fixture.channel("a").write(1);
    assertThat(loop.poll()).isTrue();

    assertThat(loop.poll()).as("looked at the hot channel in vain").isFalse();
  }

  @Test
  void aChannelThatWasBusyIsReadWithoutAskingTheSelector() throws Exception {
    LoopFixture.Channel channel = fixture.channel("a").write(1);
    loop.poll();
    int before = channel.turns;

    loop.poll();

    assertThat(channel.turns).isEqualTo(before + 1);
  }

  @Test
  void aChannelThatIsClosedCannotBeWatched() throws Exception {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    pipe.source().close();
    pipe.sink().close();
    LoopFixture.Channel handler = fixture.channel("a");

    assertThatThrownBy(() -> loop.register(pipe.source(), SelectionKey.OP_READ, handler))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aHandlerThatThrowsIsFailedAloneAndOnce() throws Exception {
    LoopFixture.Channel before = fixture.channel("before");
    LoopFixture.Channel bad = fixture.channel("bad");
    LoopFixture.Channel after = fixture.channel("after");
    bad.onReady =
        () -> {
          throw new IllegalStateException("bug");
        };
    for (int i = 0; i < 3; i++) {
      before.write(1);
      bad.write(1);
      after.write(1);
      fixture.settle();
    }

    assertThat(bad.turns).isEqualTo(1);
    assertThat(bad.failures).isEqualTo(1);
    assertThat(fixture.log).contains("bad failed: bug");
    assertThat(before.bytes).isEqualTo(3);
    assertThat(after.bytes).isEqualTo(3);
    assertThat(bad.registration.interest()).isZero();
  }

  @Test
  void aHotHandlerThatThrowsIsFailedAlone() throws Exception {
    LoopFixture.Channel good = fixture.channel("good").write(1);
    LoopFixture.Channel bad = fixture.channel("bad").write(1);
    fixture.settle();
    bad.onReady =
        () -> {
          throw new AssertionError("even an error");
        };
    bad.write(1);
    good.write(5);
    fixture.settle();

    assertThat(fixture.log).contains("bad failed: even an error");
    assertThat(bad.failures).isEqualTo(1);
    assertThat(good.bytes).isEqualTo(6);
    assertThat(good.failures).isZero();
  }

  @Test
  void aHandlerThatThrowsAgainWhenItIsToldHarmsNobody() throws Exception {
    LoopFixture.Channel good = fixture.channel("good");
    LoopFixture.Channel bad = fixture.channel("bad").write(1);
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second");
    bad.onReady =
        () -> {
          throw first;
        };
    bad.onFailed =
        () -> {
          throw second;
        };
    fixture.settle();
    good.write(1);
    fixture.settle();

    assertThat(first.getSuppressed()).containsExactly(second);
    assertThat(good.bytes).isEqualTo(1);
  }

  @Test
  void aChannelThatWasCancelledGetsNoTurnAndIsNotToldOfTheEnd() throws Exception {
    LoopFixture.Channel channel = fixture.channel("a").write(1);
    channel.registration.cancel();
    channel.registration.cancel();
    fixture.settle();
    loop.close();
    loop.run();

    assertThat(channel.turns).isZero();
    assertThat(channel.failures).isZero();
    assertThat(channel.registration.interest()).isZero();
    assertThat(channel.pipe.source().isOpen()).as("the channel is its owner's").isTrue();
  }

  @Test
  void aChannelThatIsCancelledInTheTurnInWhichItIsReadyGetsNone() throws Exception {
    LoopFixture.Channel a = fixture.channel("a").write(1);
    LoopFixture.Channel b = fixture.channel("b").write(1);
    a.onReady = b.registration::cancel; // whichever comes first
    b.onReady = a.registration::cancel;
    fixture.settle();

    assertThat(a.turns == 0 || b.turns == 0).isTrue();
    assertThat(a.bytes + b.bytes).isEqualTo(1);
  }

  @Test
  void aHotChannelThatIsCancelledByAnotherGetsNoTurn() throws Exception {
    LoopFixture.Channel a = fixture.channel("a").write(1);
    LoopFixture.Channel b = fixture.channel("b").write(1);
    fixture.settle();
    a.write(1);
    b.write(1);
    a.onReady = b.registration::cancel;
    b.onReady = a.registration::cancel;
    fixture.settle();

    assertThat(a.bytes + b.bytes).isEqualTo(3);
  }

  @Test
  void aChannelMayCancelAndCloseItselfInItsTurn() throws Exception {
    LoopFixture.Channel a = fixture.channel("a").write(1);
    LoopFixture.Channel b = fixture.channel("b").write(1);
    a.onReady =
        () -> {
          a.registration.cancel();
          try {
            a.pipe.source().close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    fixture.settle();
    b.write(1);
    fixture.settle();

    assertThat(a.turns).isEqualTo(1);
    assertThat(a.failures).isZero();
    assertThat(b.bytes).isEqualTo(2);
  }

  @Test
  void aChannelThatIsClosedByItsOwnerHarmsNobody() throws Exception {
    LoopFixture.Channel a = fixture.channel("a").write(1);
    LoopFixture.Channel b = fixture.channel("b").write(1);
    fixture.settle();
    a.pipe.source().close();
    b.write(3);
    fixture.settle();

    assertThat(b.bytes).isEqualTo(4);
    assertThat(a.registration.interest()).isZero();
    a.registration.interest(SelectionKey.OP_READ);
    a.registration.cancel();
  }

  @Test
  void aChannelWithoutInterestWaitsUntilItIsInterestedAgain() throws Exception {
    LoopFixture.Channel channel = fixture.channel("a").write(1);
    channel.registration.interest(0);
    assertThat(channel.registration.interest()).isZero();
    fixture.settle();
    assertThat(channel.turns).isZero();

    channel.registration.interest(SelectionKey.OP_READ);
    fixture.settle();

    assertThat(channel.bytes).isEqualTo(1);
  }

  @Test
  void aHotChannelThatLosesItsInterestGetsNoTurn() throws Exception {
    LoopFixture.Channel channel = fixture.channel("a").write(3);
    loop.poll();
    assertThat(channel.bytes).isEqualTo(1);
    channel.registration.interest(0);
    fixture.settle();
    assertThat(channel.bytes).isEqualTo(1);

    channel.registration.interest(SelectionKey.OP_READ);
    fixture.settle();
    assertThat(channel.bytes).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 9})
  void busyChannelsDoNotStarveAQuietOne(int busyOnes) throws Exception {
    List<LoopFixture.Channel> busy = new ArrayList<>();
    for (int i = 0; i < busyOnes; i++) {
      busy.add(fixture.channel("busy " + i).write(4000));
    }
    LoopFixture.Channel quiet = fixture.channel("quiet");
    for (int i = 0; i < 2 * TURNS; i++) {
      loop.poll();
    }
    for (int round = 1; round <= 5; round++) {
      quiet.write(1);
      for (int i = 0; i < TURNS && quiet.bytes < round; i++) {
        assertThat(loop.poll()).isTrue();
      }
      assertThat(quiet.bytes).as("within " + TURNS + " turns").isEqualTo(round);
    }
    assertThat(busy).allSatisfy(channel -> assertThat(channel.bytes).isGreaterThan(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 9})
  void ofManyBusyChannelsEachGetsItsShare(int busyOnes) throws Exception {
    List<LoopFixture.Channel> busy = new ArrayList<>();
    for (int i = 0; i < busyOnes; i++) {
      busy.add(fixture.channel("busy " + i).write(4000));
    }
    for (int i = 0; i < 100 * TURNS; i++) {
      loop.poll();
    }

    assertThat(busy).allSatisfy(channel -> assertThat(channel.bytes).isGreaterThanOrEqualTo(100));
  }

  @Test
  void quietHotChannelsDoNotHideAnotherThatIsReady() throws Exception {
    fixture.channel("was busy").write(1);
    loop.poll();
    LoopFixture.Channel other = fixture.channel("other").write(1);
    for (int i = 0; i < TURNS; i++) {
      loop.poll();
    }

    assertThat(other.bytes).isEqualTo(1);
  }

  @Test
  void bytesWakeALoopThatIsParked() throws Exception {
    LoopFixture.Channel channel = fixture.channel("a");
    CountDownLatch ready = new CountDownLatch(1);
    channel.onReady = ready::countDown;
    Thread thread = loop.start("loop");
    LoopFixture.untilParked(thread);

    channel.write(1);

    assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
    loop.close();
    thread.join();
  }
}
