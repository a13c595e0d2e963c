package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ReconnectingConnection.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logging in and subscribing before anybody else has the connection. */
class ReconnectOpenHookTest {
  private ReconnectFixture it;

  @BeforeEach
  void begin() throws Exception {
    it = new ReconnectFixture();
  }

  @AfterEach
  void end() {
    it.close();
  }

  @Test
  void nothingIsSentAndNothingReceivedBeforeItIsDone() throws Exception {
    List<String> answers = new ArrayList<>();
    it.pulled(
        Reconnect.defaults()
            .holdSends(10, 1000)
            .onOpen(
                fresh ->
                    fresh
                        .send("login")
                        .thenCompose(sent -> fresh.receive())
                        .thenAccept(answer -> answers.add(answer.text()))));
    Stage<Message> receive = it.feed.receive();
    Stage<Void> send = it.feed.send("order");
    it.attempt(1).accept();
    assertThat(it.attempt(1).sent()).containsExactly("TEXT \"login\"");
    assertThat(it.feed.state()).isEqualTo(State.CONNECTING);
    assertThat(waits(send)).isTrue();
    it.attempt(1).serve("welcome", "first");

    assertThat(answers).containsExactly("welcome");
    assertThat(it.feed.state()).isEqualTo(State.OPEN);
    assertThat(value(receive).text()).isEqualTo("first");
    assertThat(it.attempt(1).sent()).containsExactly("TEXT \"order\"");
  }

  @Test
  void itIsCalledForEachConnectionAndToldOfTheLossBefore() throws Exception {
    List<String> lost = new ArrayList<>();
    it.pulled(
        Reconnect.defaults()
            .onOpen(
                fresh -> {
                  lost.add(fresh.endpoint() + fresh.lost().map(how -> " " + how.code()).orElse(""));
                  return null;
                }));
    it.attempt(1).accept();
    it.attempt(1).serveClose(1013);
    it.advance(Duration.ofSeconds(1));
    it.attempt(2).accept();

    assertThat(lost).containsExactly("ws://a.test/feed", "ws://a.test/feed 1013");
  }

  @Test
  void oneThatFailsIsAFailedAttemptJudgedByWhatItFailedWith() throws Exception {
    List<Exception> failures =
        new ArrayList<>(List.of(new IOException("try again"), new SecurityException("wrong key")));
    it.pulled(
        Reconnect.defaults()
            .onOpen(
                fresh -> {
                  throw failures.remove(0);
                }));
    it.attempt(1).accept();
    assertThat(it.attempt(1).sent()).containsExactly("CLOSE 1001");
    assertThat(it.told()).containsExactly("AttemptFailed", "Waiting");
    it.advance(Duration.ofSeconds(1));
    it.attempt(2).accept();

    assertThat(it.last(ReconnectEvent.Ended.class).how())
        .hasMessage("not worth a retry: wrong key")
        .hasCauseInstanceOf(SecurityException.class);
  }

  @Test
  void aStageThatFailsIsUnwrapped() throws Exception {
    it.pulled(
        Reconnect.defaults()
            .onOpen(
                fresh ->
                    fresh
                        .receive()
                        .thenAccept(
                            answer -> {
                              throw new IllegalStateException(answer.text());
                            })));
    it.attempt(1).accept().serve("no");

    assertThat(it.last(ReconnectEvent.AttemptFailed.class).why())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
    assertThat(it.feed.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aLossDuringItIsAFailedAttempt() throws Exception {
    it.pulled(Reconnect.defaults().onOpen(fresh -> new CompletableFuture<>()));
    it.attempt(1).accept();
    it.attempt(1).serveClose(1012);

    assertThat(it.told()).containsExactly("AttemptFailed", "Waiting");
    it.advance(Duration.ofSeconds(1));
    assertThat(it.attempts).hasSize(2);
    assertThat(it.feed.gaps()).isZero();
  }

  @Test
  void aLossInTheMomentInWhichItIsDoneIsAFailedAttempt() throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    it.pulled(Reconnect.defaults().onOpen(fresh -> done));
    it.attempt(1).accept();
    it.attempt(1).opened.ending().close(); // it has begun to end, and nobody was told
    done.complete(null);
    it.settle();
    assertThat(it.feed.state()).isEqualTo(State.CONNECTING);
    it.attempt(1).breakDown();

    assertThat(it.told()).containsExactly("AttemptFailed", "Waiting");
  }

  @Test
  void oneThatIsNeverDoneTimesOutAsConnectingDoes() throws Exception {
    it.with(LoopSession.options().connectTimeout(Duration.ofSeconds(3)))
        .pulled(Reconnect.defaults().onOpen(fresh -> new CompletableFuture<>()));
    it.attempt(1).accept();
    it.advanceMillis(2999);
    assertThat(it.told()).isEmpty();
    it.advanceMillis(1);

    assertThat(it.last(ReconnectEvent.AttemptFailed.class).why())
        .isInstanceOf(TimeoutException.class)
        .hasMessage("onOpen was not done within PT3S");
    assertThat(it.feed.state()).isEqualTo(State.WAITING);
    assertThat(it.attempt(1).sent()).containsExactly("CLOSE 1001");
  }

  @Test
  void whatComesOfItAfterItsTimeDoesNotMatter() throws Exception {
    List<CompletableFuture<Void>> hooks = new ArrayList<>();
    it.pulled(
        Reconnect.defaults()
            .onOpen(
                fresh -> {
                  hooks.add(new CompletableFuture<>());
                  return hooks.get(hooks.size() - 1);
                }));
    it.attempt(1).accept();
    it.advance(Duration.ofSeconds(10));
    it.advance(Duration.ofSeconds(1));
    it.attempt(2).accept();
    hooks.get(0).complete(null);
    it.settle();
    assertThat(it.feed.state()).isEqualTo(State.CONNECTING);
    hooks.get(1).complete(null);
    it.settle();

    assertThat(it.feed.current()).containsSame(it.attempt(2).opened);
  }

  @Test
  void aHandlersMessagesAreNotReceived() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    it.handled(
        Reconnect.defaults()
            .onOpen(
                fresh -> {
                  try {
                    return fresh.receive();
                  } catch (IllegalStateException e) {
                    failures.add(e);
                    return null;
                  }
                }),
        (connection, message) -> {});
    it.attempt(1).accept();

    assertThat(failures).hasSize(1);
    assertThat(it.connection.state()).isEqualTo(State.OPEN);
  }
}
