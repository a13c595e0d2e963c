package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.ReconnectingConnection.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A close, in each state and in each race. */
class ReconnectCloseTest {
  private ReconnectFixture it;

  @BeforeEach
  void begin() throws Exception {
    it = new ReconnectFixture();
  }

  @AfterEach
  void end() {
    it.close();
  }

  private void isOver(Stage<Void> close) throws Exception {
    it.settle();
    assertThat(value(close)).isNull();
    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
    int before = it.attempts.size();
    it.advance(Duration.ofHours(1));
    assertThat(it.attempts).hasSize(before);
    Stage<NotConnectedException> how = it.feed.closed();
    Stage<Void> again = it.feed.close();
    it.settle();
    assertThat(value(how).closedHere()).isTrue();
    assertThat(value(how).ended()).isTrue();
    assertThat(value(again)).isNull();
    assertThat(it.feed.receive().failure()).isSameAs(value(how));
    assertThat(it.feed.send("late").failure()).isSameAs(value(how));
    assertThat(it.feed.current()).isEmpty();
  }

  @Test
  void aConnectionIsClosedInAnOrderlyWay() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();
    it.attempt(1).serve("not received");
    Stage<Void> close = it.feed.close(4000, "enough");
    it.settle();
    assertThat(it.attempt(1).sent()).containsExactly("CLOSE 4000 enough");
    assertThat(waits(close)).isTrue();
    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
    it.attempt(1).serveClose(4000);

    isOver(close);
    assertThat(it.told()).containsExactly("Opened", "Ended");
  }

  @Test
  void aReceiveThatWaitsEndsAtOnce() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();
    Stage<Message> receive = it.feed.receive();
    var unused = it.feed.close();
    it.settle();

    assertThat(receive.failure())
        .isInstanceOf(NotConnectedException.class)
        .hasMessage("closed on this side");
  }

  @Test
  void duringAnAttemptItIsCancelled() throws Exception {
    it.pulled(Reconnect.defaults());
    Stage<Message> receive = it.feed.receive();
    Stage<Void> close = it.feed.close();
    it.settle();

    assertThat(it.attempt(1).cancelled).isTrue();
    assertThat(receive.failure()).isInstanceOf(NotConnectedException.class);
    isOver(close);
  }

  @Test
  void inTheMomentInWhichAnAttemptSucceedsItsConnectionIsClosed() throws Exception {
    it.pulled(Reconnect.defaults());
    Stage<Void> close = it.feed.close();
    it.attempt(1).complete(4096); // claimed: it can be cancelled no more
    it.settle();

    assertThat(it.attempt(1).cancelled).isFalse();
    assertThat(it.attempt(1).sent()).containsExactly("CLOSE 1001");
    isOver(close);
  }

  @Test
  void duringTheBackOffNoOtherAttemptIsMade() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).fail();
    isOver(it.feed.close());
  }

  @Test
  void duringTheHookItsConnectionIsClosed() throws Exception {
    CompletableFuture<Void> hook = new CompletableFuture<>();
    it.pulled(Reconnect.defaults().onOpen(fresh -> hook));
    it.attempt(1).accept();
    Stage<Void> close = it.feed.close();
    it.settle();
    assertThat(it.attempt(1).sent()).containsExactly("CLOSE 1001");
    hook.complete(null);

    isOver(close);
    assertThat(it.told()).containsExactly("Ended");
  }

  @Test
  void duringARotationBothAreClosed() throws Exception {
    it.pulled(Reconnect.defaults().rotateAfter(Duration.ofHours(1)));
    it.attempt(1).accept();
    it.advance(Duration.ofMinutes(57));
    it.attempt(2).accept();
    ReconnectFixture.FakeAttempt old = it.attempts.get(0);
    assertThat(old.sent()).containsExactly("CLOSE 1000");
    Stage<Void> close = it.feed.close();
    it.settle();
    assertThat(it.attempt(2).sent()).containsExactly("CLOSE 1000");
    assertThat(waits(close)).isTrue();
    it.attempt(2).serveClose(1000);
    assertThat(waits(close)).isTrue();
    old.serveClose(1000);

    isOver(close);
  }

  @Test
  void inTheMomentOfALossItIsNoLoss() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();
    Stage<Void> close = it.feed.close();
    it.attempt(1).breakDown();

    isOver(close);
    assertThat(it.told()).containsExactly("Opened", "Ended");
  }

  @Test
  void aConnectionThatIsClosedAloneIsReplaced() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();
    var unused = it.feed.current().get().close();
    it.settle();
    it.attempt(1).serveClose(1000);
    it.advance(Duration.ofSeconds(1));
    it.attempt(2).accept();

    assertThat(it.feed.state()).isEqualTo(State.OPEN);
  }

  @Test
  void whatMustNotBeSentClosesNothing() throws Exception {
    it.pulled(Reconnect.defaults());
    assertThatThrownBy(() -> it.feed.close(1006, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("close code 1006");
    assertThat(it.feed.state()).isEqualTo(State.CONNECTING);
  }

  @Test
  void aCloseInAListenerIsHeeded() throws Exception {
    it.pulled(Reconnect.defaults().onGap(gap -> it.feed.close()));
    it.attempt(1).accept();
    it.attempt(1).breakDown();
    it.advance(Duration.ofSeconds(1));
    it.attempt(2).accept();

    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
    assertThat(it.attempt(2).sent()).containsExactly("CLOSE 1000");
  }

  @Test
  void itShowsHowItStands() throws Exception {
    it.pulled(Reconnect.defaults());
    assertThat(it.feed).hasToString("ReconnectingWebSocket[CONNECTING, 1 attempts]");
    it.attempt(1).accept();
    assertThat(it.feed.toString()).startsWith("ReconnectingWebSocket[OPEN, AsyncWebSocket[open, ");
  }
}
