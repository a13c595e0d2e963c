package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.Message;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.server.EchoServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a connection of our echo server with any client ends, ordinarily and otherwise. */
abstract class OurServerEndings extends OurServerCase {
  /** How the client's end of TCP comes to the server. */
  enum End {
    /** As the library ends it. */
    ABORT,
    FIN,
    RESET
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
  void aCloseOfTheClientWithoutAReasonIsAnsweredWithItsCode() throws Exception {
    ForeignPeer peer = connect();
    peer.close(4001, "");
    assertThat(peer.awaitEnd().code()).isEqualTo(4001);
  }

  @Test
  void aCloseOfTheClientInTheMiddleOfItsMessageIsAnswered() throws Exception {
    assumeTrue(client.canCloseInMessage(), "this library sends a Close behind its message");
    ForeignPeer peer = connect();
    peer.unfinished(Payloads.binary(70_000));
    peer.close(4003, "half");
    assertThat(peer.awaitEnd().code()).isEqualTo(4003);
  }

  @Test
  void aCloseOfTheClientBehindALargeMessageIsAnswered() throws Exception {
    ForeignPeer peer = connect();
    peer.binary(Payloads.binary(2 << 20));
    peer.close(4001, "enough");
    assertThat(peer.awaitEnd().code()).isEqualTo(4001);
  }

  @Test
  void closesOfBothAtOnceEndIt() throws Exception {
    try (EchoServer small = EchoServer.builder().maxMessageSize(1000).start();
        Relay relay = new Relay(small.uri() + "/")) {
      ForeignPeer peer = client.connect(relay.uri());
      peer.binary(new byte[1001]);
      peer.close(4001, "too");
      // The code of the server's Close, or what the library had said itself.
      assertThat(peer.awaitEnd().code()).isIn(1009, 4001);
      relay.server().awaitEnd();
    }
  }

  @Test
  void aClientThatNeverAnswersTheServersCloseIsLeft() throws Exception {
    try (EchoServer small = EchoServer.builder().maxMessageSize(1000).start();
        Relay relay = new Relay(small.uri() + "/")) {
      ForeignPeer peer = client.connect(relay.uri());
      relay.server().mute();
      peer.binary(new byte[1001]);
      relay.server().awaitEnd();
      ForeignPeer other = client.connect(small.uri() + "/");
      assertEchoes(other);
      endNormally(other);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEndOfTcpInTheMiddleOfAMessageEndsThatConnectionOnly(End end) throws Exception {
    ForeignPeer other = connect();
    try (Relay relay = new Relay(server.uri() + "/")) {
      ForeignPeer peer = client.connect(relay.uri());
      assertEchoes(peer);
      peer.unfinished(Payloads.binary(70_000));
      switch (end) {
        case ABORT -> peer.abort();
        case FIN -> {
          relay.client().mute();
          relay.server().finish();
        }
        case RESET -> relay.server().reset();
      }
      relay.server().awaitEnd();
    }
    assertEchoes(other);
    endNormally(other);
  }

  @Test
  void theEndOfTheServerReachesTheClient() throws Exception {
    EchoServer brief = EchoServer.builder().start();
    try {
      ForeignPeer peer = client.connect(brief.uri() + "/");
      assertEchoes(peer);
      brief.close();
      // Some take the end of TCP for one that goes away.
      assertThat(peer.awaitEnd().code()).isIn(1006, 1001);
    } finally {
      brief.close();
    }
  }

  private static void assertEchoes(ForeignPeer peer) throws Exception {
    peer.text("there?");
    assertThat(peer.next()).isEqualTo(new Message.Text("there?"));
  }
}
