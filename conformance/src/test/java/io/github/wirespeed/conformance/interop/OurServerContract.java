package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.Message;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.server.EchoServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our echo server and any client must do together. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OurServerContract {
  private ForeignClient client;
  private EchoServer server;

  /** Makes the library's client. */
  abstract ForeignClient client() throws Exception;

  @BeforeAll
  void start() throws Exception {
    server = EchoServer.builder().maxMessageSize(ForeignServer.MAX_MESSAGE).start();
    client = client();
  }

  @AfterAll
  void stop() throws Exception {
    try {
      if (client != null) { // null where the library is not there
        client.stop();
      }
    } finally {
      server.close();
    }
  }

  private ForeignPeer connect() throws Exception {
    return client.connect(server.uri() + "/");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20, 16 << 20})
  void messagesOfEverySizeComeBackUnchanged(int size) throws Exception {
    ForeignPeer peer = connect();
    for (boolean text : new boolean[] {true, false}) {
      Message message = Payloads.message(text, size);
      peer.send(message);
      Payloads.assertSame(peer.next(), message);
    }
    endNormally(peer);
  }

  @Test
  void fragmentsComeBackAsOneMessageAndAPingInsideIsAnswered() throws Exception {
    ForeignPeer peer = connect();
    byte[] ping = {1, 2, 3};
    peer.textFragments(List.of("h\u00e9", "l\u20ac", "\ud83d\ude00o"), ping);
    assertThat(peer.next()).isEqualTo(new Message.Text("h\u00e9l\u20ac\ud83d\ude00o"));
    assertThat(peer.nextPong()).isEqualTo(ping);

    byte[] whole = Payloads.binary(200_000);
    List<byte[]> parts = new ArrayList<>();
    for (int from = 0; from < whole.length; from += 40_000) {
      parts.add(java.util.Arrays.copyOfRange(whole, from, from + 40_000));
    }
    peer.binaryFragments(parts, ping);
    Payloads.assertSame(peer.next(), new Message.Binary(whole));
    assertThat(peer.nextPong()).isEqualTo(ping);
    endNormally(peer);
  }

  @Test
  void pongsThatNobodyAskedForChangeNothing() throws Exception {
    ForeignPeer peer = connect();
    peer.pong(new byte[] {9});
    peer.text("after");
    assertThat(peer.next().text()).isEqualTo("after");
    endNormally(peer);
  }

  @Test
  void aCloseOfTheClientIsAnsweredWithItsCode() throws Exception {
    ForeignPeer peer = connect();
    peer.text("last");
    assertThat(peer.next().text()).isEqualTo("last");
    peer.close(4001, "b\u00eftte");
    assertThat(peer.awaitEnd().code()).isEqualTo(4001);
  }

  @Test
  void aCloseOfTheClientWithoutACodeIsAnsweredWithoutOne() throws Exception {
    assumeTrue(client.canCloseEmpty(), "this library always sends a close code");
    ForeignPeer peer = connect();
    peer.closeEmpty();
    // 1005 by RFC 6455 7.1.5; some say 1000, or -1.
    assertThat(peer.awaitEnd().code()).isIn(1005, 1000, -1);
  }

  @Test
  void aCloseOfTheServerReachesTheClientWithCodeAndReason() throws Exception {
    try (EchoServer small = EchoServer.builder().maxMessageSize(1000).start()) {
      ForeignPeer peer = client.connect(small.uri() + "/");
      peer.binary(new byte[1001]);
      ForeignPeer.Ended end = peer.awaitEnd();
      assertThat(end.code()).isEqualTo(1009);
      assertThat(end.reason()).contains("1001", "1000");
    }
  }

  @Test
  void aThousandSmallMessagesKeepTheirOrder() throws Exception {
    ForeignPeer peer = connect();
    Task<Void> sender =
        Task.run(
            () -> {
              for (int i = 0; i < 1000; i++) {
                peer.text("message " + i);
              }
            });
    for (int i = 0; i < 1000; i++) {
      assertThat(peer.next().text()).isEqualTo("message " + i);
    }
    sender.result();
    endNormally(peer);
  }

  @Test
  void severalSendersKeepTheirOrderAndLoseNothing() throws Exception {
    int senders = 4;
    int each = 300;
    ForeignPeer peer = connect();
    String filler = Payloads.text(300);
    List<Task<Void>> tasks =
        Task.many(
            senders,
            sender -> {
              for (int i = 0; i < each; i++) {
                peer.text(sender + ":" + i + ":" + filler);
              }
            });
    int[] next = new int[senders];
    for (int i = 0; i < senders * each; i++) {
      String[] parts = peer.next().text().split(":", 3);
      assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
      assertThat(parts[2].getBytes(StandardCharsets.UTF_8)).hasSize(300);
    }
    Task.await(tasks);
    assertThat(next).containsOnly(each);
    endNormally(peer);
  }

  private static void endNormally(ForeignPeer peer) throws Exception {
    peer.close(1000, "");
    assertThat(peer.awaitEnd().code()).isEqualTo(1000);
  }
}
