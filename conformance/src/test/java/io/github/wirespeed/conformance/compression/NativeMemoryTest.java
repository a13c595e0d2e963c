package io.github.wirespeed.conformance.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Compression;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.client.ZlibPool;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inflaters and deflaters hold memory that the heap does not show. All of them come from one pool,
 * which {@code ArchitectureTest} holds, so its count is the truth.
 */
@Timeout(120)
class NativeMemoryTest {
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Compression ALL = Compression.deflate().threshold(0);
  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.defaults().compression(ALL).closeTimeout(Duration.ofMillis(1));

  /** Five APIs, five endings, with and without takeover: 10,000 connections. */
  private static final int EACH = 200;

  @BeforeEach
  void nothingIsLentBefore() throws Exception {
    assertNothingIsLent();
  }

  private static void assertNothingIsLent() throws InterruptedException {
    assertLent(0);
  }

  private static void assertLent(int count) throws InterruptedException {
    long start = System.nanoTime();
    while (ZlibPool.SHARED.lent() != count && System.nanoTime() - start < HANG_NANOS) {
      Thread.sleep(5);
    }
    assertThat(ZlibPool.SHARED.lent()).as("inflaters and deflaters in use").isEqualTo(count);
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void connectionsThatAreOpenedAndDroppedLeaveNothing(Api api) throws Exception {
    try (DroppingServer server = new DroppingServer()) {
      for (DroppingServer.Ending ending :
          EnumSet.complementOf(EnumSet.of(DroppingServer.Ending.DEAF))) {
        for (boolean takeover : new boolean[] {true, false}) {
          for (int i = 0; i < EACH; i++) {
            openAndDrop(api, server.uri(ending, takeover));
          }
        }
        assertNothingIsLent();
      }
    }
  }

  private static void openAndDrop(Api api, String uri) throws IOException {
    try (Client ws = api.connect(uri, OPTIONS)) {
      try {
        ws.send("Hello");
      } catch (IOException e) {
        // Some are over before it.
      }
      assertThat(ws.receive().text()).isEqualTo("Hello");
    }
  }

  @Test
  void aServerKeepsNothingOfClientsThatAreGone() throws Exception {
    try (EchoServer echo = EchoServer.builder().compression(ALL).start();
        WebSocketClient client = WebSocketClient.builder().options(OPTIONS).build()) {
      for (int i = 0; i < 500; i++) {
        AsyncWebSocket ws = client.connectAsync(echo.uri()).join();
        ws.send("Hello");
        assertThat(ws.receive().join().text()).isEqualTo("Hello");
        ws.close().join();
      }
      assertNothingIsLent();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void quietConnectionsHoldSomethingOnlyIfTheyTakeOver(boolean takeover) throws Exception {
    Compression chosen = ALL.clientTakeover(takeover).serverTakeover(takeover);
    int connections = takeover ? 20 : 1000;
    WebSocketOptions options = OPTIONS.compression(chosen);
    try (EchoServer echo = EchoServer.builder().compression(chosen).start();
        WebSocketClient client = WebSocketClient.builder().options(options).build()) {
      List<AsyncWebSocket> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        AsyncWebSocket ws = client.connectAsync(echo.uri()).join();
        ws.send("Hello");
        assertThat(ws.receive().join().text()).isEqualTo("Hello");
        all.add(ws);
      }
      // Takeover: an inflater and a deflater on either side.
      assertLent(takeover ? 4 * connections : 0);
      assertThat(all).allMatch(AsyncWebSocket::isOpen);
    }
    assertNothingIsLent(); // and now their loops are gone
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void aSenderThatIsStuckLetsGoWhenItIsClosed(Api api) throws Exception {
    byte[] noise = new byte[8 << 20];
    new Random(1).nextBytes(noise);
    try (DroppingServer server = new DroppingServer()) {
      Task<Void> stuck;
      try (Client ws = api.connect(server.uri(DroppingServer.Ending.DEAF, true), OPTIONS)) {
        assertThat(ws.receive().text()).isEqualTo("Hello");
        stuck = Task.run(() -> ws.send(noise));
        while (ZlibPool.SHARED.lent() < 2) {
          Thread.sleep(1); // the inflater of what came, and the deflater of what goes
        }
      }
      assertThatThrownBy(stuck::result).isInstanceOf(IOException.class);
      assertNothingIsLent();
    }
  }
}
