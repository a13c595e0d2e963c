package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.Message;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.server.EchoServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our echo server and the clients that compress. */
@Timeout(60)
@ParameterizedClass
@EnumSource(ForeignLibrary.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedServerTest {
  private static final int[] SIZES = {0, 1, 125, 126, 1000, 65_535, 65_536, 200_000};

  @Parameter ForeignLibrary library;

  private ForeignClient client;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    client = library.client();
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    if (client != null) { // null where the library is not there
      client.stop();
      client = null;
    }
  }

  private void assumeKept(Agreement agreement) {
    assumeTrue(
        client.canStartAfresh() || !agreement.clientStartsAfresh(),
        () -> library + " as a client always refers to earlier messages");
  }

  private static EchoServer server(Agreement agreement) throws Exception {
    return EchoServer.builder()
        .maxMessageSize(ForeignServer.MAX_MESSAGE)
        .compression(agreement.compression())
        .start();
  }

  @ParameterizedTest
  @EnumSource(Agreement.class)
  void messagesOfEverySizeComeBackUnchanged(Agreement agreement) throws Exception {
    assumeKept(agreement);
    try (EchoServer server = server(agreement)) {
      ForeignPeer peer = client.connect(server.uri() + "/");
      for (int size : SIZES) {
        for (int twice = 0; twice < 2; twice++) { // the second may refer to the first
          assertEchoes(peer, Payloads.message(true, size));
          assertEchoes(peer, Payloads.message(false, size));
        }
      }
      OurServerCase.endNormally(peer);
    }
  }

  @ParameterizedTest
  @EnumSource(Agreement.class)
  void fragmentsComeBackAsOneMessageAndAPingInsideIsAnswered(Agreement agreement) throws Exception {
    assumeKept(agreement);
    try (EchoServer server = server(agreement)) {
      ForeignPeer peer = client.connect(server.uri() + "/");
      byte[] ping = {1, 2, 3};
      peer.textFragments(List.of("h\u00e9", "l\u20ac", "\ud83d\ude00o"), ping);
      assertThat(peer.next()).isEqualTo(new Message.Text("h\u00e9l\u20ac\ud83d\ude00o"));
      assertThat(peer.nextPong()).isEqualTo(ping);
      peer.binaryFragments(List.of(new byte[] {1}, new byte[70_000]), ping);
      byte[] whole = new byte[70_001];
      whole[0] = 1;
      Payloads.assertSame(peer.next(), new Message.Binary(whole));
      assertThat(peer.nextPong()).isEqualTo(ping);
      OurServerCase.endNormally(peer);
    }
  }

  @ParameterizedTest
  @EnumSource(Agreement.class)
  void whatRepeatsIsSmallOnTheWireBothWays(Agreement agreement) throws Exception {
    int size = 200_000;
    try (EchoServer server = server(agreement);
        Relay relay = new Relay(server.uri() + "/")) {
      ForeignPeer peer = client.connect(relay.uri());
      assertEchoes(peer, Payloads.message(true, size));
      assertThat(relay.client().bytes()).as("from the client").isLessThan(size / 4);
      assertThat(relay.server().bytes()).as("from us").isLessThan(size / 4);
      OurServerCase.endNormally(peer);
    }
  }

  @Test
  void theLargestMessagesComeBackUnchanged() throws Exception {
    try (EchoServer server = server(Agreement.TAKEOVER)) {
      ForeignPeer peer = client.connect(server.uri() + "/");
      assertEchoes(peer, Payloads.message(true, 16 << 20));
      assertEchoes(peer, Payloads.message(false, 1 << 20));
      OurServerCase.endNormally(peer);
    }
  }

  @Test
  void aMessageThatInflatesBeyondTheLimitIsRefusedWith1009() throws Exception {
    try (EchoServer small =
        EchoServer.builder()
            .maxMessageSize(1000)
            .compression(Agreement.TAKEOVER.compression())
            .start()) {
      ForeignPeer peer = client.connect(small.uri() + "/");
      assertEchoes(peer, Payloads.message(true, 1000));
      peer.binary(new byte[1001]);
      ForeignPeer.Ended end = peer.awaitEnd();
      assertThat(end.code()).isEqualTo(1009);
      assertThat(end.reason()).contains("1000");
    }
  }

  private static void assertEchoes(ForeignPeer peer, Message message) throws Exception {
    peer.send(message);
    Payloads.assertSame(peer.next(), message);
  }
}
