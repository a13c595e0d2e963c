package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.value;
import static io.github.wirespeed.LoopSession.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sends while there is a connection, and while there is none. */
class ReconnectSendsTest {
  private ReconnectFixture it;

  @BeforeEach
  void begin() throws Exception {
    it = new ReconnectFixture();
  }

  @AfterEach
  void end() {
    it.close();
  }

  @Test
  void whileAConnectionIsReadyASendCostsWhatItsSendCosts() throws Exception {
    it.pulled(Reconnect.defaults());
    it.attempt(1).accept();

    assertThat((Object) it.feed.send("text")).isSameAs(ReadyStage.VOID);
    assertThat((Object) it.feed.send(new byte[] {1})).isSameAs(ReadyStage.VOID);
    assertThat(it.feed.trySend("more")).isTrue();
    assertThat(it.attempt(1).sent()).containsExactly("TEXT \"text\"", "BINARY 01", "TEXT \"more\"");
  }

  @Test
  void duringAGapSendsAreRefusedWithTheReason() throws Exception {
    it.pulled(Reconnect.defaults());
    assertThat(it.feed.send("early").failure())
        .hasMessage("not connected, and sends are refused meanwhile: nothing is open yet");
    it.attempt(1).accept();
    it.attempt(1).serveClose(1012);

    Stage<Void> refused = it.feed.send("late");
    assertThat(refused.failure())
        .isInstanceOf(NotConnectedException.class)
        .hasMessageStartingWith(
            "not connected, and sends are refused meanwhile: received close 1012")
        .hasCause(it.last(ReconnectEvent.Lost.class).how());
    assertThat(((NotConnectedException) refused.failure()).ended()).isFalse();
    assertThat((Object) it.feed.send("again")).as("no exception for each").isSameAs(refused);
    assertThat(it.feed.trySend("late")).isFalse();
    ByteBuffer payload = ByteBuffer.wrap(new byte[3]);
    assertThat(it.feed.trySend(payload)).isFalse();
    assertThat(payload.remaining()).isEqualTo(3);

    it.advance(Duration.ofSeconds(1));
    it.attempt(2).accept();
    assertThat(it.attempt(2).sent()).isEmpty();
    assertThat(it.feed.lastGap().get().refusedSends()).isEqualTo(4);
  }

  @Test
  void heldSendsFollowTheHookInTheirOrderBeforeAllOthers() throws Exception {
    it.pulled(Reconnect.defaults().holdSends(10, 1000).onOpen(fresh -> fresh.send("subscribe")));
    Stage<Void> first = it.feed.send("1");
    assertThat(it.feed.trySend(new byte[] {2})).isTrue();
    byte[] reused = {3};
    Stage<Void> third = it.feed.send(reused);
    reused[0] = 9;
    it.settle();
    assertThat(waits(first)).isTrue();
    it.attempt(1).accept();
    assertThat((Object) it.feed.send("4")).isSameAs(ReadyStage.VOID);

    assertThat(it.attempt(1).sent())
        .containsExactly(
            "TEXT \"subscribe\"", "TEXT \"1\"", "BINARY 02", "BINARY 03", "TEXT \"4\"");
    assertThat(value(first)).isNull();
    assertThat(value(third)).isNull();
  }

  @Test
  void noMoreIsHeldThanTheBoundsSay() throws Exception {
    it.pulled(Reconnect.defaults().holdSends(2, 10));
    assertThat(it.feed.trySend("123456")).isTrue();
    assertThat(it.feed.trySend("12345")).as("11 bytes").isFalse();
    assertThat(it.feed.trySend("1234")).isTrue();
    Stage<Void> third = it.feed.send("");
    assertThat(third.failure())
        .hasMessage("not connected, and as many sends are held as may be: nothing is open yet");

    it.attempt(1).accept();
    assertThat(it.attempt(1).sent()).containsExactly("TEXT \"123456\"", "TEXT \"1234\"");
  }

