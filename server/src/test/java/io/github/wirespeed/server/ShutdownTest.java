package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a server ends, as its clients and its owner see it. */
@Timeout(40)
class ShutdownTest {
  private static final String CLOSE = "CLOSE 1001 server shutting down";
  private static final Duration LONG = Duration.ofMinutes(5);

  private final List<WebSocketServer> servers = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() throws Exception {
    for (WebSocketServer server : servers) {
      server.kill();
    }
    assertThat(Guard.comesTrue(() -> Guard.threads("shutdown-test").isEmpty()))
        .as("threads: %s", Guard.threads("shutdown-test"))
        .isTrue();
  }

  private WebSocketServer start(ServerBuilder builder) throws IOException {
    WebSocketServer server = builder.start();
    servers.add(server);
    return server;
  }

  private WebSocketServer start() throws IOException {
    return start(Guard.echo("shutdown-test"));
  }

  private static CompletableFuture<Boolean> shutdown(WebSocketServer server, Duration time) {
    return CompletableFuture.supplyAsync(() -> server.shutdown(time));
  }

  private static void assertRefuses(WebSocketServer server) throws InterruptedException {
    assertThat(
            Guard.comesTrue(
                () -> {
                  try (Socket socket = new Socket()) {
                    socket.connect(Guard.address(server));
                    return false;
                  } catch (ConnectException e) {
                    return true;
                  } catch (IOException e) {
                    return false;
                  }
                }))
        .isTrue();
  }

  @Test
  void everyConnectionIsClosedWith1001AndTheEndIsCleanWhenAllAnswer() throws Exception {
    WebSocketServer server = start();
    try (RawClient one = Guard.open(server);
        RawClient two = Guard.open(server);
        RawClient three = Guard.open(server)) {
      CompletableFuture<Boolean> clean = shutdown(server, LONG);
      for (RawClient client : List.of(one, two, three)) {
        assertThat(client.frame()).isEqualTo(CLOSE);
        client.send(RawClient.close(1001, ""));
        assertThat(client.frame()).isEqualTo("END");
        client.close();
      }

      assertThat(clean.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.connections()).isZero();
      assertThat(server.limits().count()).isZero();
    }
  }

  @Test
  void aServerWithoutConnectionsEndsCleanly() throws Exception {
    assertThat(start().shutdown(LONG)).isTrue();
  }

