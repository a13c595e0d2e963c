package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.CloseReport.Origin;
import io.github.wirespeed.client.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The report that a handler gets, in a client's loop and on a poller's thread. */
@Timeout(30)
class HandlerReportTest {
  private final Recorder handler = new Recorder();

  private CloseReport report() {
    assertThat(handler.how).as("told").isNotNull();
    return handler.how.report();
  }

  @Test
  void aCloseOfThePeers() throws Exception {
    List<CloseReport> meanwhile = new ArrayList<>();
    handler.onMessage =
        (connection, message) -> {
          meanwhile.add(connection.report());
          connection.send(message.text());
        };
    try (LoopSession<HandledConnection> session = LoopSession.handled(handler)) {
      session.serveText("abc", "€");
      session.servePing("");
      session.serveClose(4001, "over");
      session.server.shutdownOutput();
      session.settle();

      assertThat(report()).isSameAs(session.ws.report()).isSameAs(session.ends.get(0).report());
    }
    assertThat(report().origin()).isEqualTo(Origin.PEER);
    assertThat(report().isOver()).isTrue();
    assertThat(report().code()).isEqualTo(4001);
    assertThat(report().sentCode()).isEqualTo(4001);
    assertThat(report().messagesReceived()).isEqualTo(2);
    assertThat(report().bytesReceived()).isEqualTo(6);
    assertThat(report().messagesSent()).isEqualTo(2);
    assertThat(report().bytesSent()).isEqualTo(6);
    assertThat(meanwhile).extracting(CloseReport::messagesReceived).containsExactly(1L, 2L);
    assertThat(meanwhile).extracting(CloseReport::origin).containsOnly(Origin.NONE);
    assertThat(meanwhile)
        .extracting(CloseReport::messagesSent)
        .as("what is sent in a turn leaves at its end")
        .containsOnly(0L);
  }

  @Test
  void aHandlerThatFailsBeganHere() throws Exception {
    handler.onMessage =
        (connection, message) -> {
          throw new IOException("disk on fire");
        };
    try (LoopSession<HandledConnection> session = LoopSession.handled(handler)) {
      session.serveText("abc", "never shown");
      session.settle();
      session.serveEnd(1011);
    }
    assertThat(report().origin()).isEqualTo(Origin.HERE);
    assertThat(report().closedHere()).isFalse();
    assertThat(report().cause().orElseThrow()).hasMessage("disk on fire");
    assertThat(report().sentCode()).isEqualTo(1011);
    assertThat(report().messagesReceived()).isEqualTo(1);
  }

  @Test
  void aCloseHereAViolationAndALostNetwork() throws Exception {
    try (LoopSession<HandledConnection> session = LoopSession.handled(handler)) {
      session.ws.close(4002, "enough");
      session.serveEnd(1000);
    }
    assertThat(report().origin()).isEqualTo(Origin.HERE);
    assertThat(report().sentReason()).isEqualTo("enough");
    try (LoopSession<HandledConnection> session = LoopSession.handled(handler)) {
      session.serve(new byte[] {(byte) 0x83, 0});
      session.server.shutdownOutput();
      session.settle();
    }
    assertThat(report().origin()).isEqualTo(Origin.VIOLATION);
    try (LoopSession<HandledConnection> session = LoopSession.handled(handler)) {
      session.server.reset();
      session.settle();
    }
    assertThat(report().origin()).isEqualTo(Origin.NETWORK);
    assertThat(report().cause()).isPresent();
  }

  @Test
  void aPollersConnectionHasOneToo() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                c -> {
                  c.send(
                      Session.concat(
                          c.accept(""),
                          Session.frame(Session.TEXT, "hello"),
                          Session.closeFrame(4001, "over")));
                  c.untilClientLeft();
                });
        WebSocketClient client = WebSocketClient.create();
        Poller poller = client.poller()) {
      WebSocketConnection connection = poller.connect(server.uri("/"), handler).join();
      while (handler.how == null) {
        poller.poll(Duration.ofMillis(20));
      }
      assertThat(report()).isSameAs(connection.report());
    }
    assertThat(report().origin()).isEqualTo(Origin.PEER);
    assertThat(report().reason()).isEqualTo("over");
    assertThat(report().messagesReceived()).isEqualTo(1);
    assertThat(report().bytesReceived()).isEqualTo(5);
    assertThat(report().age()).isPositive();
  }
}
