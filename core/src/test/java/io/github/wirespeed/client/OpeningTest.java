package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer.Conversation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
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
}