  @Test
  void theCloseComesBehindWhatWasAcceptedBefore() throws Exception {
    CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
    WebSocketServer server =
        start(
            Guard.bare("shutdown-test")
                .route(
                    "/",
                    new MessageHandler() {
                      @Override
                      public void onOpen(WebSocketConnection connection) {
                        opened.complete(connection);
                      }

                      @Override
                      public void onMessage(WebSocketConnection connection, MessageView message) {}
                    }));
    try (RawClient client = Guard.open(server)) {
      byte[] large = new byte[8 << 20]; // more than the network holds
      opened.get().send(large);
      for (int i = 0; i < 10; i++) {
        assertThat(opened.get().trySend("m" + i)).isTrue();
      }
      CompletableFuture<Boolean> clean = shutdown(server, LONG);

      assertThat(client.message()).hasSize(large.length);
      for (int i = 0; i < 10; i++) {
        assertThat(client.frame()).isEqualTo("TEXT m" + i);
      }
      assertThat(client.frame()).isEqualTo(CLOSE);
      client.send(RawClient.close(1001, ""));
      assertThat(client.frame()).isEqualTo("END");
      client.socket.close();
      assertThat(clean.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 300})
  void whoDoesNotAnswerInTimeIsCutAndTheEndIsNotClean(int millis) throws Exception {
    WebSocketServer server = start();
    try (RawClient silent = Guard.open(server)) {
      assertThat(server.shutdown(Duration.ofMillis(millis))).isFalse();

      assertThat(silent.frame()).isEqualTo(CLOSE);
      assertThat(silent.frame()).isEqualTo("END");
      assertThat(server.limits().count()).isZero();
    }
  }

  @Test
  void whoResetsInsteadOfAnsweringMakesTheEndUnclean() throws Exception {
    WebSocketServer server = start();
    try (RawClient client = Guard.open(server)) {
      CompletableFuture<Boolean> clean = shutdown(server, LONG);
      assertThat(client.frame()).isEqualTo(CLOSE);
      Guard.reset(client);

      assertThat(clean.get(20, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void anOpeningInProgressIsAnsweredWith503() throws Exception {
    WebSocketServer server = start();
    try (RawClient half = Guard.connect(server);
        RawClient open = Guard.open(server)) {
      half.send("GET / HTTP/1.1\r\nHost: x\r\n".getBytes(ISO_8859_1));
      // One turn of its loop later, whichever that is, what was sent is read.
      CompletableFuture<Boolean> clean = shutdown(server, LONG);
      assertThat(half.head())
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("Retry-After: 1\r\n", "Connection: close\r\n");
      half.socket.close();
      assertThat(open.frame()).isEqualTo(CLOSE);
      open.send(RawClient.close(1001, ""));
      assertThat(open.frame()).isEqualTo("END");
      open.socket.close();

      assertThat(clean.get(20, TimeUnit.SECONDS)).as("it was no connection yet").isTrue();
    }
  }

  @Test
  void nobodyConnectsWhileConnectionsStillEnd() throws Exception {
    WebSocketServer server = start();
    try (RawClient open = Guard.open(server)) {
      CompletableFuture<Boolean> clean = shutdown(server, LONG);
      assertThat(open.frame()).isEqualTo(CLOSE);
      assertRefuses(server);
      assertThat(clean).isNotDone();
      open.send(RawClient.close(1001, ""));
      open.frame();
      open.socket.close();

      assertThat(clean.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void theShortestTimeCountsWhenSeveralAskForTheEnd() throws Exception {
    WebSocketServer server = start();
    try (RawClient silent = Guard.open(server)) {
      CompletableFuture<Boolean> patient = shutdown(server, LONG);
      assertThat(silent.frame()).isEqualTo(CLOSE);
      assertThat(server.shutdown(Duration.ofMillis(1))).isFalse();

      assertThat(patient.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(silent.frame()).isEqualTo("END");
      server.close();
      server.kill();
      assertThat(server.shutdown(LONG)).as("again").isFalse();
    }
  }

  @Test
  void killCutsWithoutWaitingAndOffersWhatWasAccepted() throws Exception {
    WebSocketServer server = start();
    try (RawClient client = Guard.open(server);
        RawClient half = Guard.connect(server)) {
      half.send(new byte[] {'G'});
      client.send(RawClient.text("x"));
      assertThat(client.frame()).isEqualTo("TEXT x");
      server.kill();

      assertThat(client.frame()).startsWith("CLOSE 1001");
      assertThat(client.frame()).isEqualTo("END");
      assertThat(half.cut()).isTrue();
      assertThat(server.limits().count()).isZero();
      assertThat(Guard.threads("shutdown-test")).isEmpty();
      assertRefuses(server);
    }
  }

  /** On the loop's thread, which cannot wait for itself. */
  private void endFromAHandler(Consumer<WebSocketServer> end) throws Exception {
    CompletableFuture<WebSocketServer> own = new CompletableFuture<>();
    CountDownLatch returned = new CountDownLatch(1);
    WebSocketServer server =
        start(
            Guard.bare("shutdown-test")
                .route(
                    "/",
                    (connection, message) -> {
                      end.accept(own.get());
                      returned.countDown();
                    }));
    own.complete(server);
    try (RawClient client = Guard.open(server);
        RawClient other = Guard.open(server)) {
      client.send(RawClient.text("stop"));

      assertThat(returned.await(20, TimeUnit.SECONDS)).isTrue();
      for (RawClient each : List.of(client, other)) {
        assertThat(each.frame()).startsWith("CLOSE 1001");
        try {
          each.send(RawClient.close(1001, ""));
          assertThat(each.ended()).isTrue();
        } catch (IOException e) {
          // A kill does not wait for it.
        }
        each.close();
      }
      server.await();
      assertThat(Guard.threads("shutdown-test")).isEmpty();
    }
  }

  @Test
  void aHandlerMayShutTheServerDown() throws Exception {
    endFromAHandler(server -> assertThat(server.shutdown(LONG)).isFalse());
  }

  @Test
  void aHandlerMayCloseTheServer() throws Exception {
    endFromAHandler(WebSocketServer::close);
  }

  @Test
  void aHandlerMayKillTheServer() throws Exception {
    endFromAHandler(WebSocketServer::kill);
  }

  @Test
  void aHandlerThatAwaitsTheEndIsTold() throws Exception {
    CompletableFuture<WebSocketServer> own = new CompletableFuture<>();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    WebSocketServer server =
        start(
            Guard.bare("shutdown-test")
                .route(
                    "/",
                    (connection, message) -> {
                      try {
                        own.get().await();
                      } catch (IllegalStateException e) {
                        thrown.complete(e);
                      }
                    }));
    own.complete(server);
    try (RawClient client = Guard.open(server)) {
      client.send(RawClient.text("wait"));

      assertThat(thrown.get(20, TimeUnit.SECONDS)).hasMessageContaining("own thread");
    }
  }

  @Test
  void manyThreadsMayEndItAtOnce() throws Exception {
    WebSocketServer server = start();
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(Guard.open(server));
    }
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<Void>> ending = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int kind = i % 3;
      CompletableFuture<Void> done = new CompletableFuture<>();
      ending.add(done);
      new Thread(
              () -> {
                try {
                  go.await();
                  switch (kind) {
                    case 0 -> server.close();
                    case 1 -> server.kill();
                    default -> server.shutdown(LONG);
                  }
                  done.complete(null);
                } catch (Throwable t) {
                  done.completeExceptionally(t);
                }
              })
          .start();
    }
    go.countDown();
    for (CompletableFuture<Void> each : ending) {
      each.get(20, TimeUnit.SECONDS);
    }
    for (RawClient client : clients) {
      // Who cuts waits for nobody, not even for one who is just sending the Close.
      assertThat(client.frame()).matches("CLOSE 1001.*|END");
      client.close();
    }
    assertThat(Guard.threads("shutdown-test")).isEmpty();
  }

  @Test
  void aThreadThatIsInterruptedWaitsNoLongerAndCuts() throws Exception {
    WebSocketServer server = start();
    try (RawClient silent = Guard.open(server)) {
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () ->
                  interrupted.complete(
                      !server.shutdown(LONG) && Thread.currentThread().isInterrupted()));
      thread.start();
      assertThat(silent.frame()).isEqualTo(CLOSE);
      thread.interrupt();

      assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(silent.frame()).isEqualTo("END");
    }
  }

  @Test
  void aHandlerThatDoesNotReturnKeepsItsThreadAndNobodyElse() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    WebSocketServer server =
        start(
            Guard.bare("shutdown-test")
                .route(
                    "/",
                    (connection, message) -> {
                      entered.countDown();
                      leave.await();
                    }));
    try (RawClient stuck = Guard.open(server)) {
      stuck.send(RawClient.text("x"));
      entered.await();

      assertThat(server.shutdown(Duration.ofMillis(100))).isFalse();
      assertThat(Guard.threads("shutdown-test")).hasSize(1);
    } finally {
      leave.countDown();
    }
  }

  @Test
  void aNegativeTimeIsRefused() throws Exception {
    WebSocketServer server = start();
    assertThatThrownBy(() -> server.shutdown(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> WebSocketServer.builder().shutdownOnExit(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noDescriptorStaysOpenHoweverItEnds() throws Exception {
    for (int warm = 0; warm < 2; warm++) {
      try (WebSocketServer server = Guard.echo("shutdown-test").start();
          RawClient client = Guard.open(server)) {
        client.send(RawClient.close(1000, ""));
        assertThat(client.ended()).isTrue();
      }
    }
    int before = Guard.descriptors();
    for (int i = 0; i < 9; i++) {
      WebSocketServer server = Guard.echo("shutdown-test").reusePort(i % 2 == 0).start();
      try (RawClient open = Guard.open(server);
          RawClient half = Guard.connect(server)) {
        half.send(new byte[] {'G'});
        switch (i % 3) {
          case 0 -> server.shutdown(Duration.ofMillis(20));
          case 1 -> server.kill();
          default -> {
            Guard.reset(open);
            server.close();
          }
        }
      }
    }
    assertThat(Guard.comesTrue(() -> Guard.descriptors() <= before))
        .as("%d descriptors before, %d now", before, Guard.descriptors())
        .isTrue();
  }
}
