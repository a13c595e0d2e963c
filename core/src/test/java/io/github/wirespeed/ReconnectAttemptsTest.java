package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ReconnectingConnection.State;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When another connection is opened, and where. */
class ReconnectAttemptsTest {
  private ReconnectFixture it;

  @BeforeEach
  void begin() throws Exception {
    it = new ReconnectFixture();
  }

  @AfterEach
  void end() {
    it.close();
  }

  private static HandshakeException answered(int status, Map<String, List<String>> headers) {
    return new HandshakeException("answered " + status, status, headers, new byte[0]);
  }

  @Test
  void theFirstAttemptIsMadeAtOnceAndOpens() throws Exception {
    it.pulled(Reconnect.defaults());
    assertThat(it.feed.state()).isEqualTo(State.CONNECTING);
    Stage<WebSocketConnection> opened = it.feed.opened();
    it.settle();
    assertThat(waits(opened)).isTrue();

    it.attempt(1).accept();

    assertThat(it.feed.state()).isEqualTo(State.OPEN);
    assertThat(it.feed.attempts()).isZero();
    assertThat(value(opened)).isSameAs(it.attempt(1).opened);
    assertThat(it.feed.current()).containsSame(it.attempt(1).opened);
    assertThat(it.told()).containsExactly("Opened");
    assertThat(it.feed.gaps()).isZero();
  }

  @Test
  void theFirstAttemptAfterALossComesWithin100MillisecondsWhateverIsDrawn() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();
    it.advance(Duration.ofSeconds(10));
    it.draw = Math.nextDown(1.0);
    it.attempt(1).breakDown();
    assertThat(it.feed.state()).isEqualTo(State.WAITING);

    it.advance(Duration.ofNanos(99_999_998));
    assertThat(it.attempts).hasSize(1);
    it.advance(Duration.ofNanos(1));
    it.attempt(2).accept();

