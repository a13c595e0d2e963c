package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@SuppressWarnings("UnnecessaryLambda") // the two shortest answers, by name
class TurnTest {
  private static final BooleanSupplier YES = () -> true;
  private static final BooleanSupplier NO = () -> false;

  private final Turn turn = new Turn();

  @Test
  void whoTakesItHasItUntilHeLeavesIt() throws Exception {
    assertThat(turn.mine()).isFalse();
    assertThat(turn.tryTake()).isTrue();
    assertThat(turn.mine()).isTrue();
    assertThat(Background.call(turn::mine).result()).as("another thread's").isFalse();
    assertThat(Background.call(turn::tryTake).result()).as("taken twice").isFalse();
    assertThat(turn.tryTake()).as("taken again by its holder").isTrue();
    assertThat(turn.take(YES, NO, Receiver.FOREVER)).as("waited for by its holder").isTrue();
    turn.leave();
    assertThat(turn.mine()).as("after one leave").isFalse();
    assertThat(Background.call(turn::tryTake).result()).isTrue();
  }

  @Test
  void aStrangersLeaveTakesItFromNobody() throws Exception {
    turn.leave();
    assertThat(turn.tryTake()).isTrue();
    Background.run(turn::leave).result();
    assertThat(turn.mine()).isTrue();
    Background<Boolean> waiter = waiter(YES, NO).asleep();
    Background.run(turn::leave).result();
    waiter.asleep();
    assertThat(turn.mine()).isTrue();
    turn.leave();
    assertThat(waiter.result()).isTrue();
  }

  @Test
  void itIsTakenWithoutAWaitWhereNobodyHasIt() throws Exception {
    assertThat(turn.take(YES, NO, System.nanoTime())).isTrue();
    assertThat(turn.mine()).isTrue();
  }

  @Test
  void whoWaitsGetsItWhenItIsLeft() throws Exception {
    turn.tryTake();
    Background<Boolean> waiter =
        Background.call(() -> turn.take(YES, NO, Receiver.FOREVER) && turn.mine());
    waiter.asleep();
    turn.leave();
    assertThat(waiter.result()).isTrue();
    assertThat(turn.tryTake()).as("while the other has it").isFalse();
  }

  @Test
  void ofTwoWhoWaitOneGetsItAndTheOtherAfterIt() throws Exception {
    turn.tryTake();
    List<Background<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      waiters.add(
          Background.call(
              () -> {
                boolean got = turn.take(YES, NO, Receiver.FOREVER);
                turn.leave();
                return got;
              }));
    }
    waiters.get(0).asleep();
    waiters.get(1).asleep();
    turn.leave();
    assertThat(waiters.get(0).result()).isTrue();
    assertThat(waiters.get(1).result()).isTrue();
    assertThat(turn.tryTake()).isTrue();
  }

  @Test
  void whoMayNotTakeItLeavesItToOthersUntilHeMay() throws Exception {
    AtomicBoolean may = new AtomicBoolean();
    Background<Boolean> waiter = waiter(may::get, NO).asleep();
    assertThat(turn.tryTake()).isTrue();
    turn.leave();
    waiter.asleep();
    assertThat(turn.tryTake()).isTrue();
    may.set(true);
    turn.wake();
    waiter.asleep();
    assertThat(turn.mine()).isTrue();
    turn.leave();
    assertThat(waiter.result()).isTrue();
  }

  @Test
  void somethingElseEndsAWaitWithoutTheTurn() throws Exception {
    turn.tryTake();
    AtomicBoolean stop = new AtomicBoolean();
    Background<Boolean> waiter = waiter(YES, stop::get).asleep();
    turn.wake();
    waiter.asleep();
    stop.set(true);
    turn.wake();
    assertThat(waiter.result()).isFalse();
    assertThat(turn.mine()).isTrue();
  }

  @Test
  void somethingElseGoesBeforeTheTurn() throws Exception {
    assertThat(turn.take(YES, YES, Receiver.FOREVER)).isFalse();
    assertThat(turn.mine()).isFalse();
    assertThat(Background.call(turn::tryTake).result()).isTrue();
  }

  @Test
  void theTimeEndsAWaitWithoutTheTurn() throws Exception {
    Background.call(turn::tryTake).result();
    assertThat(turn.take(YES, NO, System.nanoTime() - 1)).isFalse();
    long deadline = System.nanoTime() + 2_000_000;
    assertThat(turn.take(YES, NO, deadline)).isFalse();
    assertThat(System.nanoTime() - deadline).as("past the deadline").isNotNegative();
    assertThat(turn.mine()).isFalse();
  }

  @Test
  void itIsGotBeforeADeadlineThatIsFar() throws Exception {
    turn.tryTake();
    long deadline = System.nanoTime() + Long.MAX_VALUE / 4;
    Background<Boolean> waiter = Background.call(() -> turn.take(YES, NO, deadline)).asleep();
    turn.leave();
    assertThat(waiter.result()).isTrue();
  }

  @Test
  void anInterruptEndsAWaitAndTheTurnStaysWhereItIs() throws Exception {
    turn.tryTake();
    Background<Boolean> waiter = waiter(YES, NO).asleep();
    waiter.interrupt();
    waiter.failure(InterruptedException.class);
    assertThat(turn.mine()).isTrue();
    Background<Boolean> next = waiter(YES, NO).asleep();
    turn.leave();
    assertThat(next.result()).isTrue();
  }

  @Test
  void anInterruptThatCameBeforeEndsTheWaitAtOnce() throws Exception {
    Background.run(
            () -> {
              Thread.currentThread().interrupt();
              turn.take(YES, NO, Receiver.FOREVER);
            })
        .failure(InterruptedException.class);
    assertThat(turn.tryTake()).as("nobody has it").isTrue();
  }

  @Test
  void noHandOverIsLostAndNoTwoThreadsHaveItAtOnce() throws Exception {
    int rounds = 20_000;
    AtomicInteger inside = new AtomicInteger();
    int[] unguarded = new int[1];
    List<Background<Boolean>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      threads.add(
          Background.run(
              () -> {
                for (int round = 0; round < rounds; round++) {
                  boolean got = random.nextInt(4) == 0 && turn.tryTake();
                  if (!got) {
                    assertThat(turn.take(YES, NO, Receiver.FOREVER)).isTrue();
                  }
                  assertThat(inside.incrementAndGet()).as("threads that have it").isEqualTo(1);
                  unguarded[0]++;
                  if (random.nextInt(64) == 0) {
                    Thread.onSpinWait();
                  }
                  inside.decrementAndGet();
                  turn.leave();
                }
              }));
    }
    for (Background<Boolean> thread : threads) {
      thread.result();
    }
    assertThat(unguarded[0]).isEqualTo(4 * rounds);
  }

  private Background<Boolean> waiter(BooleanSupplier mayTake, BooleanSupplier stop) {
    return Background.call(() -> turn.take(mayTake, stop, Receiver.FOREVER));
  }
}
