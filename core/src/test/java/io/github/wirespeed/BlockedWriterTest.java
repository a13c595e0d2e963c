package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A writer that the peer does not read from stops nobody else: the network holds {@value #CAPACITY}
 * bytes in each direction here.
 */
@Timeout(30)
class BlockedWriterTest {
  private static final int CAPACITY = 256;

  private Session session = Session.open(CAPACITY, Session.options().fragmentSize(1000));

  @AfterEach
  void end() {
    session.close();
  }

  /** A thread that sends a message of so many bytes, and is stuck in its first frame. */
  private Background<Boolean> blockedWriter(int length) {
    return Background.run(() -> session.ws.send(Session.pattern(length))).asleep();
  }

  @Test
  void theReaderGoesOnAndThePongFollowsTheFrame() throws Exception {
    Background<Boolean> writer = blockedWriter(800);

    session.serve(Session.frame(Session.PING, "p"), Session.frame(Session.TEXT, "m"));
    assertThat(session.ws.receive().text()).isEqualTo("m");

    assertThat(session.sent(2)).containsExactly("BINARY 800 bytes", "PONG \"p\"");
    writer.result();
  }

  @Test
  void thePongGoesBetweenTheFragmentsOfAMessage() throws Exception {
    Background<Boolean> writer = blockedWriter(2500);

    session.serve(Session.frame(Session.PING, "p"), Session.frame(Session.TEXT, "m"));
    assertThat(session.ws.receive().text()).isEqualTo("m");

    assertThat(session.sent(4))
        .containsExactly(
            "BINARY... 1000 bytes", "PONG \"p\"", "CONT... 1000 bytes", "CONT 500 bytes");
    writer.result();
  }

  @Test
  void textInFragmentsLetsThePongBetweenAsWell() throws Exception {
    Background<Boolean> writer = Background.run(() -> session.ws.send("t".repeat(1500))).asleep();

    session.serve(Session.frame(Session.PING, "p"), Session.frame(Session.TEXT, "m"));
    session.ws.receive();

    assertThat(session.sent(3))
        .containsExactly("TEXT... 1000 bytes", "PONG \"p\"", "CONT 500 bytes");
    writer.result();
  }

  @Test
  void ofSeveralPingsTheNewestIsAnswered() throws Exception {
    Background<Boolean> writer = blockedWriter(800);

    session.serve(
        Session.frame(Session.PING, "1"),
        Session.frame(Session.PING, "2"),
        Session.frame(Session.PING, "3"),
        Session.frame(Session.TEXT, "m"));
    session.ws.receive();

    assertThat(session.sent(2)).containsExactly("BINARY 800 bytes", "PONG \"3\"");
    writer.result();
    assertThat(session.unread()).isZero();
  }

  @Test
  void aPongOfTheUsersDoesNotTakeThePlaceOfOneThatIsOwed() throws Exception {
    Background<Boolean> writer = blockedWriter(800);
    Background<Boolean> heartbeat =
        Background.run(() -> session.ws.pong(ByteBuffer.wrap(new byte[] {'u'}))).asleep();

    session.serve(Session.frame(Session.PING, "p"), Session.frame(Session.TEXT, "m"));
    session.ws.receive();

    assertThat(session.sent(3))
        .containsExactlyInAnyOrder("BINARY 800 bytes", "PONG \"p\"", "PONG \"u\"");
    writer.result();
    heartbeat.result();
  }

  @Test
  void aPongThatDidNotFitIsSentByTheReaderAsSoonAsThereIsRoom() throws Exception {
    session.ws.send(Session.pattern(CAPACITY - 6 - 2 - 3)); // so that three bytes are left
    session.serve(Session.frame(Session.PING, "ping"), Session.frame(Session.TEXT, "m"));
    session.ws.receive();
    assertThat(session.server.pending()).isZero();
    assertThat(session.client.pending()).isEqualTo(CAPACITY);
    Background<Message> receive = Background.call(session.ws::receive).asleep();

    // Nobody sends, and nothing arrives: room to write alone must be enough.
    assertThat(session.sent(2))
        .containsExactly("BINARY " + (CAPACITY - 11) + " bytes", "PONG \"ping\"");
    session.serveText("m");
    receive.result();
  }

  @Test
  void ofManyPingsWhosePongsDoNotFitTheNewestIsAnswered() throws Exception {
    session.ws.send(Session.pattern(CAPACITY - 6 - 2 - 3)); // so that three bytes are left
    for (int i = 0; i < 100; i++) {
      session.serve(Session.frame(Session.PING, "ping " + i), Session.frame(Session.TEXT, "m"));
      session.ws.receive();
    }
    Background<Message> receive = Background.call(session.ws::receive).asleep();

    assertThat(session.sent(3))
        .containsExactly(
            "BINARY " + (CAPACITY - 11) + " bytes", "PONG \"ping 0\"", "PONG \"ping 99\"");
    session.serveText("m");
    receive.result();
    assertThat(session.unread()).isZero();
  }

  @Test
  void aPongThatDidNotFitGoesOutBeforeTheNextMessage() throws Exception {
    session.ws.send(Session.pattern(CAPACITY - 6 - 2 - 3));
    session.serve(Session.frame(Session.PING, "ping"), Session.frame(Session.TEXT, "m"));
    session.ws.receive();
    Background<Boolean> writer = Background.run(() -> session.ws.send("next")).asleep();

    assertThat(session.sent(3))
        .containsExactly("BINARY " + (CAPACITY - 11) + " bytes", "PONG \"ping\"", "TEXT \"next\"");
    writer.result();
  }

  @Test
  void aPongThatIsOwedIsNeverLostWhateverTheMoment() throws Exception {
    session.close();
    session = Session.open(64, Session.options().fragmentSize(125));
    int pings = 300;
    Background<Boolean> writer =
        Background.run(
            () -> {
              for (int i = 0; i < pings; i++) {
                session.ws.send(Session.pattern(i % 200));
              }
            });
    Background<Boolean> reader =
        Background.run(
            () -> {
              for (int i = 0; i < pings; i++) {
                session.ws.receive();
              }
            });
    int messages = 0;
    for (int i = 0; i < pings; i++) {
      session.serve(Session.frame(Session.PING, "p" + i), Session.frame(Session.TEXT, "m"));
      // Each ping is answered before the next one is sent: so none may be left out.
      String frame = session.sent();
      while (!frame.startsWith("PONG")) {
        messages += frame.contains("...") ? 0 : 1;
        frame = session.sent();
      }
      assertThat(frame).isEqualTo("PONG \"p" + i + "\"");
    }
    while (messages < pings) {
      messages += session.sent().contains("...") ? 0 : 1;
    }
    writer.result();
    reader.result();
  }

  @Test
  void aCloseOfThePeersIsReadAndTheWriterIsTold() throws Exception {
    Background<Boolean> writer = blockedWriter(800);
    session.serve(Session.frame(Session.TEXT, "m"), Session.closeFrame(1001, "restart"));

    assertThat(session.ws.receive().text()).isEqualTo("m");
    ConnectionClosedException received =
        catchThrowableOfType(ConnectionClosedException.class, session.ws::receive);

    assertThat(received.code()).isEqualTo(1001);
    assertThat(received.reason()).isEqualTo("restart");
    assertThat(writer.failure(ConnectionClosedException.class).code()).isEqualTo(1001);
  }

  @Test
  void aCloseOfThePeersIsANormalEndForEveryCallAlthoughAWriterWasBlocked() throws Exception {
    Background<Boolean> writer = blockedWriter(800);
    session.serve(Session.closeFrame(1000, ""));
    assertThatThrownBy(session.ws::receive).isInstanceOf(ConnectionClosedException.class);
    writer.failure(ConnectionClosedException.class);

    ConnectionClosedException later =
        catchThrowableOfType(ConnectionClosedException.class, session.ws::receive);

    assertThat(later).as("that we closed the transport is not why it ended").hasNoCause();
    assertThat(later.isNormal()).isTrue();
  }

  @Test
  void theAnswerToThePeersCloseFollowsTheFrameOfAWriterThatGetsThrough() throws Exception {
    Background<Boolean> writer = blockedWriter(800);
    session.serve(Session.closeFrame(4000, "x"));
    Background<Message> receive = Background.call(session.ws::receive).asleep();

    assertThat(session.sent(2)).containsExactly("BINARY 800 bytes", "CLOSE 4000");
    session.server.shutdownOutput();

    writer.result();
    assertThat(receive.failure(ConnectionClosedException.class).sentCode()).isEqualTo(4000);
  }

  @Test
  void aMessageThatThePeersCloseCutsBetweenTwoFragmentsFails() throws Exception {
    Background<Boolean> writer = blockedWriter(2500);
    session.serve(Session.closeFrame(1000, ""));
    Background<Message> receive = Background.call(session.ws::receive).asleep();

    assertThat(session.sent(2)).containsExactly("BINARY... 1000 bytes", "CLOSE 1000");
    assertThat(writer.failure(ConnectionClosedException.class).code()).isEqualTo(1000);
    session.server.shutdownOutput();
    receive.failure(ConnectionClosedException.class);
    assertThat(session.sent()).isEqualTo("END");
  }

  @Test
  void closeOfThisSidesWaitsForTheWriterAndGoesOutAfterItsMessage() throws Exception {
    Background<Boolean> writer = blockedWriter(800);
    Background<Boolean> close = Background.run(session.ws::close).asleep();

    assertThat(session.sent(2)).containsExactly("BINARY 800 bytes", "CLOSE 1000");
    writer.result();
    session.serveClose(1000, "");
    session.server.close();
    close.result();
  }

  @Test
  void closeOfThisSidesDoesNotWaitForTheWriterLongerThanItsTime() throws Exception {
    Background<Boolean> writer = blockedWriter(800);

    session.ws.close(1000, "", Duration.ofMillis(20));

    ConnectionClosedException e = writer.failure(ConnectionClosedException.class);
    assertThat(e.closedHere()).isTrue();
    assertThat(session.client.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"adaptive", "blocking", "spinning"})
  void everyWaitStrategyGetsBothSidesThrough(String strategy) throws Exception {
    session.close();
    session = Session.open(CAPACITY, Session.options().waitStrategy(WaitStrategy.named(strategy)));
    Background<Boolean> writer = Background.run(() -> session.ws.send(Session.pattern(5000)));
    Background<Message> reader = Background.call(session.ws::receive);

    assertThat(session.sent()).isEqualTo("BINARY 5000 bytes");
    session.serve(Session.frame(Session.BINARY, Session.pattern(5000)));

    writer.result();
    assertThat(reader.result().bytes()).isEqualTo(Session.pattern(5000));
  }
}
