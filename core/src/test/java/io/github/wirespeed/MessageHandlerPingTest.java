package io.github.wirespeed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler is shown pings and pongs, among the messages, and owes nothing for them. */
class MessageHandlerPingTest {
  private final List<String> events = new ArrayList<>();
  private LoopSession<HandledConnection> session;
  private RuntimeException thrown;

  /** Notes all it is shown, and throws what the test wants. */
  private final class Noting implements MessageHandler {
    @Override
    public void onMessage(WebSocketConnection connection, MessageView message) {
      events.add(message.text());
    }

    @Override
    public void onPing(WebSocketConnection connection, ByteBuffer payload) {
      note("ping", payload);
    }

    @Override
    public void onPong(WebSocketConnection connection, ByteBuffer payload) {
      note("pong", payload);
    }

    private void note(String what, ByteBuffer payload) {
      assertThat(payload.isReadOnly()).isTrue();
      events.add(what + " " + UTF_8.decode(payload));
      if (thrown != null) {
        throw thrown;
      }
    }
  }

  private void open() throws Exception {
    session = LoopSession.handled(new Noting());
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void pingsAndPongsAreShownInTheirPlaceAndAnsweredAllTheSame() throws Exception {
    open();
    session.serveText("1");
    session.servePing("a");
    session.serveText("2");
    session.serve(Session.frame(Session.PONG, "nobody asked"));
    session.settle();

    assertThat(events).containsExactly("1", "ping a", "2", "pong nobody asked");
    assertThat(session.sent()).containsExactly("PONG \"a\"");
  }

  @Test
  void aPingWithAPayloadOfOnesOwnGoesOutAndItsPongIsShown() throws Exception {
    open();
    ByteBuffer payload = ByteBuffer.wrap("mine".getBytes(UTF_8));
    assertThat(session.ws.ping(payload).failure()).isNull();
    assertThat(session.sentSettled()).containsExactly("PING \"mine\"");
    session.serve(Session.frame(Session.PONG, "mine"));
    session.settle();

    assertThat(events).containsExactly("pong mine");
    assertThat(session.ws.roundTrips().count()).isZero();
  }

  @Test
  void aPayloadThatIsTooLongIsRefusedWithItsLength() throws Exception {
    open();
    assertThatThrownBy(() -> session.ws.ping(ByteBuffer.allocate(126)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ping payload of 126 bytes exceeds 125 (RFC 6455 5.5)");
    assertThat(session.sentSettled()).isEmpty();
  }

  @Test
  void whatItThrowsEndsItsConnectionBehindThePong() throws Exception {
    thrown = new IllegalStateException("mine");
    open();
    session.servePing("a");
    session.serveText("never");
    session.settle();

    assertThat(events).containsExactly("ping a");
    assertThat(session.sent()).startsWith("PONG \"a\"", "CLOSE 1011 message handler failed");
    session.advance(Duration.ofMillis(60));
    assertThat(session.ends).hasSize(1);
    assertThat(session.ends.get(0)).hasCause(thrown);
  }

  @Test
  void theReportHasTheLastRoundTrip() throws Exception {
    open();
    assertThat(session.ws.report().lastRoundTrip()).isEmpty();
    Stage<Duration> ping = session.ws.ping();
    session.settle();
    session.take(Integer.MAX_VALUE);
    assertThat(session.nextSent()).startsWith("PING");
    session.serve(Session.frame(Session.PONG, session.payload()));
    session.settle();

    assertThat(LoopSession.value(ping)).isPositive();
    assertThat(session.ws.report().lastRoundTrip()).contains(session.ws.roundTrips().last());
  }
}
