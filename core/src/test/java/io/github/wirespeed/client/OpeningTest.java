package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer.Conversation;
import io.github.wirespeed.protocol.WebSocketUri;
import io.github.wirespeed.transport.Threads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The opening on the caller's thread, which can be interrupted. */
class OpeningTest extends OpeningContract {

  @Override
  Opening.Result result(Request request, Duration timeout) throws IOException {
    return Opening.open(request, timeout);
  }

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void anInterruptEndsTheWaitForTheAnswerAndClosesTheConnection() throws Exception {
    ScriptedServer server = server(Conversation::untilClientLeft);
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              try {
                open(server.uri("/"), LONG);
                return false;
              } catch (SocketTimeoutException e) {
                return false;
              } catch (InterruptedIOException e) {
                return Thread.currentThread().isInterrupted();
              }
            });
    Thread thread = new Thread(task);
    thread.start();
    server.request();
    thread.interrupt();

    assertThat(task.get(20, TimeUnit.SECONDS)).as("interrupted, and still is").isTrue();
    server.ended();
  }

  @Test
  void aThreadThatIsInterruptedAlreadyDoesNotWaitForTheAnswer() throws Exception {
    ScriptedServer server = server(Conversation::untilReleased);

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> open(server.uri("/"), LONG))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).as("it still is").isTrue();
  }

  @Test
  void anInterruptEndsTheWaitForSeveralAddresses() throws Exception {
    try (DeafListener one = new DeafListener("127.0.0.2", 0);
        DeafListener two = new DeafListener("127.0.0.3", one.port())) {
      Request request = silent(one, two);
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> open(request, LONG))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessageContaining("127.0.0.2:" + one.port());
      assertThat(Thread.interrupted()).as("it still is").isTrue();
    }
  }

  @Test
  void aVirtualThreadRacesAddressesToo() throws Exception {
    Assumptions.assumeTrue(Threads.haveVirtual(), "virtual threads came with JDK 21");
    ScriptedServer server = willing();
    int port = WebSocketUri.of(server.uri("/")).port();
    try (DeafListener one = new DeafListener("127.0.0.2", port);
        DeafListener two = new DeafListener("127.0.0.3", port)) {
      Request winning = racing(server, one.host(), two.host());
      assertThat(Threads.VIRTUAL.call(() -> open(winning, LONG)))
          .isInstanceOf(Opening.Upgraded.class);

      Request losing = silent(one, two);
      assertThatThrownBy(() -> Threads.VIRTUAL.call(() -> open(losing, Duration.ofMillis(100))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageStartingWith("no connection to 127.0.0.2:");
    }
  }

  @Test
  void manyVirtualThreadsThatRaceDoNotHoldTheCarriers() throws Exception {
    Assumptions.assumeTrue(Threads.haveVirtual(), "virtual threads came with JDK 21");
    int many = 4 * Runtime.getRuntime().availableProcessors() + 8;
    try (DeafListener one = new DeafListener("127.0.0.2", 0);
        DeafListener two = new DeafListener("127.0.0.3", one.port())) {
      List<Threads.Run<Opening.Result>> runs = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        runs.add(Threads.VIRTUAL.run(() -> open(silent(one, two), LONG)));
      }
      assertThat(Threads.VIRTUAL.call(() -> "runs beside them")).isEqualTo("runs beside them");
      for (Threads.Run<Opening.Result> run : runs) {
        run.thread().interrupt();
        assertThatThrownBy(run::result).isInstanceOf(InterruptedIOException.class);
      }
    }
  }

  private static Request silent(DeafListener one, DeafListener two) {
    return Reaching.by(host -> addresses(one.host(), two.host()))
        .attemptDelay(Duration.ofMillis(20))
        .request("ws://a-name.invalid:" + one.port());
  }
}
