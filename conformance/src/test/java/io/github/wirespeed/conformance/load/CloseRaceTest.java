package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.server.EchoServer;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closers against everybody: each call returns or throws that one exception, and none hangs. */
@Timeout(120)
class CloseRaceTest {
  private static final int ROUNDS = 100;

  @Test
  void closersRaceSendersStreamersReceiversAndPingers() throws Exception {
    Set<Thread> before = Leftovers.threads();
    try (EchoServer server = EchoServer.builder().start()) {
      for (int round = 0; round < ROUNDS; round++) {
        race(WebSocket.connect(server.uri()), round);
      }
    }
    Leftovers.assertNoThreadsBeyond(before);
  }

  private static void race(WebSocket ws, int round) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Task<Void>> tasks = new ArrayList<>();
    tasks.add(untilClosed(start, () -> ws.send("text")));
    tasks.add(untilClosed(start, () -> ws.send(new byte[3000])));
    tasks.add(untilClosed(start, () -> ws.send(new ByteArrayInputStream(new byte[50_000]))));
    tasks.add(untilClosed(start, () -> ws.send(new StringReader("reader".repeat(3000)))));
    tasks.add(untilClosed(start, ws::receive));
    tasks.add(untilClosed(start, () -> pingOrGiveUp(ws)));
    for (int i = 0; i < 3; i++) {
      int closer = i;
      tasks.add(
          Task.run(
              () -> {
                start.await();
                LockSupport.parkNanos(1000L * ((round * 37 + closer * 11) % 5000));
                ws.close(4000 + closer, "closer " + closer);
              }));
    }
    start.countDown();
    Task.await(tasks);
    assertThat(ws.isOpen()).isFalse();
    assertThat(ws.closeCode()).isIn(1006, 4000, 4001, 4002);
  }

  private static void pingOrGiveUp(WebSocket ws) throws Exception {
    try {
      ws.ping();
    } catch (SocketTimeoutException e) {
      // It has kept as many messages as it may; ManySendersTest asks for more.
    }
  }

  private static Task<Void> untilClosed(CountDownLatch start, Task.Body call) {
    return Task.run(
        () -> {
          start.await();
          try {
            while (true) {
              call.run();
            }
          } catch (ConnectionClosedException e) {
            assertThat(e.closedHere()).isTrue();
          }
        });
  }

  @Test
  void everySendIsDeliveredOrRefusedWhenTheServerLeaves() throws Exception {
    Set<Thread> before = Leftovers.threads();
    for (int round = 0; round < 30; round++) {
      EchoServer server = EchoServer.builder().start();
      try (WebSocket ws = WebSocket.connect(server.uri())) {
        List<Task<Void>> senders =
            Task.many(
                3,
                sender -> {
                  try {
                    while (true) {
                      ws.send("from " + sender);
                    }
                  } catch (ConnectionClosedException e) {
                    assertThat(e.closedHere()).isFalse();
                  }
                });
        Task<Void> receiver =
            Task.run(
                () -> {
                  try {
                    while (true) {
                      assertThat(ws.receive().text()).startsWith("from ");
                    }
                  } catch (ConnectionClosedException e) {
                    assertThat(e.closedHere()).isFalse();
                  }
                });
        LockSupport.parkNanos(1_000_000L * (round % 5));
        server.close();
        Task.await(senders);
        receiver.result();
      }
    }
    Leftovers.assertNoThreadsBeyond(before);
  }
}
