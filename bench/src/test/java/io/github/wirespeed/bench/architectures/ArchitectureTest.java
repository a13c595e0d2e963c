package io.github.wirespeed.bench.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.server.WebSocketServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ArchitectureTest {
  private static final int SENDERS = 4;

  private final CompletableFuture<ConnectionClosedException> closed = new CompletableFuture<>();
  private WebSocketServer server;

  /** Echoes, and does as it is told: by a message, as that is what a client can send. */
  private final class Peer implements MessageHandler {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the message that follows is what is waited for
    public void onMessage(WebSocketConnection connection, MessageView message) {
      String text = new String(message.bytes(), StandardCharsets.US_ASCII);
      if (text.equals("ping me")) {
        connection
            .ping()
            .whenComplete(
                (time, failure) ->
                    connection.send(bytes(failure == null ? "pong came" : "no pong")));
      } else if (text.equals("close me")) {
        connection.close();
      } else {
        connection.send(message);
      }
    }

    @Override
    public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
      closed.complete(how);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = WebSocketServer.builder().route("/", new Peer()).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ArchitectureClient open(Architecture architecture) throws IOException {
    return architecture.open(server.uri(), WaitStrategy.adaptive());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(ByteBuffer payload) {
    return StandardCharsets.US_ASCII.decode(payload.duplicate()).toString();
  }

  private ConnectionClosedException end() throws Exception {
    return closed.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void movesAThousandMessages(Architecture architecture) throws IOException {
    try (ArchitectureClient client = open(architecture)) {
      for (int batch = 0; batch < 10; batch++) {
        for (int i = 0; i < 100; i++) {
          client.send(bytes("message " + batch + ' ' + i));
        }
        for (int i = 0; i < 100; i++) {
          assertThat(text(client.receive())).isEqualTo("message " + batch + ' ' + i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void movesAMessageOfSeveralFrames(Architecture architecture) throws IOException {
    ByteBuffer large = ByteBuffer.allocate(1_000_000);
    for (int i = 0; i < large.capacity(); i++) {
      large.put(i, (byte) ((i * 31) >> 3));
    }
    try (ArchitectureClient client = open(architecture)) {
      client.send(large.duplicate());
      assertThat(client.receive()).isEqualTo(large);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersAPing(Architecture architecture) throws IOException {
    try (ArchitectureClient client = open(architecture)) {
      client.send(bytes("ping me"));
      assertThat(text(client.receive())).isEqualTo("pong came");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closesBehindItsLastMessageAndWaitsForThePeers(Architecture architecture) throws Exception {
    ArchitectureClient client = open(architecture);
    client.send(bytes("unread"));
    client.close();
    ConnectionClosedException end = end();
    assertThat(end.code()).isEqualTo(1000);
    assertThat(end.sentCode()).isEqualTo(1000);
    assertThat(end.receivedFirst()).isTrue();
    assertThat(end.report().cause()).isEmpty();
    assertThat(end.report().messagesReceived()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void answersThePeersClose(Architecture architecture) throws Exception {
    ArchitectureClient client = open(architecture);
    client.send(bytes("close me"));
    assertThatThrownBy(client::receive).isInstanceOf(IOException.class);
    assertThatThrownBy(client::receive).isInstanceOf(IOException.class);
    client.close();
    ConnectionClosedException end = end();
    assertThat(end.code()).isEqualTo(1000);
    assertThat(end.receivedFirst()).isFalse();
    assertThat(end.report().cause()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SINGLE_THREAD")
  void sendsOfSeveralThreadsArriveWholeAndInEachThreadsOrder(Architecture architecture)
      throws Exception {
    assertThat(architecture.manySenders()).isTrue();
    int each = 250;
    ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    try (ArchitectureClient client = open(architecture)) {
      List<Future<?>> sending = new ArrayList<>();
      for (int t = 0; t < SENDERS; t++) {
        int sender = t;
        sending.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    client.send(bytes(sender + " " + i + " " + "x".repeat(sender * 40 + i % 50)));
                  }
                  return null;
                }));
      }
      int[] next = new int[SENDERS];
      for (int i = 0; i < SENDERS * each; i++) {
        String[] words = text(client.receive()).split(" ", -1);
        int sender = Integer.parseInt(words[0]);
        int number = next[sender]++;
        assertThat(words[1]).isEqualTo(Integer.toString(number));
        assertThat(words[2]).isEqualTo("x".repeat(sender * 40 + number % 50));
      }
      for (Future<?> one : sending) {
        one.get(20, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aSecondThreadIsRefusedWhereOneOwnsAll() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (ArchitectureClient client = open(Architecture.SINGLE_THREAD)) {
      assertThatThrownBy(() -> other.submit(() -> sent(client)).get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Thread.currentThread().getName());
      client.send(bytes("still there"));
      assertThat(text(client.receive())).isEqualTo("still there");
    } finally {
      other.shutdownNow();
    }
  }

  private static boolean sent(ArchitectureClient client) throws IOException {
    client.send(bytes("x"));
    return true;
  }

  @ParameterizedTest
  @EnumSource
  void noServerIsAnErrorOfTheOpening(Architecture architecture) {
    String uri = server.uri();
    server.close();
    assertThatThrownBy(() -> architecture.open(uri, WaitStrategy.blocking()))
        .isInstanceOf(IOException.class);
  }
}