    assertThat(it.told()).containsExactly("Opened", "Lost", "Waiting", "Gap", "Opened");
  }

  @Test
  void theDelayIsDrawnBetweenZeroAndACeilingThatDoublesUpToTheMost() throws Exception {
    it.pulled(Reconnect.defaults().backoff(Duration.ofMillis(100), Duration.ofMillis(1500)));
    it.draw = 0.5;
    for (long millis : new long[] {100, 200, 400, 750, 750, 750}) {
      it.attempts.get(it.attempts.size() - 1).fail();
      int before = it.attempts.size();
      it.advanceMillis(millis - 1);
      assertThat(it.attempts).hasSize(before);
      it.advanceMillis(1);
      assertThat(it.attempts).hasSize(before + 1);
    }
  }

  @Test
  void aConnectionThatHeldBeginsTheBackOffAnew() throws Exception {
    it.pulled(Reconnect.defaults().resetAfter(Duration.ofSeconds(5)));
    for (int i = 1; i <= 4; i++) {
      it.attempt(i).fail();
      it.advanceMillis(100 * (1L << (i - 1)));
    }
    it.attempt(5).accept();
    it.advanceMillis(5000);
    it.attempt(5).breakDown();
    assertThat(it.last(ReconnectEvent.Waiting.class).delay()).isEqualTo(Duration.ofMillis(50));
    assertThat(it.last(ReconnectEvent.Waiting.class).attempt()).isEqualTo(1);
  }

  @Test
  void aConnectionThatDidNotHoldDoesNot() throws Exception {
    it.pulled(Reconnect.defaults().resetAfter(Duration.ofSeconds(5)));
    for (int i = 1; i <= 4; i++) {
      it.attempt(i).accept();
      it.advanceMillis(i == 4 ? 4999 : 0);
      it.attempt(i).serveClose(1012);
      assertThat(it.last(ReconnectEvent.Waiting.class).delay())
          .isEqualTo(Duration.ofMillis(50L << i));
      it.advanceMillis(50L << i);
    }
  }

  @Test
  void retryAfterIsAddedToTheDelay() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).fail(answered(503, Map.of("Retry-After", List.of("7"))));

    assertThat(it.last(ReconnectEvent.Waiting.class).delay()).isEqualTo(Duration.ofMillis(7100));
    it.advanceMillis(7099);
    assertThat(it.attempts).hasSize(1);
    it.advanceMillis(1);
    assertThat(it.attempts).hasSize(2);
  }

  @Test
  void aFailureThatIsNotWorthARetryIsTheEnd() throws Exception {
    it.pulled(Reconnect.defaults());
    Stage<Message> receive = it.feed.receive();
    Stage<WebSocketConnection> opened = it.feed.opened();
    HandshakeException why = answered(401, Map.of());
    it.attempt(1).fail(why);

    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
    assertThat(receive.failure())
        .isInstanceOf(NotConnectedException.class)
        .hasMessage("not worth a retry: answered 401")
        .hasCause(why);
    assertThat(opened.failure()).isSameAs(receive.failure());
    assertThat(it.feed.receive().failure()).isSameAs(receive.failure());
    assertThat(it.feed.send("late").failure()).isSameAs(receive.failure());
    assertThat(it.told()).containsExactly("AttemptFailed", "Ended");
    Stage<NotConnectedException> closed = it.feed.closed();
    Stage<WebSocketConnection> late = it.feed.opened();
    it.settle();
    assertThat(value(closed)).isSameAs(receive.failure());
    assertThat(late.failure()).isSameAs(receive.failure());
    it.advance(Duration.ofHours(1));
    assertThat(it.attempts).hasSize(1);
  }

  @Test
  void aCloseWith1000IsTheEndBehindItsMessages() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();
    it.attempt(1).serve("last");
    it.attempt(1).serveClose(1000);

    assertThat(value(it.feed.receive()).text()).isEqualTo("last");
    Stage<Message> behind = it.feed.receive();
    assertThat(behind.failure()).isInstanceOf(NotConnectedException.class);
    assertThat(((NotConnectedException) behind.failure()).closedHere()).isFalse();
    assertThat(it.told()).containsExactly("Opened", "Lost", "Ended");
  }

  @Test
  void thePredicateOfTheUserDecides() throws Exception {
    it.pulled(Reconnect.defaults().retryIf(why -> why instanceof HandshakeException));
    it.attempt(1).fail(answered(401, Map.of()));
    it.advanceMillis(100);
    it.attempt(2).fail(new UnknownHostException("a.test"));

    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aPredicateThatThrowsIsANo() throws Exception {
    it.pulled(
        Reconnect.defaults()
            .retryIf(
                why -> {
                  throw new IllegalArgumentException("a bug");
                }));
    it.attempt(1).fail();

    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void itIsGivenUpAfterSoManyAttemptsInARow() throws Exception {
    it.pulled(Reconnect.defaults().maxAttempts(3));
    it.attempt(1).fail();
    it.advanceMillis(100);
    it.attempt(2).fail();
    it.advanceMillis(200);
    assertThat(it.feed.attempts()).isEqualTo(3);
    it.attempt(3).fail();

    NotConnectedException how = it.last(ReconnectEvent.Ended.class).how();
    assertThat(how).hasMessage("given up after 3 attempts: Connection refused");
    assertThat(how.attempts()).isEqualTo(3);
    assertThat(how.ended()).isTrue();
    it.advance(Duration.ofHours(1));
    assertThat(it.attempts).hasSize(3);
  }

  @Test
  void theNextEndpointHasItsTurnUntilOneWorksWhichIsKept() throws Exception {
    it.pulled(Reconnect.defaults().endpoints("ws://b.test/feed", "ws://c.test/feed"));
    assertThat(it.attempt(1).uri).isEqualTo(ReconnectFixture.URI);
    it.attempt(1).fail();
    it.advanceMillis(50);
    assertThat(it.attempt(2).uri).isEqualTo("ws://b.test/feed");
    it.attempt(2).accept();
    it.advance(Duration.ofSeconds(10));
    it.attempt(2).breakDown();
    it.advanceMillis(50);
    assertThat(it.attempt(3).uri).isEqualTo("ws://b.test/feed");
    it.attempt(3).fail();
    it.advanceMillis(50);
    assertThat(it.attempt(4).uri).isEqualTo("ws://c.test/feed");
    it.attempt(4).fail();
    assertThat(it.last(ReconnectEvent.Waiting.class).endpoint()).isEqualTo(ReconnectFixture.URI);
  }

  @Test
  void theCeilingDoublesWithEachRoundOfEndpoints() throws Exception {
    it.pulled(Reconnect.defaults().endpoints("ws://b.test/feed"));
    for (long millis : new long[] {50, 100, 100, 200, 200, 400}) {
      it.attempts.get(it.attempts.size() - 1).fail();
      assertThat(it.last(ReconnectEvent.Waiting.class).delay())
          .isEqualTo(Duration.ofMillis(millis));
      it.advanceMillis(millis);
    }
  }

  @Test
  void anEndpointWhoseConnectionDidNotHoldLosesItsTurn() throws Exception {
    it.pulled(Reconnect.defaults().endpoints("ws://b.test/feed"));
    it.attempt(1).accept();
    it.attempt(1).serveClose(1012);
    it.advanceMillis(50);

    assertThat(it.attempt(2).uri).isEqualTo("ws://b.test/feed");
  }

  @Test
  void endpointsAreShownWithoutSecrets() throws Exception {
    it.pulled(Reconnect.defaults().endpoints("ws://user:secret@b.test/feed?token=secret"));
    it.attempt(1).fail();
    it.advanceMillis(50);
    it.attempt(2).fail();

    assertThat(it.events.toString()).contains("ws://b.test/feed").doesNotContain("secret");
  }

  @Test
  void aLoopThatDiesIsALossAndAnotherOneTakesOver() throws Exception {
    it.refuge = new io.github.wirespeed.loop.SteppedLoop();
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();
    it.loop.close();
    it.refuge.settle();
    it.clock.addAndGet(Duration.ofMillis(100).toNanos());
    it.refuge.advance(Duration.ofMillis(100));
    it.attempt(2).complete(4096);
    it.refuge.settle();

    assertThat(it.feed.state()).isEqualTo(State.OPEN);
    assertThat(it.told()).containsExactly("Opened", "Lost", "Waiting", "Gap", "Opened");
  }

  @Test
  void aLoopThatDiesDuringTheBackOffTakesNoTimerAlong() throws Exception {
    it.refuge = new io.github.wirespeed.loop.SteppedLoop();
    it.pulled(Reconnect.defaults());
    it.attempt(1).fail();
    it.loop.close();
    it.refuge.settle();
    assertThat(it.attempts).hasSize(1);
    it.clock.addAndGet(Duration.ofMillis(100).toNanos());
    it.refuge.advance(Duration.ofMillis(100));
    it.attempt(2).complete(4096);
    it.refuge.settle();

    assertThat(it.feed.state()).isEqualTo(State.OPEN);
  }

  @Test
  void aClientThatIsClosedIsTheEnd() throws Exception {
    it.pulled(Reconnect.defaults());
    Stage<Message> receive = it.feed.receive();
    it.attempt(1).fail();
    it.loop.close();

    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
    assertThat(receive.failure())
        .isInstanceOf(NotConnectedException.class)
        .hasMessage("closed on this side");
    assertThat(it.feed.close().isDone()).isTrue();
  }
}
