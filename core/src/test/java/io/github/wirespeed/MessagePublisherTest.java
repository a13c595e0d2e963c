package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.text;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of {@link Flow}, as a subscriber sees them. */
@Timeout(30)
class MessagePublisherTest {
  private final LoopSession<AsyncWebSocket> session = LoopSession.async();
  private final Subscriber subscriber = new Subscriber();

  MessagePublisherTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  /** Writes down what it is told. */
  private static final class Subscriber implements Flow.Subscriber<Message> {
    final List<String> events = new ArrayList<>();
    Flow.Subscription subscription;
    Throwable error;
    long first;
    Recorder.Reaction<Message> onNext = (connection, message) -> {};
    private boolean busy;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      events.add("subscribed");
      if (first != 0) {
        given.request(first);
      }
    }

    @Override
    public void onNext(Message message) {
      assertThat(busy).as("called in a call").isFalse();
      busy = true;
      events.add(message.text());
      try {
        onNext.to(null, message);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      } finally {
        busy = false;
      }
    }

    @Override
    public void onError(Throwable throwable) {
      error = throwable;
      events.add("error");
    }

    @Override
    public void onComplete() {
      events.add("complete");
    }
  }

  private void subscribe(long first) {
    subscriber.first = first;
    session.ws.messages().subscribe(subscriber);
  }

  @Test
  void nothingIsPushedThatWasNotAskedFor() throws Exception {
    subscribe(0);
    session.serveText("1", "2", "3", "4");
    session.settle();
    assertThat(subscriber.events).containsExactly("subscribed");
    subscriber.subscription.request(1);
    session.settle();
    assertThat(subscriber.events).containsExactly("subscribed", "1");
    subscriber.subscription.request(2);
    session.settle();
    assertThat(subscriber.events).containsExactly("subscribed", "1", "2", "3");

    assertThat(text(session.ws.receive())).isEqualTo("4");
  }

  @Test
  void demandAddsUpAndMayBeUnbounded() throws Exception {
    subscribe(0);
    subscriber.subscription.request(1);
    subscriber.subscription.request(1);
    session.serveText("1", "2", "3");
    session.settle();
    assertThat(subscriber.events).containsExactly("subscribed", "1", "2");
    subscriber.subscription.request(Long.MAX_VALUE);
    subscriber.subscription.request(Long.MAX_VALUE);
    session.serveText("4", "5");
    session.settle();

    assertThat(subscriber.events).containsExactly("subscribed", "1", "2", "3", "4", "5");
  }

  @Test
  void aSubscriberThatAsksForOneMoreEachTimeGetsThemAllSerially() throws Exception {
    subscriber.onNext = (connection, message) -> subscriber.subscription.request(1);
    for (int i = 0; i < 60; i++) {
      session.serveText(Integer.toString(i));
    }
    session.settle();
    subscribe(1);
    session.settle();

    assertThat(subscriber.events).hasSize(61).endsWith("59");
  }

  @Test
  void itCompletesOnceWhenTheConnectionEndsNormally() throws Exception {
    subscribe(10);
    session.serveText("1");
    session.serveEnd(1000);
    session.advance(Duration.ofMinutes(1));

    assertThat(subscriber.events).containsExactly("subscribed", "1", "complete");
  }

  @Test
  void itFailsOnceWhenTheConnectionEndsOtherwise() throws Exception {
    subscribe(10);
    session.serveText("1");
    session.serveEnd(4000);
    session.advance(Duration.ofMinutes(1));

    assertThat(subscriber.events).containsExactly("subscribed", "1", "error");
    assertThat(subscriber.error).isInstanceOf(ConnectionClosedException.class);
    assertThat(((ConnectionClosedException) subscriber.error).code()).isEqualTo(4000);
  }

  @Test
  void aSubscriberWithoutDemandHearsOfTheEndToo() throws Exception {
    subscribe(0);
    session.serveEnd(1000);

    assertThat(subscriber.events).containsExactly("subscribed", "complete");
  }

  @Test
  void messagesThatWereNotAskedForComeBeforeTheEnd() throws Exception {
    subscribe(0);
    session.serveText("1", "2");
    session.serveEnd(1000);
    assertThat(subscriber.events).containsExactly("subscribed");
    subscriber.subscription.request(1);
    session.settle();
    assertThat(subscriber.events).containsExactly("subscribed", "1");
    subscriber.subscription.request(1);
    session.settle();

    assertThat(subscriber.events).containsExactly("subscribed", "1", "2", "complete");
  }

  @Test
  void whoSubscribesAfterTheEndGetsWhatIsLeftAndTheEnd() throws Exception {
    session.serveText("1");
    session.serveEnd(1000);
    subscribe(10);
    session.settle();

    assertThat(subscriber.events).containsExactly("subscribed", "1", "complete");
  }

  @Test
  void aCancelledSubscriptionHearsNothingMoreAndLosesNothing() throws Exception {
    subscribe(10);
    session.serveText("1");
    session.settle();
    subscriber.subscription.cancel();
    subscriber.subscription.cancel();
    subscriber.subscription.request(5);
    session.serveText("2");
    session.settle();

    assertThat(text(session.ws.receive())).isEqualTo("2");
    session.serveEnd(1000);
    assertThat(subscriber.events).containsExactly("subscribed", "1");
    assertThat(session.ends).hasSize(1);
  }

  @Test
  void aCancelInOnNextLosesNothing() throws Exception {
    subscriber.onNext = (connection, message) -> subscriber.subscription.cancel();
    subscribe(10);
    session.serveText("1", "2", "3");
    session.settle();

    assertThat(subscriber.events).containsExactly("subscribed", "1");
    assertThat(text(session.ws.receive())).isEqualTo("2");
    assertThat(text(session.ws.receive())).isEqualTo("3");
  }

  @Test
  void aSecondSubscriberIsRefusedAndTheFirstGoesOn() throws Exception {
    subscribe(10);
    Subscriber second = new Subscriber();
    session.ws.messages().subscribe(second);
    second.subscription.request(3);
    session.serveText("1");
    session.settle();

    assertThat(second.events).containsExactly("subscribed", "error");
    assertThat(second.error)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("subscriber already");
    assertThat(subscriber.events).containsExactly("subscribed", "1");
  }

  @Test
  void aRefusedSubscriberThatAsksWhileItSubscribesTakesNothing() throws Exception {
    subscribe(10);
    Subscriber second = new Subscriber();
    second.first = 5;
    session.ws.messages().subscribe(second);
    session.serveText("1", "2");
    session.settle();

    assertThat(second.events).containsExactly("subscribed", "error");
    assertThat(subscriber.events).containsExactly("subscribed", "1", "2");
  }

  @Test
  void afterACancelAnotherMaySubscribe() throws Exception {
    subscribe(10);
    subscriber.subscription.cancel();
    Subscriber second = new Subscriber();
    second.first = 10;
    session.ws.messages().subscribe(second);
    session.serveText("1");
    session.settle();

    assertThat(second.events).containsExactly("subscribed", "1");
  }

  @Test
  void aDemandThatIsNotPositiveIsAnErrorOfTheSubscription() throws Exception {
    subscribe(0);
    subscriber.subscription.request(0);
    session.serveText("1");
    session.settle();

    assertThat(subscriber.events).containsExactly("subscribed", "error");
    assertThat(subscriber.error)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
    assertThat(session.ws.isOpen()).isTrue();
    assertThat(text(session.ws.receive())).isEqualTo("1");
  }

  @Test
  void aNegativeDemandBesideAPositiveOneLosesNothing() throws Exception {
    subscribe(5);
    subscriber.subscription.request(-1);
    session.settle();
    session.serveText("1");
    session.settle();

    assertThat(subscriber.events).containsExactly("subscribed", "error");
    assertThat(text(session.ws.receive())).isEqualTo("1");
  }

  @Test
  void aSubscriberThatThrowsEndsTheConnectionWith1011() throws Exception {
    StackOverflowError mine = new StackOverflowError("mine");
    subscriber.onNext =
        (connection, message) -> {
          throw mine;
        };
    subscribe(10);
    session.serveText("1", "2");
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 1011 message handler failed", "END");
    session.server.shutdownOutput();
    session.settle();

    assertThat(subscriber.events).containsExactly("subscribed", "1");
    assertThat(session.ends).hasSize(1);
    assertThat(session.ends.get(0)).hasCause(mine);
  }

  @Test
  void receivesAndTheSubscriberTakeTurns() throws Exception {
    Stage<Message> before = session.ws.receive();
    subscribe(1);
    Stage<Message> after = session.ws.receive();
    session.serveText("1", "2", "3");
    session.settle();

    assertThat(text(before)).isEqualTo("1");
    assertThat(subscriber.events).containsExactly("subscribed", "2");
    assertThat(text(after)).isEqualTo("3");
    assertThat(waits(session.ws.receive())).isTrue();
  }

  @Test
  void closingOnesOwnSideCompletesIt() throws Exception {
    subscribe(10);
    session.ws.close();
    session.settle();
    session.serveEnd(1000);

    assertThat(subscriber.events).containsExactly("subscribed", "complete");
  }

  @Test
  void nullIsRefused() {
    assertThatThrownBy(() -> session.ws.messages().subscribe(null))
        .isInstanceOf(NullPointerException.class);
  }
}