  @Test
  void oneMessageOfAnySizeIsHeld() throws Exception {
    it.pulled(Reconnect.defaults().holdSends(2, 10));
    assertThat(it.feed.trySend("12345678901234567890")).isTrue();
    assertThat(it.feed.trySend("1")).isFalse();
  }

  @Test
  void aHeldSendThatIsCancelledIsNotSentAndTakesNoRoom() throws Exception {
    it.pulled(Reconnect.defaults().holdSends(2, 1000));
    Stage<Void> cancelled = it.feed.send("1");
    assertThat(it.feed.trySend("2")).isTrue();
    assertThat(cancelled.cancel()).isTrue();
    assertThat(it.feed.trySend("3")).isTrue();
    it.attempt(1).accept();

    assertThat(it.attempt(1).sent()).containsExactly("TEXT \"2\"", "TEXT \"3\"");
  }

  @Test
  void aTextThatCannotBeSentIsRefusedAtOnce() throws Exception {
    it.pulled(Reconnect.defaults().holdSends(2, 1000));

    assertThatThrownBy(() -> it.feed.send("\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lone surrogate");
  }

  @Test
  void whatALostConnectionHadAcceptedIsCountedAndNeverSentAgain() throws Exception {
    it.pulled(Reconnect.defaults().holdSends(100, 10_000));
    it.attempt(1).accept(10);
    List<Stage<Void>> sent = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sent.add(it.feed.send("0123456789"));
      assertThat(value(sent.get(i))).isNull();
    }
    it.settle();
    it.attempt(1).breakDown();
    assertThat(it.last(ReconnectEvent.Lost.class).how().unsentMessages()).isPositive();
    int unsent = it.last(ReconnectEvent.Lost.class).how().unsentMessages();
    it.advance(Duration.ofSeconds(1));
    it.attempt(2).accept();

    assertThat(it.attempt(2).sent()).isEmpty();
    assertThat(it.feed.lastGap().get().unsentMessages()).isEqualTo(unsent);
  }

  @Test
  void heldSendsThatAConnectionHasNoRoomForStayHeldWhenItIsLost() throws Exception {
    it.with(LoopSession.options().mailbox(1)).pulled(Reconnect.defaults().holdSends(20, 10_000));
    List<Stage<Void>> sends = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sends.add(it.feed.send("message number " + i));
    }
    it.attempt(1).accept(4); // takes next to nothing
    long accepted = sends.stream().filter(Stage::isDone).count();
    assertThat(accepted).isBetween(1L, 6L);
    it.attempt(1).breakDown();
    it.advance(Duration.ofSeconds(1));
    it.attempt(2).accept();

    // One was on its way: how much of it was written nobody knows.
    int onItsWay = (int) accepted;
    assertThat(closed(sends.get(onItsWay)).code()).isEqualTo(1006);
    List<String> later = new ArrayList<>();
    for (int i = onItsWay + 1; i < 8; i++) {
      assertThat(value(sends.get(i))).isNull();
      later.add("TEXT \"message number " + i + "\"");
    }
    assertThat(it.attempt(2).sent()).isEqualTo(later);
  }

  @Test
  void whatIsStillHeldAtTheEndFailsOrIsCounted() throws Exception {
    it.pulled(Reconnect.defaults().maxAttempts(1).holdSends(10, 1000));
    Stage<Void> staged = it.feed.send("1");
    assertThat(it.feed.trySend("2")).isTrue();
    assertThat(it.feed.trySend("3")).isTrue();
    it.attempt(1).fail();

    assertThat(staged.failure())
        .hasMessage(
            "given up after 1 attempt: Connection refused (2 accepted messages were not sent)");
    assertThat(((NotConnectedException) staged.failure()).unsentMessages()).isEqualTo(2);
    assertThat(it.feed.trySend("late")).isFalse();
  }
}
