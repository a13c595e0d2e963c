package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.WebSocket;
import io.github.wirespeed.server.EchoServer;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The blocking client on virtual threads, where the JDK has them. */
@Timeout(120)
class VirtualThreadsTest {
  private static final long HANG_SECONDS = 60;

  private ExecutorService virtual;
  private EchoServer server;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21");
    virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    server = EchoServer.builder().start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      virtual.shutdownNow();
      server.close();
    }
  }

  @Test
  void twoHundredConnectionsOnAVirtualThreadEach() throws Exception {
    int connections = 200;
    CyclicBarrier allOpen = new CyclicBarrier(connections);
    List<Future<Integer>> results = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      int number = c;
      results.add(virtual.submit(() -> echo(allOpen, number)));
    }
    for (Future<Integer> result : results) {
      assertThat(result.get(HANG_SECONDS, TimeUnit.SECONDS)).isEqualTo(50);
    }
  }

  private int echo(CyclicBarrier allOpen, int number) throws Exception {
    try (WebSocket ws = WebSocket.connect(server.uri())) {
      awaitAll(allOpen);
      int echoes = 0;
      for (int i = 0; i < 50; i++) {
        String message = number + "/" + i;
        ws.send(message);
        assertThat(ws.receive().text()).isEqualTo(message);
        echoes++;
      }
      return echoes;
    }
  }

  private static void awaitAll(CyclicBarrier barrier)
      throws InterruptedException, BrokenBarrierException {
    barrier.await();
  }

  @Test
  void aTimedReceiveTimesOutAndTheConnectionGoesOn() throws Exception {
    onVirtual(
        () -> {
          try (WebSocket ws = WebSocket.connect(server.uri())) {
            assertThatThrownBy(() -> ws.receive(Duration.ofMillis(50)))
                .isInstanceOf(SocketTimeoutException.class);
            assertThat(ws.ping()).isPositive();
            ws.send(new byte[1 << 20]);
            assertThat(ws.receive().bytes()).hasSize(1 << 20);
          }
          return null;
        });
  }

  @Test
  void anInterruptEndsAWaitingReceiveAndTheConnectionGoesOn() throws Exception {
    AtomicReference<Thread> receiver = new AtomicReference<>();
    CountDownLatch running = new CountDownLatch(1);
    Future<Boolean> result =
        virtual.submit(
            () -> {
              try (WebSocket ws = WebSocket.connect(server.uri())) {
                receiver.set(Thread.currentThread());
                running.countDown();
                assertThatThrownBy(ws::receive).isInstanceOf(InterruptedIOException.class);
                boolean interrupted = Thread.interrupted();
                ws.send("fine");
                assertThat(ws.receive().text()).isEqualTo("fine");
                return interrupted;
              }
            });
    running.await();
    Thread.sleep(50); // until it waits, most likely
    receiver.get().interrupt();
    assertThat(result.get(HANG_SECONDS, TimeUnit.SECONDS)).as("stayed interrupted").isTrue();
  }

  @Test
  void closeFromAnotherVirtualThreadEndsAWaitingReceive() throws Exception {
    WebSocket ws = onVirtual(() -> WebSocket.connect(server.uri()));
    Future<?> receiver =
        virtual.submit(
            () ->
                assertThatThrownBy(ws::receive)
                    .isInstanceOf(io.github.wirespeed.ConnectionClosedException.class));
    Thread.sleep(50); // until it waits, most likely
    onVirtual(
        () -> {
          ws.close();
          return null;
        });
    receiver.get(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(ws.closeCode()).isEqualTo(1000);
  }

  private <T> T onVirtual(Callable<T> body) throws Exception {
    return virtual.submit(body).get(HANG_SECONDS, TimeUnit.SECONDS);
  }
}
