package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that live on a thread of the user's. */
@Timeout(30)
class PollerTest {
  private static final long GUARD_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final WebSocketClient client =
      WebSocketClient.builder()
          .options(Session.options())
          .waitStrategy(WaitStrategy.blocking())
          .build();
  private final Poller poller = client.poller();
  private final Recorder handler = new Recorder();

  @AfterEach
  void end() {
    poller.close();
    client.close();
  }

  /** A server that says hello and then holds the connection open. */
  private static ScriptedServer greeting() throws Exception {
    return new ScriptedServer(
        c -> {
          c.send(Session.concat(c.accept(""), Session.frame(Session.TEXT, "hello")));
          c.untilClientLeft();
        });
  }

  private void pollUntilSeen(int events) {
    long start = System.nanoTime();
    while (handler.events.size() < events) {
      poller.poll(Duration.ofMillis(20));
      assertThat(System.nanoTime() - start).as("%s", handler.events).isLessThan(GUARD_NANOS);
    }
  }

  @Test
  void everythingHappensInPollsOfTheUsersThread() throws Exception {
    List<Thread> threads = new ArrayList<>();
    handler.onOpen = (connection, nothing) -> threads.add(Thread.currentThread());
    handler.onMessage = (connection, message) -> threads.add(Thread.currentThread());
    try (ScriptedServer server = greeting()) {
      Stage<WebSocketConnection> opening = poller.connect(server.uri("/"), handler);
      assertThat(handler.events).isEmpty();
      pollUntilSeen(2);

      assertThat(opening.join().isOpen()).isTrue();
      assertThat(handler.events).containsExactly("open", "hello");
      assertThat(threads).containsOnly(Thread.currentThread());
    }
  }

  @Test
  void aPollWithNothingToDoSaysSoAndDoesNotWait() {
    assertThat(poller.poll()).isFalse();
    assertThat(poller.poll(Duration.ZERO)).isFalse();
    assertThat(poller.poll(Duration.ofMillis(1))).isFalse();
  }

  @Test
  void aJoinOnThePollersThreadPolls() throws Exception {
    try (ScriptedServer server = greeting()) {
      WebSocketConnection connection = poller.connect(server.uri("/"), handler).join();
      assertThat(connection.isOpen()).isTrue();
      pollUntilSeen(2);
      assertThat(connection.close(1000, "", Duration.ofMillis(50)).join()).isNull();

      assertThat(handler.events).hasSize(3).startsWith("open", "hello");
      assertThat(handler.how.closedHere()).isTrue();
    }
  }

  @Test
  void anotherThreadSendsAndWaitsWhileThisOnePolls() throws Exception {
    try (ScriptedServer server = greeting()) {
      WebSocketConnection connection = poller.connect(server.uri("/"), handler).join();
      Background<Boolean> other =
          Background.run(
              () -> {
                connection.send("from elsewhere").join();
                connection.close(1000, "", Duration.ofMillis(50)).join();
              });
      long start = System.nanoTime();
      while (!other.isDone()) {
        poller.poll(Duration.ofMillis(10));
        assertThat(System.nanoTime() - start).isLessThan(GUARD_NANOS);
      }

      assertThat(other.result()).isTrue();
      assertThat(handler.how.closedHere()).isTrue();
    }
  }

  @Test
  void aPollInAHandlerIsRefused() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    handler.onMessage =
        (connection, message) -> {
          try {
            poller.poll();
          } catch (IllegalStateException e) {
            thrown.add(e);
          }
        };
    try (ScriptedServer server = greeting()) {
      Stage<WebSocketConnection> opening = poller.connect(server.uri("/"), handler);
      pollUntilSeen(2);

      assertThat(opening.join().isOpen()).isTrue();
      assertThat(thrown).hasSize(1);
      assertThat(thrown.get(0)).hasMessageContaining("a handler cannot poll");
    }
  }

  @Test
  void aJoinInAHandlerIsRefused() throws Exception {
    handler.onMessage = (connection, message) -> connection.ping().join();
    try (ScriptedServer server = greeting()) {
      Stage<WebSocketConnection> opening = poller.connect(server.uri("/"), handler);
      pollUntilSeen(3);

      assertThat(opening.join().isOpen()).isFalse();
      assertThat(handler.how).hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closeEndsItsConnectionsAndItself() throws Exception {
    try (ScriptedServer server = greeting()) {
      WebSocketConnection connection = poller.connect(server.uri("/"), handler).join();
      poller.close();
      poller.close();

      assertThat(connection.isOpen()).isFalse();
      assertThat(handler.events).endsWith("closed 1006");
      assertThat(handler.how.sentCode()).isEqualTo(1001);
      assertThatThrownBy(poller::poll)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThatThrownBy(() -> poller.connect(server.uri("/"), handler))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void aRefusedOpeningIsTheFailureOfItsStage() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(c -> c.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))) {
      Stage<WebSocketConnection> opening = poller.connect(server.uri("/"), handler);

      assertThatThrownBy(opening::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(HandshakeException.class);
      assertThat(handler.events).isEmpty();
    }
  }
}
