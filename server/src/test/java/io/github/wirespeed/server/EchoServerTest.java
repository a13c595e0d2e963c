package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.Message;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import java.io.ByteArrayOutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the echo server sends back, and how its connections end. */
@Timeout(30)
class EchoServerTest {
  private final EchoServer server =
      EchoServer.builder().waitStrategy(WaitStrategy.blocking()).maxMessageSize(2 << 20).start();

  EchoServerTest() throws Exception {}

  @AfterEach
  void end() {
    server.close();
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  @Test
  void textAndBinaryComeBackAsWhatTheyWere() throws Exception {
    try (RawClient client = RawClient.open(server)) {
      client.send(RawClient.text("aé€😀"), RawClient.frame(0x82, pattern(3)));
      client.send(RawClient.text(""), RawClient.frame(0x82, new byte[0]));

      assertThat(client.frame()).isEqualTo("TEXT aé€😀");
      assertThat(client.frame()).isEqualTo("BINARY 3 bytes");
      assertThat(client.frame()).isEqualTo("TEXT ");
      assertThat(client.frame()).isEqualTo("BINARY 0 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 125, 126, 65_535, 65_536, 300_000, 2 << 20})
  void aMessageOfAnySizeComesBackWhole(int size) throws Exception {
    try (RawClient client = RawClient.open(server)) {
      client.send(RawClient.frame(0x82, pattern(size)));

      assertThat(client.message()).isEqualTo(pattern(size));
    }
  }

  @Test
  void aFragmentedMessageComesBackWithThePongInItsPlace() throws Exception {
    try (RawClient client = RawClient.open(server)) {
      client.send(RawClient.frame(0x01, "one "), RawClient.frame(0x89, "ping"));
      assertThat(client.frame()).isEqualTo("PONG ping");
      client.send(RawClient.frame(0x00, "two "), RawClient.frame(0x80, "three"));

      assertThat(client.frame()).isEqualTo("TEXT one two three");
    }
  }

  @Test
  void framesInOnePacketWithTheRequestAreAnswered() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(RawClient.REQUEST.getBytes(ISO_8859_1), RawClient.text("a"), RawClient.text("b"));

      assertThat(client.head()).startsWith("HTTP/1.1 101 ").contains(RawClient.ACCEPT);
      assertThat(client.frame()).isEqualTo("TEXT a");
      assertThat(client.frame()).isEqualTo("TEXT b");
    }
  }

  @Test
  void manyFramesInOnePacketAreAnsweredInOrder() throws Exception {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < 2000; i++) {
      frames.writeBytes(i % 10 == 0 ? RawClient.frame(0x89, "p" + i) : RawClient.text("m" + i));
    }
    try (RawClient client = RawClient.open(server)) {
      client.send(frames.toByteArray());

      for (int i = 0; i < 2000; i++) {
        assertThat(client.frame()).isEqualTo(i % 10 == 0 ? "PONG p" + i : "TEXT m" + i);
      }
    }
  }

  @Test
  void aRequestAndFramesThatComeByteByByteAreAnswered() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      byte[] bytes =
          RawClient.concat(RawClient.REQUEST.getBytes(ISO_8859_1), RawClient.text("slow"));
      for (byte b : bytes) {
        client.send(new byte[] {b});
      }

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.frame()).isEqualTo("TEXT slow");
    }
  }

  @Test
  void aCloseIsAnsweredWithItsCodeAndTheServerEndsTcp() throws Exception {
    try (RawClient client = RawClient.open(server)) {
      client.send(RawClient.text("last"), RawClient.close(4000, "bye"), RawClient.text("late"));

      assertThat(client.frame()).isEqualTo("TEXT last");
      assertThat(client.frame()).isEqualTo("CLOSE 4000");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void anEmptyCloseIsAnsweredWithAnEmptyOne() throws Exception {
    try (RawClient client = RawClient.open(server)) {
      client.send(RawClient.frame(0x88, ""));

      assertThat(client.frame()).isEqualTo("CLOSE");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void aViolationIsToldAfterTheEchoesBeforeItAndTheServerEndsTcp() throws Exception {
    try (RawClient client = RawClient.open(server)) {
      client.send(RawClient.text("good"), new byte[] {(byte) 0x81, 1, 'x'});

      assertThat(client.frame()).isEqualTo("TEXT good");
      assertThat(client.frame()).startsWith("CLOSE 1002 ");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void aMessageOverTheLimitIs1009() throws Exception {
    try (EchoServer small = EchoServer.builder().maxMessageSize(100).start();
        RawClient client = RawClient.open(small)) {
      client.send(RawClient.frame(0x82, pattern(100)), RawClient.frame(0x82, pattern(101)));

      assertThat(client.frame()).isEqualTo("BINARY 100 bytes");
      assertThat(client.frame()).startsWith("CLOSE 1009 ").contains("101");
      assertThat(client.frame()).isEqualTo("END");
    }
  }

  @Test
  void aRequestThatIsNoHandshakeIsRefusedAndTheServerEndsTcp() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));

      assertThat(client.head()).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void clientsThatVanishHarmNobody() throws Exception {
    try (RawClient stays = RawClient.open(server)) {
      for (int i = 0; i < 30; i++) {
        RawClient reset = i % 3 == 0 ? new RawClient(server.address()) : RawClient.open(server);
        reset.send(RawClient.frame(0x82, pattern(1000)), new byte[] {(byte) 0x82});
        reset.socket.setSoLinger(i % 2 == 0, 0); // every other one by a reset
        reset.close();
      }
      stays.send(RawClient.text("still here"));

      assertThat(stays.frame()).isEqualTo("TEXT still here");
    }
  }

  @Test
  void closeEndsAllConnectionsAndStopsListening() throws Exception {
    try (RawClient open = RawClient.open(server);
        RawClient silent = new RawClient(server.address())) {
      silent.send("GET".getBytes(ISO_8859_1));
      open.send(RawClient.text("x"));
      open.frame();
      server.close();
      server.close();
      server.await();

      assertThat(open.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(open.frame()).isEqualTo("END");
      assertThatThrownBy(
              () -> {
                try (Socket socket = new Socket()) {
                  socket.connect(server.address());
                }
              })
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void awaitWaitsUntilAnotherThreadCloses() throws Exception {
    Thread waiter =
        new Thread(
            () -> {
              try {
                server.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiter.start();
    assertThat(waiter.isAlive()).isTrue();
    server.close();
    waiter.join(TimeUnit.SECONDS.toMillis(20));

    assertThat(waiter.isAlive()).isFalse();
  }

  @Test
  void anAddressThatIsTakenIsRefused() {
    assertThatThrownBy(() -> EchoServer.builder().address(server.address()).start())
        .isInstanceOf(BindException.class);
  }

  @Test
  void theUriIsOneThatAClientConnectsTo() throws Exception {
    assertThat(server.uri()).isEqualTo("ws://127.0.0.1:" + server.address().getPort());
    try (EchoServer any = EchoServer.builder().address(new InetSocketAddress(0)).start()) {
      assertThat(any.uri()).isEqualTo("ws://127.0.0.1:" + any.address().getPort());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adaptive", "blocking", "spinning"})
  void ourClientAndServerUnderstandEachOtherWhateverTheirWaits(String strategy) throws Exception {
    WaitStrategy wait = WaitStrategy.named(strategy);
    WebSocketOptions options = WebSocketOptions.defaults().waitStrategy(wait);
    try (EchoServer own = EchoServer.builder().waitStrategy(wait).start();
        WebSocket ws = WebSocket.connect(own.uri(), options)) {
      for (int size : new int[] {0, 1, 126, 70_000, 1 << 20}) {
        ws.send(pattern(size));
        assertThat(ws.receive()).isEqualTo(new Message.Binary(pattern(size)));
        ws.send("é".repeat(size / 2));
        assertThat(ws.receive()).isEqualTo(new Message.Text("é".repeat(size / 2)));
      }
      assertThat(ws.ping()).isPositive();
      ws.close(4321, "done");
      assertThat(ws.closeCode()).isEqualTo(4321);
    }
  }

  @Test
  void twoHundredConnectionsAreServedAtOnce() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        clients.add(RawClient.open(server));
      }
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < clients.size(); i++) {
          clients.get(i).send(RawClient.text(round + "/" + i));
        }
        for (int i = clients.size() - 1; i >= 0; i--) {
          assertThat(clients.get(i).frame()).isEqualTo("TEXT " + round + "/" + i);
        }
      }
      for (RawClient client : clients) {
        client.send(RawClient.close(1000, ""));
      }
      for (RawClient client : clients) {
        assertThat(client.frame()).isEqualTo("CLOSE 1000");
        assertThat(client.frame()).isEqualTo("END");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }
}
