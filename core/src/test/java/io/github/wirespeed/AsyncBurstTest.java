package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many writes the sends of one thread become. */
@Timeout(30)
class AsyncBurstTest {
  /** A pause of the machine's in the middle of a burst ends it: the least of so many counts. */
  private static final int ROUNDS = 50;

  private final LoopSession<AsyncWebSocket> session = LoopSession.async();

  AsyncBurstTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  /** Sends a burst; what of it was on the wire before the loop turned. */
  private List<String> burst(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      session.ws.send("m" + i);
    }
    return session.sent();
  }

  private static List<String> frames(int count) {
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      frames.add("TEXT \"m" + i + "\"");
    }
    return frames;
  }

  @Test
  void aHundredSendsInARowLeaveInFarFewerWrites() throws Exception {
    int least = Integer.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      int before = session.wire.writes();
      List<String> sent = new ArrayList<>(burst(100));
      session.settle();
      sent.addAll(session.sent());
      least = Math.min(least, session.wire.writes() - before);

      assertThat(sent).isEqualTo(frames(100));
    }

    assertThat(least).isLessThan(30);
  }

  @Test
  void aSendByItselfLeavesAtOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      session.ws.send("m");
      assertThat(session.sent()).containsExactly("TEXT \"m\"");
      session.serveText("answer");
      assertThat(LoopSession.text(session.ws.receive())).isEqualTo("answer"); // it waited
    }
    session.settle();

    assertThat(session.wire.writes()).isEqualTo(10);
  }

  @Test
  void theFirstOfABurstLeavesAtOnce() throws Exception {
    assertThat(burst(3)).startsWith("TEXT \"m0\"");
  }

  /** Bursts until one has a tail that waits. */
  private void burstWithATail() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<String> sent = burst(10);
      if (sent.size() < 10) {
        return;
      }
      session.settle();
    }
    throw new AssertionError("in no burst of " + ROUNDS + " anything waited");
  }

  @Test
  void theTailOfABurstLeavesWhenTheLoopTurns() throws Exception {
    burstWithATail();
    session.turn();

    List<String> tail = session.sent();
    assertThat(tail).isNotEmpty().endsWith("TEXT \"m9\"");
    session.settle();
    assertThat(session.sent()).isEmpty();
  }

  @Test
  void theTailOfABurstLeavesWhenSomebodyReceives() throws Exception {
    burstWithATail();
    Stage<Message> received = session.ws.receive();

    assertThat(session.sent()).endsWith("TEXT \"m9\"");
    assertThat(LoopSession.waits(received)).isTrue();
  }

  @Test
  void theTailOfABurstLeavesWhenSomebodyWaits() throws Exception {
    session.ws.send("m");
    session.settle();
    Stage<Message> received = session.ws.receive();
    session.sent();
    burstWithATail();
    Background<Message> waiting = Background.call(received::join).asleep();

    assertThat(session.sent()).endsWith("TEXT \"m9\"");
    session.serveText("answer");
    assertThat(waiting.result().text()).isEqualTo("answer");
  }

  @Test
  void theTailOfABurstLeavesBeforeAPingOrAClose() throws Exception {
    burstWithATail();
    session.ws.close();
    session.settle();

    List<String> sent = session.sent();
    assertThat(sent.subList(sent.size() - 2, sent.size()))
        .containsExactly("TEXT \"m9\"", "CLOSE 1000");
  }

  @Test
  void aBurstIsWrittenBeforeItGrowsLarge() throws Exception {
    for (int i = 0; i < 100; i++) {
      session.ws.send(new byte[1000]);
      long written = session.client.bytesWritten();
      long kept = (i + 1L) * (2 + 2 + 4 + 1000) - written;
      assertThat(kept).isLessThan((32 << 10) + 1008);
      session.sent();
    }
  }
}
