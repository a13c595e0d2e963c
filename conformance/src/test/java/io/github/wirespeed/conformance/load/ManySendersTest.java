package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.server.EchoServer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders, a receiver, a pinger and at last a closer on one connection. */
@Timeout(120)
class ManySendersTest {
  private static final int SENDERS = 8;
  private static final int EACH = 5000;

  @ParameterizedTest
  @ValueSource(strings = {"adaptive", "blocking"})
  void everySendersOrderIsKeptAndNothingIsLost(String waits) throws Exception {
    Set<Thread> before = Leftovers.threads();
    WebSocketOptions options =
        WebSocketOptions.defaults().waitStrategy(WaitStrategy.named(waits)).fragmentSize(1000);
    try (EchoServer server = EchoServer.builder().waitStrategy(WaitStrategy.named(waits)).start();
        WebSocket ws = WebSocket.connect(server.uri(), options)) {
      List<Task<Void>> senders = Task.many(SENDERS, sender -> send(ws, sender));
      Task<int[]> receiver = Task.of(() -> receive(ws));
      Task<Integer> pinger = Task.of(() -> pingUntilClosed(ws));

      Task.await(senders);
      assertThat(receiver.result()).containsOnly(EACH);
      ws.close(1000, "done");
      assertThat(pinger.result()).as("pings answered").isPositive();
      assertThat(ws.closeCode()).isEqualTo(1000);
      CloseReport report = ws.report();
      assertThat(report.messagesSent()).as("sent").isEqualTo(SENDERS * EACH);
      assertThat(report.messagesReceived()).as("received").isEqualTo(SENDERS * EACH);
      assertThat(report.bytesReceived()).isEqualTo(report.bytesSent()).isGreaterThan(8 * EACH);
    }
    Leftovers.assertNoThreadsBeyond(before);
  }

  private static void send(WebSocket ws, int sender) throws Exception {
    SplittableRandom random = new SplittableRandom(sender);
    for (int i = 0; i < EACH; i++) {
      // Some longer than a fragment, so that others could come in between.
      int size = i % 50 == 0 ? 3000 : random.nextInt(8, 200);
      ByteBuffer message = ByteBuffer.allocate(size).putInt(sender).putInt(i);
      while (message.hasRemaining()) {
        message.put((byte) (sender ^ i));
      }
      ws.send(message.flip());
    }
  }

  private static int[] receive(WebSocket ws) throws Exception {
    int[] next = new int[SENDERS];
    for (int n = 0; n < SENDERS * EACH; n++) {
      ByteBuffer message = ByteBuffer.wrap(ws.receive().bytes());
      int sender = message.getInt();
      int number = message.getInt();
      assertThat(number).as("next of sender %d", sender).isEqualTo(next[sender]++);
      while (message.hasRemaining()) {
        byte filler = message.get();
        if (filler != (byte) (sender ^ number)) {
          throw new AssertionError("message " + number + " of sender " + sender + " is mixed");
        }
      }
    }
    return next;
  }

  private static int pingUntilClosed(WebSocket ws) throws Exception {
    int answered = 0;
    try {
      while (true) {
        ws.ping();
        answered++;
      }
    } catch (ConnectionClosedException e) {
      assertThat(e.closedHere()).isTrue();
      return answered;
    }
  }
}
