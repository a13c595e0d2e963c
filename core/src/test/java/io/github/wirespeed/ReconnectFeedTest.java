package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.ReconnectingConnection.State;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Receiving across connections, and how a gap is seen. */
class ReconnectFeedTest {
  private ReconnectFixture it;

  @BeforeEach
  void begin() throws Exception {
    it = new ReconnectFixture();
  }

  @AfterEach
  void end() {
    it.close();
  }

  private String next() throws Exception {
    Stage<Message> stage = it.feed.receive();
    it.settle();
    return value(stage).text();
  }

  /** Loses the last connection and opens the next one. */
  private ReconnectFixture.FakeAttempt reopen() throws Exception {
    int count = it.attempts.size();
    it.attempt(count).breakDown();
    it.advance(Duration.ofSeconds(30));
    return it.attempt(count + 1).accept();
  }

  @Test
  void receivesAreAnsweredInTheirOrderAcrossALoss() throws Exception {
    it.pulled(Reconnect.defaults());
    List<Stage<Message>> receives = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      receives.add(it.feed.receive());
    }
    it.attempt(1).accept().serve("1", "2");
    reopen().serve("3", "4", "5");

    for (int i = 0; i < 5; i++) {
      assertThat(value(receives.get(i)).text()).isEqualTo(String.valueOf(i + 1));
    }
  }

  @Test
  void whatALostConnectionHadCompleteComesBeforeTheNextOne() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept().serve("1", "2", "3");
    reopen().serve("4");

    assertThat(List.of(next(), next(), next(), next())).containsExactly("1", "2", "3", "4");
    assertThat(it.feed.gaps()).isEqualTo(1);
  }

  @Test
  void byDefaultReceivesPassOverAGapWhichIsToldAndRemembered() throws Exception {
    List<Gap> told = new ArrayList<>();
    it.pulled(Reconnect.defaults().onGap(told::add));
    it.attempt(1).accept();
    Stage<Message> receive = it.feed.receive();
    it.advance(Duration.ofSeconds(10));
    it.attempt(1).serveClose(1012);
    assertThat(it.feed.trySend("refused")).isFalse();
    it.advanceMillis(50);
    it.attempt(2).fail();
    it.advanceMillis(100);
    assertThat(told).isEmpty();
    it.attempt(3).accept().serve("behind");

    assertThat(value(receive).text()).isEqualTo("behind");
    assertThat(told).hasSize(1);
    Gap gap = told.get(0);
    assertThat(gap.lost().code()).isEqualTo(1012);
    assertThat(gap.length()).isEqualTo(Duration.ofMillis(150));
    assertThat(gap.attempts()).isEqualTo(2);
    assertThat(gap.refusedSends()).isEqualTo(1);
    assertThat(gap.unsentMessages()).isZero();
    assertThat(gap.losses()).isEqualTo(1);
    assertThat(gap.toString()).startsWith("gap of 150 ms, 2 attempts: received close 1012");
    assertThat(it.feed.lastGap()).contains(gap);
  }

  @Test
  void aReceiveFailsOnceAtAGapIfItWasAskedTo() throws Exception {
    it.pulled(Reconnect.defaults().failAtGap());
    it.attempt(1).accept().serve("1");
    reopen().serve("2", "3");

    assertThat(next()).isEqualTo("1");
    Stage<Message> atGap = it.feed.receive();
    assertThat(atGap.failure()).isInstanceOf(GapException.class);
    assertThat(((GapException) atGap.failure()).gap()).isEqualTo(it.feed.lastGap().get());
    assertThat(next()).isEqualTo("2");
    assertThat(next()).isEqualTo("3");
  }

  @Test
  void aReceiveThatWaitsFailsWhenTheNextConnectionIsReady() throws Exception {
    it.pulled(Reconnect.defaults().failAtGap());
    it.attempt(1).accept();
    Stage<Message> first = it.feed.receive();
    Stage<Message> second = it.feed.receive();
    it.attempt(1).breakDown();
    assertThat(waits(first)).isTrue();
    it.advanceMillis(100);
    it.attempt(2).accept().serve("behind");

    assertThat(first.failure()).isInstanceOf(GapException.class);
    assertThat(value(second).text()).isEqualTo("behind");
  }

  @Test
  void gapsWithNothingBetweenAreOne() throws Exception {
    it.pulled(Reconnect.defaults().failAtGap());
    it.attempt(1).accept();
    reopen();
    reopen();
    reopen().serve("behind");

    Stage<Message> atGap = it.feed.receive();
    assertThat(((GapException) atGap.failure()).gap().losses()).isEqualTo(3);
    assertThat(next()).isEqualTo("behind");
    assertThat(it.feed.gaps()).isEqualTo(3);
  }

  @Test
  void whileNobodyReceivesNoMoreThanAFewConnectionsAreOpened() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept().serve("1");
    for (int i = 2; i <= 5; i++) {
      reopen().serve(String.valueOf(i));
    }
    it.attempt(5).breakDown();
    it.advance(Duration.ofHours(1));
    assertThat(it.attempts).hasSize(5);

    assertThat(next()).isEqualTo("1");
    assertThat(next()).isEqualTo("2");
    it.settle();
    it.attempt(6).accept().serve("6");
    assertThat(List.of(next(), next(), next(), next())).containsExactly("3", "4", "5", "6");
  }

  @Test
  void aReceiveThatIsGivenUpLosesNoMessage() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();
    Stage<Message> givenUp = it.feed.receive();
    it.settle();
    assertThat(givenUp.cancel()).isTrue();
    it.attempt(1).serve("1", "2");

    assertThat(next()).isEqualTo("1");
    assertThat(next()).isEqualTo("2");
  }

  @Test
  void aReceiveThatIsGivenUpDuringAGapIsPassedOver() throws Exception {
    it.pulled(Reconnect.defaults());
    Stage<Message> givenUp = it.feed.receive();
    Stage<Message> patient = it.feed.receive();
    assertThat(givenUp.cancel()).isTrue();
    it.attempt(1).accept().serve("1");

    assertThat(value(patient).text()).isEqualTo("1");
  }

  @Test
  void theIteratorGoesOverGapsAndEndsWithAClose() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept().serve("1");
    reopen().serve("2");
    Iterator<Message> messages = it.feed.iterator();

    assertThat(messages.next().text()).isEqualTo("1");
    // Asked for on this thread, which is the loop's as well: it must be there.
    Stage<Message> second = it.feed.receive();
    assertThat(value(second).text()).isEqualTo("2");
    var unused = it.feed.close();
    it.settle();
    assertThat(messages.hasNext()).isFalse();
    assertThat(messages.hasNext()).isFalse();
  }

  @Test
  void theIteratorThrowsAtAGapIfAskedToAndGoesOn() throws Exception {
    it.pulled(Reconnect.defaults().failAtGap());
    it.attempt(1).accept().serve("1");
    reopen().serve("2");
    Iterator<Message> messages = it.feed.iterator();

    assertThat(messages.next().text()).isEqualTo("1");
    assertThatThrownBy(messages::hasNext)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(GapException.class);
    assertThat(messages.next().text()).isEqualTo("2");
  }

  @Test
  void theIteratorThrowsWhereItIsGivenUp() throws Exception {
    it.pulled(Reconnect.defaults().maxAttempts(1));
    it.attempt(1).fail();
    Iterator<Message> messages = it.feed.iterator();

    assertThatThrownBy(messages::hasNext)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(NotConnectedException.class);
    assertThat(messages.hasNext()).isFalse();
  }

  @Test
  void anActionGetsTheMessagesOfAllConnectionsOneAfterTheOther() throws Exception {
    it.pulled(Reconnect.defaults());
    List<String> seen = new ArrayList<>();
    CompletableFuture<Void> busy = new CompletableFuture<>();
    Stage<Void> done =
        it.feed.forEachAsync(
            message -> {
              seen.add(message.text());
              return message.text().equals("2") ? busy : null;
            });
    it.attempt(1).accept().serve("1", "2", "3");
    assertThat(seen).containsExactly("1", "2");
    reopen().serve("4");
    busy.complete(null);
    it.settle();

    assertThat(seen).containsExactly("1", "2", "3", "4");
    assertThat(waits(done)).isTrue();
    var unused = it.feed.close();
    it.settle();
    assertThat(value(done)).isNull();
  }

  @Test
  void anActionThatThrowsCloses() throws Exception {
    it.pulled(Reconnect.defaults());
    IllegalStateException bug = new IllegalStateException("a bug");
    Stage<Void> done =
        it.feed.forEachAsync(
            message -> {
              throw bug;
            });
    it.attempt(1).accept().serve("1");

    assertThat(done.failure()).isSameAs(bug);
    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
    assertThat(it.attempt(1).sent()).containsExactly("CLOSE 1011 message action failed");
  }

  @Test
  void aHandlerSeesOneConnectionAfterTheOther() throws Exception {
    List<String> seen = new ArrayList<>();
    it.handled(
        Reconnect.defaults().onGap(gap -> seen.add("gap")),
        new MessageHandler() {
          @Override
          public void onOpen(WebSocketConnection connection) {
            seen.add("open");
          }

          @Override
          public void onMessage(WebSocketConnection connection, MessageView message) {
            seen.add(message.text());
          }

          @Override
          public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
            seen.add("closed");
          }
        });
    it.attempt(1).accept().serve("1");
    reopen().serve("2");

    assertThat(seen).containsExactly("open", "1", "closed", "open", "gap", "2");
  }

  @Test
  void aHandlerThatThrowsLosesItsConnectionAndGetsAnother() throws Exception {
    it.handled(
        Reconnect.defaults(),
        (connection, message) -> {
          throw new IllegalStateException("a bug");
        });
    it.attempt(1).accept().serve("1");
    it.advance(Duration.ofSeconds(1)); // for the end of TCP
    it.advance(Duration.ofSeconds(1));

    assertThat(it.last(ReconnectEvent.Lost.class).how())
        .hasCauseInstanceOf(IllegalStateException.class);
    it.attempt(2).accept();
    assertThat(it.connection.state()).isEqualTo(State.OPEN);
  }
}
