package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.server.EchoServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One echo server and many connections, at once and one after the other. */
@Timeout(120)
class ManyConnectionsTest {
  @Test
  void threeHundredConnectionsAtOnceAreEachServed() throws Exception {
    int connections = 300;
    Set<Thread> before = Leftovers.threads();
    try (EchoServer server = EchoServer.builder().start()) {
      CyclicBarrier allOpen = new CyclicBarrier(connections);
      CountDownLatch served = new CountDownLatch(connections);
      Task.await(
          Task.many(
              connections,
              number -> {
                try (WebSocket ws = WebSocket.connect(server.uri())) {
                  allOpen.await();
                  for (int i = 0; i < 50; i++) {
                    String message = number + "/" + i;
                    ws.send(message);
                    assertThat(ws.receive().text()).isEqualTo(message);
                  }
                  served.countDown();
                }
              }));
      assertThat(served.getCount()).isZero();
    }
    Leftovers.assertNoThreadsBeyond(before);
  }

  @Test
  void aThousandConnectionsLeaveNoDescriptorBehind() throws Exception {
    assumeTrue(Leftovers.canCountDescriptors(), "no /proc/self/fd on this system");
    try (EchoServer server = EchoServer.builder().start()) {
      cycle(server, 20); // whatever the first ones load stays open
      int before = Leftovers.descriptors();
      cycle(server, 1000);
      Leftovers.assertNoDescriptorsBeyond(before);
    }
  }

  private static void cycle(EchoServer server, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (WebSocket ws = WebSocket.connect(server.uri())) {
        if (i % 2 == 0) {
          ws.send("x");
          assertThat(ws.receive().text()).isEqualTo("x");
        }
      }
    }
  }

  @Test
  void attemptsThatFailLeaveNoDescriptorBehind() throws Exception {
    assumeTrue(Leftovers.canCountDescriptors(), "no /proc/self/fd on this system");
    try (EchoServer server = EchoServer.builder().start()) {
      cycle(server, 20);
      int before = Leftovers.descriptors();
      String closed;
      try (EchoServer gone = EchoServer.builder().start()) {
        closed = gone.uri();
      }
      int failed = 0;
      for (int i = 0; i < 300; i++) {
        try (WebSocket ws = WebSocket.connect(closed)) {
          throw new AssertionError("connected to a closed port: " + ws);
        } catch (java.net.ConnectException e) {
          failed++;
        }
      }
      assertThat(failed).isEqualTo(300);
      Leftovers.assertNoDescriptorsBeyond(before);
    }
  }

  @Test
  void aServerThatClosesEndsItsConnectionsAndReleasesThem() throws Exception {
    assumeTrue(Leftovers.canCountDescriptors(), "no /proc/self/fd on this system");
    try (EchoServer warm = EchoServer.builder().start()) {
      cycle(warm, 20);
    }
    int before = Leftovers.descriptors();
    List<WebSocket> open = new ArrayList<>();
    EchoServer server = EchoServer.builder().start();
    for (int i = 0; i < 100; i++) {
      open.add(WebSocket.connect(server.uri(), WebSocketOptions.defaults()));
    }
    server.close();
    for (WebSocket ws : open) {
      org.assertj.core.api.Assertions.assertThatThrownBy(ws::receive)
          .isInstanceOf(io.github.wirespeed.ConnectionClosedException.class);
      ws.close();
    }
    Leftovers.assertNoDescriptorsBeyond(before);
  }
}
