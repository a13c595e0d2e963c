package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Completions that run where the user says. */
@Timeout(30)
class ExecutorOptionTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean rejecting;
  private final LoopSession<AsyncWebSocket> session =
      LoopSession.async(LoopSession.options().executor(this::execute));
  private final List<String> events = new ArrayList<>();

  ExecutorOptionTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  private void execute(Runnable task) {
    if (rejecting) {
      throw new RejectedExecutionException("shut down");
    }
    tasks.add(task);
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void dependentsRunThereAndOnlyThere() throws Exception {
    CompletableFuture<Void> unused =
        session
            .ws
            .receive()
            .thenAccept(m -> events.add(m.text() + " " + session.loop.loop().inLoop()));
    session.serveText("1");
    session.settle();
    assertThat(events).isEmpty();
    assertThat(tasks).hasSize(1);
    runTasks();

    assertThat(events).containsExactly("1 false");
  }

  @Test
  void aStageThatNobodyAttachedToCostsNoTask() throws Exception {
    Stage<Message> received = session.ws.receive();
    session.serveText("1");
    session.settle();

    assertThat(tasks).isEmpty();
    assertThat(waits(received)).isFalse();
  }

  @Test
  void theSubscriberRunsThereInOrder() throws Exception {
    session
        .ws
        .messages()
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(10);
              }

              @Override
              public void onNext(Message item) {
                events.add(item.text() + " " + session.loop.loop().inLoop());
              }

              @Override
              public void onError(Throwable throwable) {
                events.add("error");
              }

              @Override
              public void onComplete() {
                events.add("complete");
              }
            });
    session.serveText("1", "2", "3");
    session.serveEnd(1000);
    assertThat(events).isEmpty();
    runTasks();

    assertThat(events).containsExactly("1 false", "2 false", "3 false", "complete");
  }

  @Test
  void anExecutorThatRejectsEndsTheConnectionWith1011AndCompletesAllTheSame() throws Exception {
    CompletableFuture<Void> dependent = session.ws.receive().thenAccept(m -> events.add(m.text()));
    session.settle();
    rejecting = true;
    session.serveText("1");
    session.settle();
    session.server.shutdownOutput();
    session.settle();

    assertThat(events).containsExactly("1");
    assertThat(dependent).isCompleted();
    assertThat(session.sent()).containsExactly("CLOSE 1011 message handler failed", "END");
    assertThat(session.ends).hasSize(1);
    assertThat(session.ends.get(0)).hasCauseInstanceOf(RejectedExecutionException.class);
  }
}
