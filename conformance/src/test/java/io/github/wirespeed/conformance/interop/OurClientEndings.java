package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Payloads;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Client;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection of our client with any server ends, ordinarily and otherwise. */
abstract class OurClientEndings extends OurClientCase {
  /** Longer than any peer takes to answer a Close. */
  private static final WebSocketOptions PATIENT = OPTIONS.closeTimeout(Duration.ofSeconds(60));

  private static final WebSocketOptions IMPATIENT = OPTIONS.closeTimeout(Duration.ofMillis(100));

  @Test
  void ourCloseReachesThePeerWithCodeAndReason() throws Exception {
    try (Client ws = connect("/", OPTIONS)) {
      ForeignPeer peer = peer();
      ws.send("last");
      ws.close(4001, "b\u00eftte");
      assertThat(peer.next().text()).isEqualTo("last");
      assertThat(peer.awaitEnd()).isEqualTo(new ForeignPeer.Ended(4001, "b\u00eftte"));
      assertThat(ws.closeCode()).isEqualTo(4001);
      assertThat(ws.isOpen()).isFalse();
    }
  }

  @Test
  void aCloseOfThePeerReachesUsWithCodeAndReason() throws Exception {
    try (Client ws = connect("/", OPTIONS)) {
      ForeignPeer peer = peer();
      peer.text("last");
      peer.close(4002, "d\u00e9sol\u00e9");
      assertThat(ws.receive().text()).isEqualTo("last");
      ConnectionClosedException end = closed(ws);
      assertThat(end.code()).isEqualTo(4002);
      assertThat(end.reason()).isEqualTo("d\u00e9sol\u00e9");
      assertThat(end.sentCode()).isEqualTo(4002);
      assertThat(end.receivedFirst()).isTrue();
      assertThat(end.closedHere()).isFalse();
      assertThat(peer.awaitEnd().code()).isEqualTo(4002);
    }
  }

  @Test
  void aCloseOfThePeerWithoutACodeIs1005() throws Exception {
    assumeTrue(server.canCloseEmpty(), "this library always sends a close code");
    try (Client ws = connect("/", OPTIONS)) {
      peer().closeEmpty();
      ConnectionClosedException end = closed(ws);
      assertThat(end.code()).isEqualTo(1005);
      assertThat(end.sentCode()).isEqualTo(1005);
      assertThat(end.isNormal()).isTrue();
    }
  }

  @Test
  void ourCloseWithoutMoreIs1000() throws Exception {
    Client ws = connect("/", OPTIONS);
    ForeignPeer peer = peer();
    ws.close();
    assertThat(peer.awaitEnd()).isEqualTo(new ForeignPeer.Ended(1000, ""));
    assertThat(ws.closeCode()).isEqualTo(1000);
  }

  @Test
  void aCloseOfThePeerWithoutAReasonHasNone() throws Exception {
    try (Client ws = connect("/", OPTIONS)) {
      peer().close(1000, "");
      ConnectionClosedException end = closed(ws);
      assertThat(end.code()).isEqualTo(1000);
      assertThat(end.reason()).isEmpty();
      assertThat(end.isNormal()).isTrue();
    }
  }

  @Test
  void aCloseOfThePeerInTheMiddleOfItsMessageEndsBoth() throws Exception {
    assumeTrue(server.canCloseInMessage(), "this library sends a Close behind its message");
    try (Client ws = connect("/", OPTIONS)) {
      ForeignPeer peer = peer();
      peer.text("last");
      peer.unfinished(Payloads.binary(70_000));
      peer.close(4003, "half");
      assertThat(ws.receive().text()).isEqualTo("last");
      ConnectionClosedException end = closed(ws);
      assertThat(end.code()).isEqualTo(4003);
      assertThat(end.reason()).isEqualTo("half");
      assertThat(peer.awaitEnd().code()).isEqualTo(4003);
    }
  }

