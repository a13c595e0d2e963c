package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our client and any server must do together: messages here, endings in what it extends. */
abstract class OurClientContract extends OurClientEndings {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20, 16 << 20})
  void messagesOfEverySizeComeBackUnchanged(int size) throws Exception {
    try (Client ws = connect(ForeignServer.ECHO, OPTIONS)) {
      peer();
      ws.send(Payloads.text(size));
      Payloads.assertSame(ws.receive(), Payloads.message(true, size));
      ws.send(Payloads.binary(size));
      Payloads.assertSame(ws.receive(), Payloads.message(false, size));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 126, 1000, 65_536})
  void messagesThatWeFragmentArriveWhole(int fragmentSize) throws Exception {
    try (Client ws = connect("/", OPTIONS.fragmentSize(fragmentSize))) {
      ForeignPeer peer = peer();
      for (int size : new int[] {0, 125, 126, 251, 70_000}) {
        ws.send(Payloads.text(size));
        ws.send(Payloads.binary(size));
        Payloads.assertSame(peer.next(), Payloads.message(true, size));
        Payloads.assertSame(peer.next(), Payloads.message(false, size));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32_768, 32_769, 200_000})
  void messagesFromAStreamAndAReaderArriveWhole(int size) throws Exception {
    assumeTrue(api == Api.BLOCKING, "only the blocking API takes streams");
    try (WebSocket ws = WebSocket.connect(server.uri() + "/", OPTIONS)) {
      ForeignPeer peer = peer();
      ws.send(new ByteArrayInputStream(Payloads.binary(size)));
      ws.send(new StringReader(Payloads.text(size)));
      Payloads.assertSame(peer.next(), Payloads.message(false, size));
      Payloads.assertSame(peer.next(), Payloads.message(true, size));
    }
  }

  @Test
  void messagesThatThePeerFragmentsArriveWholeAndAPingInsideIsAnswered() throws Exception {
    try (Client ws = connect("/", OPTIONS)) {
      ForeignPeer peer = peer();
      byte[] ping = {1, 2, 3};
      Task<Message> text = Task.of(ws::receive);
      peer.textFragments(List.of("h\u00e9", "l\u20ac", "\ud83d\ude00o"), ping);
      assertThat(text.result()).isEqualTo(new Message.Text("h\u00e9l\u20ac\ud83d\ude00o"));
      assertThat(peer.nextPong()).isEqualTo(ping);

      Task<Message> binary = Task.of(ws::receive);
      peer.binaryFragments(List.of(new byte[] {1}, new byte[70_000], new byte[] {2, 3}), ping);
      byte[] whole = new byte[70_003];
      whole[0] = 1;
      whole[70_001] = 2;
      whole[70_002] = 3;
      Payloads.assertSame(binary.result(), new Message.Binary(whole));
      assertThat(peer.nextPong()).isEqualTo(ping);
    }
  }

  @Test
  void ourPingIsAnsweredInTheMiddleOfAStreamedMessage() throws Exception {
    assumeTrue(api == Api.BLOCKING, "only the blocking API takes streams");
    try (WebSocket ws = WebSocket.connect(server.uri() + ForeignServer.ECHO, OPTIONS)) {
      peer();
      PausedStream source = new PausedStream(100_000, 50_000);
      Task<Void> sender = Task.run(() -> ws.send(source));
      source.awaitPause();
      assertThat(ws.ping()).isPositive();
      assertThat(sender.done()).isFalse();
      source.goOn();
      sender.result();
      Payloads.assertSame(ws.receive(), new Message.Binary(source.content()));
    }
  }

  @Test
  void pongsThatNobodyAskedForChangeNothing() throws Exception {
    try (Client ws = connect("/", OPTIONS)) {
      ForeignPeer peer = peer();
      peer.pong(new byte[] {9});
      peer.text("after");
      assertThat(ws.receive().text()).isEqualTo("after");
      ws.pong(ByteBuffer.wrap(new byte[] {7, 7}));
      ws.send("then");
      assertThat(peer.next().text()).isEqualTo("then");
      assertThat(peer.nextPong()).isEqualTo(new byte[] {7, 7});
    }
  }

  @Test
  void aThousandSmallMessagesKeepTheirOrder() throws Exception {
    try (Client ws = connect(ForeignServer.ECHO, OPTIONS)) {
      peer();
      for (int i = 0; i < 1000; i++) {
        ws.send("message " + i);
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(ws.receive().text()).isEqualTo("message " + i);
      }
    }
  }

  @Test
  void severalSendersKeepTheirOrderAndLoseNothing() throws Exception {
    int senders = 4;
    int each = 300;
    try (Client ws = connect(ForeignServer.ECHO, OPTIONS.fragmentSize(125))) {
      peer();
      CountDownLatch start = new CountDownLatch(1);
      String filler = Payloads.text(300);
      List<Task<Void>> tasks =
          Task.many(
              senders,
              sender -> {
                start.await();
                for (int i = 0; i < each; i++) {
                  ws.send(sender + ":" + i + ":" + filler);
                }
              });
      start.countDown();
      int[] next = new int[senders];
      for (int i = 0; i < senders * each; i++) {
        String[] parts = ws.receive().text().split(":", 3);
        assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
        assertThat(parts[2].getBytes(StandardCharsets.UTF_8)).hasSize(300);
      }
      Task.await(tasks);
      assertThat(next).containsOnly(each);
    }
  }
}
