package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ReconnectFixture.FakeAttempt;
import io.github.wirespeed.ReconnectingConnection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new connection before the server ends the old one. */
class ReconnectRotationTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private ReconnectFixture it;

  @BeforeEach
  void begin() throws Exception {
    it = new ReconnectFixture();
  }

  @AfterEach
  void end() {
    it.close();
  }

  private FakeAttempt rotating(Reconnect policy) throws Exception {
    it.pulled(policy.rotateAfter(HOUR));
    FakeAttempt old = it.attempt(1).accept();
    it.told();
    it.advance(Duration.ofMinutes(57)); // the middle of the last tenth
    return old;
  }

  @Test
  void itBeginsInTheLastTenthOfTheTime() throws Exception {
    it.draw = Math.nextDown(1.0);
    it.pulled(Reconnect.defaults().rotateAfter(HOUR));
    it.attempt(1).accept();
    it.advance(Duration.ofMinutes(54).minusNanos(1));
    assertThat(it.attempts).hasSize(1);
    it.advance(Duration.ofNanos(1));
    assertThat(it.attempts).hasSize(2);
    it.draw = 0;
    it.attempt(2).accept();
    it.advance(HOUR.minusNanos(1));
    assertThat(it.attempts).hasSize(2);
    it.advance(Duration.ofNanos(1));
    assertThat(it.attempts).hasSize(3);
  }

  @Test
  void theNewOneIsOpenAndItsHookDoneBeforeTheOldOneIsTold() throws Exception {
    List<CompletableFuture<Void>> hooks = new ArrayList<>();
    FakeAttempt old =
        rotating(
            Reconnect.defaults()
                .onOpen(
                    fresh -> {
                      assertThat(fresh.lost()).isEmpty();
                      hooks.add(new CompletableFuture<>());
                      return hooks.size() == 1 ? null : hooks.get(1);
                    }));
    it.attempt(2).accept();
    assertThat(old.sent()).isEmpty();
    assertThat(it.feed.send("to the old one").isDone()).isTrue();
    assertThat(old.sent()).containsExactly("TEXT \"to the old one\"");
    hooks.get(1).complete(null);
    it.settle();

    assertThat(old.sent()).containsExactly("CLOSE 1000");
    assertThat(it.feed.send("to the new one").isDone()).isTrue();
    assertThat(it.attempt(2).sent()).containsExactly("TEXT \"to the new one\"");
    assertThat(it.feed.current()).containsSame(it.attempt(2).opened);
    assertThat(it.last(ReconnectEvent.Opened.class).rotated()).isTrue();
    assertThat(it.feed.gaps()).isZero();
  }

  @Test
  void theMessagesOfTheOldOneAreReceivedUntilItIsClosedAndThenThoseOfTheNewOne() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults().failAtGap());
    old.serve("1");
    FakeAttempt fresh = it.attempt(2).accept();
    fresh.serve("4", "5");
    old.serve("2"); // after our Close
    List<Stage<Message>> receives = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      receives.add(it.feed.receive());
    }
    it.settle();
    assertThat(receives.get(1).isDone()).isTrue();
    assertThat(waits(receives.get(2))).isTrue();
    old.serve("3");
    old.serveClose(1000);

    for (int i = 0; i < 5; i++) {
      assertThat(value(receives.get(i)).text()).isEqualTo(String.valueOf(i + 1));
    }
    assertThat(it.told()).containsExactly("Opened", "Retired");
  }

  @Test
  void whatWasNotReceivedOfTheOldOneIsNotLostEvenIfItsPeerDoesNotAnswer() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults());
    old.serve("1", "2");
    it.attempt(2).accept().serve("3");
    it.advance(Duration.ofSeconds(5));

    assertThat(it.last(ReconnectEvent.Retired.class).how().sentCode()).isEqualTo(1000);
    for (String text : List.of("1", "2", "3")) {
      assertThat(value(it.feed.receive()).text()).isEqualTo(text);
    }
    assertThat(it.feed.state()).isEqualTo(State.OPEN);
  }

  @Test
  void asLongAsItIsUsWhoDoNotReadThePeerIsNotCutOff() throws Exception {
    it.with(LoopSession.options().inbox(2, 1000));
    FakeAttempt old = rotating(Reconnect.defaults());
    old.serve("1", "2", "3", "4");
    it.attempt(2).accept();
    old.serveClose(1000);
    it.advance(Duration.ofSeconds(60));
    assertThat(it.told()).containsExactly("Opened");
    for (String text : List.of("1", "2", "3", "4")) {
      Stage<Message> receive = it.feed.receive();
      it.settle();
      assertThat(value(receive).text()).isEqualTo(text);
    }
    it.advance(Duration.ofSeconds(5));

    assertThat(it.told()).containsExactly("Retired");
  }

  @Test
  void oneThatFailsKeepsTheOldOneAndIsTriedAgain() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults());
    it.attempt(2).fail();
    old.serve("still here");
    assertThat(value(it.feed.receive()).text()).isEqualTo("still here");
    assertThat(it.feed.state()).isEqualTo(State.OPEN);
    assertThat(it.told()).containsExactly("AttemptFailed");
    it.advance(Duration.ofSeconds(1));
    it.attempt(3).accept();

    assertThat(old.sent()).containsExactly("CLOSE 1000");
    assertThat(it.feed.current()).containsSame(it.attempt(3).opened);
  }

  @Test
  void oneThatFailsInItsHookKeepsTheOldOne() throws Exception {
    boolean[] first = {true};
    FakeAttempt old =
        rotating(
            Reconnect.defaults()
                .onOpen(
                    fresh -> {
                      if (first[0]) {
                        first[0] = false;
                        return null;
                      }
                      throw new SecurityException("the key was revoked");
                    }));
    it.attempt(2).accept();

    assertThat(it.feed.current()).containsSame(old.opened);
    assertThat(old.opened.isOpen()).isTrue();
    it.advance(Duration.ofHours(2));
    assertThat(it.attempts).as("it is not worth a retry").hasSize(2);
    assertThat(it.feed.state()).isEqualTo(State.OPEN);
  }

  @Test
  void ofALossMeanwhileTheNewOneIsTheFirstAttempt() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults());
    old.breakDown();
    assertThat(it.feed.state()).isEqualTo(State.CONNECTING);
    assertThat(it.told()).containsExactly("Lost");
    it.advanceMillis(30);
    it.attempt(2).accept();

    assertThat(it.told()).containsExactly("Gap", "Opened");
    assertThat(it.feed.lastGap().get().attempts()).isEqualTo(1);
    assertThat(it.feed.lastGap().get().length()).isEqualTo(Duration.ofMillis(30));
  }

  @Test
  void aServerThatEndsTheOldOneForTheNewOneEndsNothingElse() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults());
    old.serveClose(1000);
    it.attempt(2).accept();

    assertThat(it.feed.state()).isEqualTo(State.OPEN);
  }

  @Test
  void ofALossMeanwhileTheNextFailureIsFollowedByTheBackOff() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults());
    old.breakDown();
    it.attempt(2).fail();

    assertThat(it.told()).containsExactly("Lost", "AttemptFailed", "Waiting");
    it.advanceMillis(100);
    it.attempt(3).accept();
    assertThat(it.feed.lastGap().get().attempts()).isEqualTo(2);
  }

  @Test
  void aLossBetweenTwoOfThemIsALossAsAnyOther() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults());
    it.attempt(2).fail(new HandshakeException("busy", 503, Map.of(), new byte[0]));
    old.breakDown();
    it.advanceMillis(50);
    it.attempt(3).accept();
    it.advance(Duration.ofMinutes(1));

    assertThat(it.attempts).hasSize(3);
    assertThat(it.feed.gaps()).isEqualTo(1);
  }

  @Test
  void aLossTakesThePlanAlong() throws Exception {
    it.pulled(Reconnect.defaults().rotateAfter(HOUR));
    it.attempt(1).accept();
    it.advance(Duration.ofMinutes(50));
    it.attempt(1).breakDown();
    it.advanceMillis(50);
    it.attempt(2).accept();
    it.advance(Duration.ofMinutes(56));
    assertThat(it.attempts).hasSize(2);
    it.advance(Duration.ofMinutes(1));
    assertThat(it.attempts).hasSize(3);
  }

  @Test
  void aSendThatTheOldOneTurnsAwayGoesToTheNewOne() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults());
    FakeAttempt fresh = it.attempt(2).accept();
    old.sent();
    assertThat(old.opened.send("late").failure()).isInstanceOf(ConnectionClosedException.class);
    assertThat(it.feed.send("order").isDone()).isTrue();

    assertThat(fresh.sent()).containsExactly("TEXT \"order\"");
  }

  @Test
  void aServerThatAsksToBeLeftAloneIs() throws Exception {
    FakeAttempt old = rotating(Reconnect.defaults());
    it.attempt(2)
        .fail(
            new HandshakeException("busy", 503, Map.of("Retry-After", List.of("60")), new byte[0]));
    it.advance(Duration.ofSeconds(60));
    assertThat(it.attempts).hasSize(2);
    it.advance(Duration.ofSeconds(1));
    assertThat(it.attempts).hasSize(3);
    assertThat(old.opened.isOpen()).isTrue();
  }
}
