package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Message;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our echo server and any client must do together: messages here, endings below. */
abstract class OurServerContract extends OurServerEndings {
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
      parts.add(Arrays.copyOfRange(whole, from, from + 40_000));
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
}
