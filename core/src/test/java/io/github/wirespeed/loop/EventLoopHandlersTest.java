package io.github.wirespeed.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers without a channel, handlers that hand over, and turns on a user's own thread. */
@Timeout(30)
class EventLoopHandlersTest {
  private static final int READ = SelectionKey.OP_READ;
  private static final int WRITE = SelectionKey.OP_WRITE;

  private final LoopFixture fixture = new LoopFixture();
  private final EventLoop loop = fixture.loop;
  private final List<String> log = fixture.log;

  EventLoopHandlersTest() throws Exception {}

  @AfterEach
  void end() throws Exception {
    fixture.close();
  }

  @Test
  void aHandlerWithoutAChannelIsAskedOnceATurnForWhatItIsInterestedIn() throws Exception {
    Registration a = loop.register(fixture.handler("a"));
    assertThat(a.interest()).isZero();
    assertThat(loop.poll()).isFalse();

    a.interest(READ);
    assertThat(a.interest()).isEqualTo(READ);
    assertThat(loop.poll()).isTrue();
    a.interest(READ | WRITE);
    assertThat(loop.poll()).isTrue();
    a.interest(0);
    assertThat(loop.poll()).isFalse();

    assertThat(log).containsExactly("a " + READ, "a " + (READ | WRITE));
  }

  @Test
  void mailAndTimersComeBeforeIt() throws Exception {
    loop.register(fixture.handler("a")).interest(READ);
    loop.schedule(0, () -> log.add("timer"));
    loop.execute(() -> log.add("mail"));

    loop.poll();

    assertThat(log).containsExactly("mail", "timer", "a " + READ);
  }

  @Test
  void oneThatIsCancelledIsAskedNoMoreAndNotToldOfTheEnd() throws Exception {
    Registration a = loop.register(fixture.handler("a"));
    Registration b = loop.register(fixture.handler("b"));
    a.interest(READ);
    b.interest(READ);
    a.cancel();
    a.cancel();
    a.interest(WRITE);
    assertThat(a.interest()).isZero();

    loop.poll();
    loop.close();
    loop.run();

    assertThat(log).containsExactly("b " + READ, "b failed: closed");
  }

  @Test
  void oneMayCancelAnotherAndTakeAThirdInWithinATurn() throws Exception {
    Registration[] others = new Registration[2];
    Registration first =
        loop.register(
            new LoopHandler() {
              @Override
              public boolean ready(int readyOps) {
                log.add("first");
                others[0].cancel();
                if (others[1] == null) {
                  others[1] = loop.register(fixture.handler("third"));
                  others[1].interest(READ);
                }
                return true;
              }

              @Override
              public void failed(Throwable cause) {}
            });
    others[0] = loop.register(fixture.handler("second"));
    first.interest(READ);
    others[0].interest(READ);

    loop.poll();
    assertThat(log).containsExactly("first");
    loop.poll();

    assertThat(log).containsExactly("first", "first", "third " + READ);
  }

  @Test
  void oneThatThrowsIsFailedAlone() throws Exception {
    Registration bad =
        loop.register(
            new LoopHandler() {
              @Override
              public boolean ready(int readyOps) {
                throw new IllegalStateException("bug");
              }

              @Override
              public void failed(Throwable cause) {
                log.add("bad failed: " + cause.getMessage());
              }
            });
    bad.interest(READ);
    loop.register(fixture.handler("good")).interest(READ);

    loop.poll();
    loop.poll();

    assertThat(log).containsExactly("bad failed: bug", "good " + READ, "good " + READ);
    assertThat(bad.interest()).isZero();
  }

  @Test
  void aRunningLoopDoesNotParkWhileOneIsInterestedAndParksWhenItIsNot() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    CountDownLatch many = new CountDownLatch(1000);
    Registration[] own = new Registration[1];
    own[0] =
        loop.register(
            new LoopHandler() {
              @Override
              public boolean ready(int readyOps) {
                many.countDown();
                if (turns.incrementAndGet() == 2000) {
                  own[0].interest(0);
                }
                return false; // nothing there yet: the loop must look again all the same
              }

              @Override
              public void failed(Throwable cause) {}
            });
    own[0].interest(READ);

