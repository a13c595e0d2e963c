package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops in turn, and one for one that died. */
@Timeout(30)
class LoopGroupTest {
  private static LoopGroup group(int loops) {
    return new LoopGroup(loops, () -> Spin.NONE, "group");
  }

  private static Thread threadOf(EventLoop loop) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    assertThat(loop.execute(() -> thread.complete(Thread.currentThread()))).isTrue();
    return thread.get(20, TimeUnit.SECONDS);
  }

  private static void die(EventLoop loop) throws Exception {
    Thread thread = threadOf(loop);
    loop.execute(
        () -> {
          throw new AssertionError("broken");
        });
    thread.join();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aGroupOfNoLoopsIsRefused(int loops) {
    assertThatThrownBy(() -> group(loops))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a group of " + loops + " loops is not one");
  }

  @Test
  void loopsAreGivenInTurnAndStartedWhenTheyAre() throws Exception {
    AtomicInteger spins = new AtomicInteger();
    try (LoopGroup group =
        new LoopGroup(
            3,
            () -> {
              spins.incrementAndGet();
              return Spin.NONE;
            },
            "group")) {
      assertThat(group.loops()).isEmpty();
      EventLoop first = group.next();
      assertThat(group.loops()).containsExactly(first);
      EventLoop second = group.next();
      EventLoop third = group.next();

      assertThat(Set.of(first, second, third)).hasSize(3);
      assertThat(group.loops()).containsExactly(first, second, third);
      assertThat(group.next()).isSameAs(first);
      assertThat(group.next()).isSameAs(second);
      assertThat(spins).hasValue(3);
      assertThat(threadOf(first).getName()).isEqualTo("group-1");
      assertThat(threadOf(third).getName()).isEqualTo("group-3");
      assertThat(threadOf(third).isDaemon()).isTrue();
    }
  }

  @Test
  void aLoopThatDiedIsReplacedAndTheOthersNeverNotice() throws Exception {
    try (LoopLog logged = new LoopLog();
        LoopGroup group = group(2)) {
      EventLoop bad = group.next();
      EventLoop good = group.next();
      die(bad);
      assertThat(bad.ended()).isTrue();

      EventLoop successor = group.next();

      assertThat(successor).isNotIn(bad, good);
      assertThat(threadOf(successor).getName()).isEqualTo("group-1");
      assertThat(group.next()).isSameAs(good);
      assertThat(good.ended()).isFalse();
      assertThat(group.loops()).containsExactly(successor, good);
      assertThat(logged.records).hasSize(1);
    }
  }

  @Test
  void aClosedGroupGivesNoLoopAndItsLoopsEnd() throws Exception {
    LoopGroup group = group(3);
    EventLoop loop = group.next();
    Thread thread = threadOf(loop);
    group.close();
    group.close();
    thread.join();

    assertThat(loop.ended()).isTrue();
    assertThat(loop.cause()).isNull();
    assertThatThrownBy(group::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the loops of group are closed");
    assertThat(group.loops()).as("none was started in vain").containsExactly(loop);
  }

  private static LoopGroup failing(int times, List<Spin> spins) {
    return new LoopGroup(
        2,
        () -> {
          spins.add(Spin.NONE);
          if (spins.size() <= times) {
            throw new IllegalStateException("no spin");
          }
          return Spin.NONE;
        },
        "group");
  }

  @Test
  void aLoopThatCannotBeStartedIsPassedOver() throws Exception {
    try (LoopGroup group = failing(1, new ArrayList<>())) {
      EventLoop second = group.next();

      assertThat(threadOf(second).getName()).isEqualTo("group-2");
      assertThat(threadOf(group.next()).getName()).isEqualTo("group-1");
      assertThat(group.next()).isSameAs(second);
    }
  }

  @Test
  void whereNoneCanBeStartedTheReasonIsThrown() {
    List<Spin> spins = new ArrayList<>();
    try (LoopGroup group = failing(2, spins)) {
      assertThatThrownBy(group::next).hasMessage("no spin");
      assertThat(spins).as("each was tried once").hasSize(2);
      assertThat(group.loops()).isEmpty();

      EventLoop loop = group.next();

      assertThat(group.loops()).containsExactly(loop);
    }
  }

  @Test
  void aJoinWithATimeTellsWhetherTheThreadsHaveEnded() throws Exception {
    LoopGroup group = group(2);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    group.next();
    group
        .next()
        .execute(
            () -> {
              entered.countDown();
              try {
                leave.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    entered.await();
    group.close();
    assertThat(group.join(TimeUnit.MILLISECONDS.toNanos(20))).isFalse();
    leave.countDown();

    assertThat(group.join(TimeUnit.SECONDS.toNanos(20))).isTrue();
  }

  @Test
  void theThreadOfALoopThatDiesIsStillTheGroups() throws Exception {
    try (LoopLog logged = new LoopLog();
        LoopGroup group = group(1)) {
      assertThat(group.inLoop()).isFalse();
      EventLoop loop = group.next();
      CompletableFuture<Boolean> dying = new CompletableFuture<>();
      LoopHandler asks =
          new LoopHandler() {
            @Override
            public boolean ready(int readyOps) {
              return false;
            }

            @Override
            public void failed(Throwable cause) {
              group.next(); // takes its place
              dying.complete(group.inLoop());
            }
          };
      loop.execute(() -> loop.register(asks));
      die(loop);

      assertThat(dying.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(logged.records).hasSize(1);
    }
  }

  @Test
  void manyThreadsShareAsManyLoopsAsThereAre() throws Exception {
    Set<EventLoop> given = ConcurrentHashMap.newKeySet();
    try (LoopGroup group = group(2)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    given.add(group.next());
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(given).containsExactlyInAnyOrderElementsOf(group.loops()).hasSize(2);
    }
  }
}
