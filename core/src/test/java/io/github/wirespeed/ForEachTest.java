package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.text;
import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every message, one after the other: by an action, an iterator, a stream. */
@Timeout(60)
class ForEachTest {
  private LoopSession<AsyncWebSocket> session = LoopSession.async();
  private final List<String> seen = new ArrayList<>();

  ForEachTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  private Stage<Void> noteAll() {
    return session.ws.forEachAsync(
        message -> {
          seen.add(message.text());
          return null;
        });
  }

  @Test
  void everyMessageIsGivenInOrderAndItIsDoneWithTheConnection() throws Exception {
    session.serveText("1", "2");
    session.settle();
    Stage<Void> done = noteAll();
    assertThat(seen).containsExactly("1", "2");
    session.serveText("3");
    session.settle();
    assertThat(waits(done)).isTrue();
    session.serveText("4");
    session.serveEnd(1000);

    assertThat(seen).containsExactly("1", "2", "3", "4");
    assertThat(value(done)).isNull();
    assertThat(session.ends).hasSize(1);
  }

  @Test
  void anotherEndIsItsFailure() throws Exception {
    Stage<Void> done = noteAll();
    session.serveEnd(4000);

    assertThat(closed(done).code()).isEqualTo(4000);
  }

  @Test
  void theNextMessageWaitsForTheStageOfTheLast() throws Exception {
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    Stage<Void> done =
        session.ws.forEachAsync(
            message -> {
              seen.add(message.text());
              CompletableFuture<Void> stage = new CompletableFuture<>();
              stages.add(stage);
              return stage;
            });
    session.serveText("1", "2", "3");
    session.settle();
    assertThat(seen).containsExactly("1");
    stages.get(0).complete(null);
    session.settle();
    assertThat(seen).containsExactly("1", "2");
    stages.get(1).complete(null);
    session.settle();
    assertThat(seen).containsExactly("1", "2", "3");

    assertThat(waits(done)).isTrue();
  }

  @Test
  void anEchoIsOneLine() throws Exception {
    session.ws.forEachAsync(message -> session.ws.send(message.text()));
    session.serveText("1", "2", "3");
    session.settle();

    assertThat(session.sent()).containsExactly("TEXT \"1\"", "TEXT \"2\"", "TEXT \"3\"");
  }

  @Test
  void aHundredThousandReadyMessagesDoNotGrowTheStack() throws Exception {
    int count = 100_000;
    session.close();
    session = LoopSession.async(4 << 20, LoopSession.options().inbox(count + 1, 64 << 20));
    byte[] frame = Session.frame(Session.TEXT, "m");
    byte[] all = new byte[count * frame.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = frame[i % frame.length];
    }
    session.serve(all);
    AtomicInteger given = new AtomicInteger();
    CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);
    Stage<Void> done =
        session.ws.forEachAsync(message -> given.incrementAndGet() % 2 == 0 ? ready : null);
    for (int i = 0; i < 1000 && given.get() < count; i++) {
      session.settle();
    }

    assertThat(given).hasValue(count);
    assertThat(waits(done)).isTrue();
  }

  @Test
  void anActionThatThrowsEndsTheConnectionWith1011() throws Exception {
    IllegalStateException mine = new IllegalStateException("mine");
    Stage<Void> done =
        session.ws.forEachAsync(
            message -> {
              seen.add(message.text());
              throw mine;
            });
    session.serveText("1", "2");
    session.settle();
    session.server.shutdownOutput();
    session.settle();

    assertThat(seen).containsExactly("1");
    assertThat(done.failure()).isSameAs(mine);
    assertThat(session.sent()).containsExactly("CLOSE 1011 message handler failed", "END");
    assertThat(session.ends.get(0)).hasCause(mine);
  }

  @Test
  void anActionWhoseStageFailsEndsTheConnectionWith1011() throws Exception {
    IllegalStateException mine = new IllegalStateException("mine");
    CompletableFuture<Void> later = new CompletableFuture<>();
    Stage<Void> done = session.ws.forEachAsync(message -> later);
    session.serveText("1");
    session.settle();
    later.completeExceptionally(mine);
    session.settle();

    assertThat(done.failure()).isSameAs(mine);
    assertThat(session.sent()).containsExactly("CLOSE 1011 message handler failed", "END");
  }

  @Test
  void aCancelledOneTakesNoFurtherMessage() throws Exception {
    Stage<Void> done = noteAll();
    session.serveText("1");
    session.settle();
    assertThat(done.cancel()).isTrue();
    session.serveText("2", "3");
    session.settle();

    assertThat(seen).containsExactly("1");
    assertThat(text(session.ws.receive())).isEqualTo("2");
    assertThat(text(session.ws.receive())).isEqualTo("3");
  }

  // ---- the iterator ----

  @Test
  void theIteratorGivesEveryMessageAndEndsWithTheConnection() throws Exception {
    session.serveText("1", "2");
    session.serveEnd(1000);
    for (Message message : session.ws) {
      seen.add(message.text());
    }

    assertThat(seen).containsExactly("1", "2");
    Iterator<Message> ended = session.ws.iterator();
    assertThat(ended.hasNext()).isFalse();
    assertThat(ended.hasNext()).isFalse();
    assertThatThrownBy(ended::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void theIteratorThrowsAnotherEnd() throws Exception {
    session.serveText("1");
    session.serveEnd(4000);
    Iterator<Message> messages = session.ws.iterator();
    assertThat(messages.next().text()).isEqualTo("1");

    assertThatThrownBy(messages::hasNext)
        .isInstanceOf(UncheckedIOException.class)
        .hasCause(session.ends.get(0));
  }

  @Test
  void theStreamGivesThemLazily() throws Exception {
    session.serveText("1", "2", "3");
    session.settle();

    assertThat(session.ws.stream().limit(2).map(Message::text)).containsExactly("1", "2");
    assertThat(text(session.ws.receive())).isEqualTo("3");
  }
}