    Thread thread = loop.start("loop");
    assertThat(many.await(20, TimeUnit.SECONDS)).isTrue();
    LoopFixture.untilParked(thread);

    assertThat(turns).hasValue(2000);
    loop.close();
    thread.join();
  }

  @Test
  void aChannelIsHandedOverToAnotherHandlerInTheMiddleOfATurn() throws Exception {
    LoopFixture.Channel channel = fixture.channel("opening").write(2);
    channel.onReady = () -> channel.registration.handler(fixture.handler("connection"));
    assertThatThrownBy(() -> channel.registration.handler(null))
        .isInstanceOf(NullPointerException.class);

    loop.poll();
    assertThat(channel.registration.interest()).isEqualTo(READ);
    loop.poll();
    loop.close();
    loop.run();

    assertThat(log).containsExactly("opening", "connection " + READ, "connection failed: closed");
    assertThat(channel.failures).isZero();
  }

  @Test
  void aTurnThatFailsAfterHandingOverFailsTheNewHandler() throws Exception {
    LoopFixture.Channel channel = fixture.channel("opening").write(1);
    channel.onReady =
        () -> {
          channel.registration.handler(fixture.handler("connection"));
          throw new IllegalStateException("bug");
        };

    loop.poll();

    assertThat(log).containsExactly("connection failed: bug");
  }

  @Test
  void aTimerIsSetAnewThroughTheLoopItBelongsTo() throws Exception {
    Timer timer = loop.schedule(10, () -> log.add("ran"));
    loop.schedule(timer, 20);
    fixture.advance(19);
    loop.poll();
    assertThat(log).isEmpty();
    fixture.advance(1);
    loop.poll();
    loop.schedule(timer, 0);
    loop.poll();

    assertThat(log).containsExactly("ran", "ran");
    try (LoopFixture other = new LoopFixture()) {
      assertThatThrownBy(() -> other.loop.schedule(timer, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the timer belongs to another loop");
    }
  }

  @Test
  void pollWaitsForMailForBytesAndForTimers() throws Exception {
    EventLoop real = new EventLoop(Spin.NONE);
    long guard = TimeUnit.SECONDS.toNanos(20);
    Thread mailer = new Thread(() -> real.execute(() -> log.add("mail")));
    mailer.start();
    turnsUntil(real, guard, "mail");
    mailer.join();

    real.schedule(TimeUnit.MILLISECONDS.toNanos(5), () -> log.add("timer"));
    turnsUntil(real, guard, "timer");

    LoopFixture.Channel channel = fixture.channel("channel");
    real.register(channel.pipe.source(), READ, fixture.handler("bytes"));
    channel.write(1);
    assertThat(real.poll(guard)).isTrue();
    assertThat(log).contains("bytes " + READ);
    real.close();
    assertThat(real.poll(guard)).isFalse();
    assertThat(real.ended()).isTrue();
  }

  private void turnsUntil(EventLoop real, long guard, String what) throws Exception {
    for (int i = 0; i < 1000 && !log.contains(what); i++) {
      real.poll(guard);
    }
    assertThat(log).contains(what);
  }

  @Test
  void pollWaitsNoLongerThanItWasTold() throws Exception {
    long wait = TimeUnit.MILLISECONDS.toNanos(3);
    for (Spin spin : List.of(Spin.NONE, Spin.FOREVER, new AdaptiveSpin())) {
      EventLoop real = new EventLoop(spin);
      LoopFixture.Channel channel = fixture.channel("a");
      real.register(channel.pipe.source(), READ, channel);
      long start = System.nanoTime();

      assertThat(real.poll(wait)).isFalse(); // and returns

      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(wait / 2);
      assertThat(real.poll(0)).isFalse();
      assertThat(real.poll(-1)).isFalse();
      real.close();
      real.run();
    }
  }

  @Test
  void closeWakesAThreadThatWaitsInPoll() throws Exception {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!loop.ended()) {
                  loop.poll(Long.MAX_VALUE);
                }
              } catch (Exception e) {
                log.add("threw " + e);
              }
            });
    fixture.channel("a");
    thread.start();
    LoopFixture.untilParked(thread);

    loop.close();
    thread.join();

    assertThat(log).containsExactly("a failed: closed");
  }
}
