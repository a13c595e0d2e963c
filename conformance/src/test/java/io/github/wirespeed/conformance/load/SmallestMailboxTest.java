package io.github.wirespeed.conformance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Message;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.server.EchoServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mailbox and an inbox of one message: every pattern of use still comes to its end. */
@Timeout(60)
class SmallestMailboxTest {
  private static final WebSocketOptions SMALLEST =
      WebSocketOptions.defaults().mailbox(1).inbox(1, 1);

  private EchoServer server;
  private WebSocketClient client;
  private AsyncWebSocket ws;

  @BeforeEach
  void start() throws Exception {
    server = EchoServer.builder().start();
    client = WebSocketClient.builder().options(SMALLEST).build();
    ws = client.connectAsync(server.uri()).join();
  }

  @AfterEach
  void stop() throws Exception {
    ws.close().get(30, TimeUnit.SECONDS);
    client.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 70_000})
  void aRequestAndItsResponse(int size) {
    for (int i = 0; i < 200; i++) {
      Message message = Numbered.message(i % 2 == 0, 0, i, size);
      send(message).join();
      assertThat(ws.receive().join().equals(message)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 70_000})
  void aHundredSendsAndThenAHundredReceives(int size) {
    List<Stage<Void>> sends = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sends.add(send(Numbered.message(i % 2 == 0, 0, i, size)));
    }
    Numbered numbered = new Numbered(1);
    for (int i = 0; i < 100; i++) {
      numbered.arrived(ws.receive().join());
    }
    sends.forEach(Stage::join);
    assertThat(numbered.counts()).containsExactly(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 70_000})
  void aHundredReceivesAndThenAHundredSends(int size) {
    List<Stage<Message>> receives = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      receives.add(ws.receive());
    }
    for (int i = 0; i < 100; i++) {
      Stage<Void> unused = send(Numbered.message(i % 2 == 0, 0, i, size));
    }
    Numbered numbered = new Numbered(1);
    receives.forEach(receive -> numbered.arrived(receive.join()));
    assertThat(numbered.counts()).containsExactly(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 5000})
  void aStreamEachWay(int size) throws Exception {
    int count = 3000;
    Task<Void> sender =
        Task.run(
            () -> {
              for (int i = 0; i < count; i++) {
                send(Numbered.message(i % 2 == 0, 0, i, size)).join();
              }
            });
    Numbered numbered = new Numbered(1);
    for (int i = 0; i < count; i++) {
      numbered.arrived(ws.receive().join());
    }
    sender.result();
    assertThat(numbered.counts()).containsExactly(count);
  }

  private Stage<Void> send(Message message) {
    return message.isText() ? ws.send(message.text()) : ws.send(message.bytes());
  }
}