  @Test
  void ourCloseWhileALargeMessageArrivesIsAnswered() throws Exception {
    try (Client ws = connect(ForeignServer.ECHO, PATIENT)) {
      ForeignPeer peer = peer();
      ws.send(Payloads.binary(2 << 20));
      ws.close(4001, "enough");
      assertThat(ws.closeCode()).isEqualTo(4001);
      assertThat(closed(ws).closedHere()).isTrue();
      assertThat(peer.awaitEnd().code()).isEqualTo(4001);
    }
  }

  @Test
  void ourCloseWhileALargeMessageLeavesReachesThePeer() throws Exception {
    try (Client ws = connect("/", PATIENT)) {
      ForeignPeer peer = peer();
      Task<Boolean> sender =
          Task.of(
              () -> {
                try {
                  ws.send(Payloads.binary(4 << 20));
                  return true;
                } catch (ConnectionClosedException e) {
                  assertThat(e.closedHere()).isTrue();
                  return false;
                }
              });
      ws.close(4001, "enough");
      assertThat(ws.closeCode()).isEqualTo(4001);
      assertThat(peer.awaitEnd()).isEqualTo(new ForeignPeer.Ended(4001, "enough"));
      if (sender.result()) {
        Payloads.assertSame(peer.next(), Payloads.message(false, 4 << 20));
      } else {
        peer.assertNoMessage();
      }
    }
  }

  @Test
  void closesOfBothAtOnceEndItOnce() throws Exception {
    for (int round = 0; round < 3; round++) {
      try (Client ws = connect("/", PATIENT)) {
        ForeignPeer peer = peer();
        Task<Void> closer = Task.run(() -> ws.close(4001, "me"));
        peer.close(4002, "you");
        closer.result();
        // Whoever was late had the other's code to answer with. A server that ends TCP while our
        // Close
        // is under way resets it, at which the platform may throw the server's Close away: 1006.
        List<Integer> codes = List.of(4001, 4002, 1006);
        assertThat(ws.closeCode()).isIn(codes);
        assertThat(peer.awaitEnd().code()).isIn(codes);
      }
    }
  }

  @Test
  void aPeerThatNeverAnswersOurCloseIsLeft() throws Exception {
    try (Relay relay = new Relay(server.uri() + "/");
        Client ws = api.connect(relay.uri(), IMPATIENT)) {
      peer();
      relay.client().mute();
      ws.close(4001, "anybody?");
      assertThat(ws.closeCode()).isEqualTo(1006);
      ConnectionClosedException end = closed(ws);
      assertThat(end.sentCode()).isEqualTo(4001);
      assertThat(end.closedHere()).isTrue();
      relay.client().awaitEnd();
    }
  }

  @Test
  void anEndOfTcpByTheLibraryWithoutACloseIs1006() throws Exception {
    try (Client ws = connect("/", OPTIONS)) {
      ForeignPeer peer = peer();
      peer.text("last");
      assertThat(ws.receive().text()).isEqualTo("last");
      peer.abort();
      assertAbnormal(closed(ws), ws);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anEndOfTcpInTheMiddleOfAMessageIs1006AndDeliversNoPart(boolean reset) throws Exception {
    try (Relay relay = new Relay(server.uri() + "/");
        Client ws = api.connect(relay.uri(), OPTIONS)) {
      ForeignPeer peer = peer();
      peer.text("last");
      assertThat(ws.receive().text()).isEqualTo("last");
      peer.unfinished(Payloads.binary(70_000));
      if (reset) {
        relay.client().reset();
      } else {
        relay.server().mute();
        relay.client().finish();
      }
      ConnectionClosedException end = closed(ws);
      assertAbnormal(end, ws);
      if (reset) {
        assertThat(end).hasCauseInstanceOf(IOException.class);
      }
    }
  }

  static void assertAbnormal(ConnectionClosedException end, Client ws) {
    assertThat(end.code()).isEqualTo(1006);
    assertThat(end.reason()).isEmpty();
    assertThat(end.isNormal()).isFalse();
    assertThat(end.closedHere()).isFalse();
    assertThat(ws.isOpen()).isFalse();
    assertThat(ws.closeCode()).isEqualTo(1006);
  }
}
