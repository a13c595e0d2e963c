package io.github.wirespeed;

import static io.github.wirespeed.LoopSession.closed;
import static io.github.wirespeed.LoopSession.waits;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a send puts on the wire, at once or when there is room. */
@Timeout(30)
class AsyncSendTest {
  /** Of a masked frame of 100 bytes of payload. */
  private static final int FRAME = 2 + 4 + 100;

  private LoopSession<AsyncWebSocket> session = LoopSession.async();

  AsyncSendTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  private void reopen(int capacity, WebSocketOptions options) throws Exception {
    session.close();
    session = LoopSession.async(capacity, options);
  }

  /** A message of 100 bytes that says which one it is. */
  private static byte[] numbered(int number) {
    byte[] message = new byte[100];
    ByteBuffer.wrap(message).putInt(number);
    return message;
  }

  private static boolean accepted(Stage<Void> sent) {
    return !waits(sent) && sent.failure() == null;
  }

  /** The data frames on the wire put together to messages; control frames left out. */
  private byte[] message() throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000; i++) {
      session.settle();
      session.take(50);
      String frame = session.nextSent();
      if (frame == null) {
        continue;
      }
      assertThat(frame).matches("(BINARY|TEXT|CONT).*");
      whole.writeBytes(session.payload());
      if (!frame.contains("...")) {
        return whole.toByteArray();
      }
    }
    throw new AssertionError("no whole message after " + whole.size() + " bytes");
  }

  // ---- the network takes it ----

  @Test
  void textIsOnTheWireWhenTheSendReturns() throws Exception {
    Stage<Void> sent = session.ws.send("hello");

    assertThat((Object) sent).isSameAs(ReadyStage.VOID);
    assertThat(session.client.bytesWritten()).isEqualTo(2 + 4 + 5);
    assertThat(session.wire.writes()).isEqualTo(1);
    assertThat(session.sent()).containsExactly("TEXT \"hello\"");
  }

  @Test
  void textAndBinaryOfEveryKindLeaveAsTheyAre() throws Exception {
    session.ws.send("aé€😀");
    session.ws.send("");
    session.ws.send(new byte[] {0, -1});
    session.ws.send(ByteBuffer.allocate(0));
    session.ws.send(ByteBuffer.allocateDirect(3).put(1, (byte) 7).position(1));
    session.settle();

    assertThat(session.sent())
        .containsExactly(
            "TEXT \"aé€😀\"", "TEXT \"\"", "BINARY 00FF", "BINARY \"\"", "BINARY 0700");
  }

  @Test
  void thePositionOfASentPayloadIsAtItsLimit() throws Exception {
    ByteBuffer payload = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}).position(1).limit(4);

    session.ws.send(payload);
    assertThat(payload.position()).isEqualTo(4);
    assertThat(payload.limit()).isEqualTo(4);
    assertThat(session.ws.trySend(payload.position(2))).isTrue();
    assertThat(payload.position()).isEqualTo(4);
    session.settle();

    assertThat(session.sent()).containsExactly("BINARY 020304", "BINARY 0304");
  }

  @Test
  void aReadOnlyPayloadIsSent() throws Exception {
    session.ws.send(ByteBuffer.wrap(new byte[] {1, 2}).asReadOnlyBuffer());

    assertThat(session.sent()).containsExactly("BINARY 0102");
  }

  @Test
  void aTextThatHasNoUtf8FormIsRefusedAndNothingIsSent() throws Exception {
    String bad = "ok\uD800";
    assertThatThrownBy(() -> session.ws.send(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+D800");
    assertThatThrownBy(() -> session.ws.trySend(bad)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> session.ws.sendAll(List.of(new Message.Text("fine"), new Message.Text(bad))))
        .isInstanceOf(IllegalArgumentException.class);
    session.settle();
    assertThat(session.sent()).isEmpty();

    session.ws.send("good");
    session.settle();
    assertThat(session.sent()).containsExactly("TEXT \"good\"");
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void nullIsRefusedToTheCaller() {
    assertThatThrownBy(() -> session.ws.send((String) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> session.ws.send((byte[]) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> session.ws.trySend((ByteBuffer) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> session.ws.sendAll(null)).isInstanceOf(NullPointerException.class);
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void aMessageLongerThanAFragmentIsSeveralFrames() throws Exception {
    reopen(64 << 10, LoopSession.options().fragmentSize(125));
    session.ws.send(Session.pattern(300));
    session.ws.send("a".repeat(250));
    session.settle();

    assertThat(session.sent())
        .containsExactly(
            "BINARY... 125 bytes",
            "CONT... 125 bytes",
            "CONT 50 bytes",
            "TEXT... 125 bytes",
            "CONT 125 bytes");
  }

  @Test
  void sendAllIsOneWriteWithNothingInBetween() throws Exception {
    List<Message> messages = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      messages.add(i % 2 == 0 ? new Message.Text("m" + i) : new Message.Binary(new byte[] {1}));
      expected.add(i % 2 == 0 ? "TEXT \"m" + i + "\"" : "BINARY 01");
    }
    Stage<Void> sent = session.ws.sendAll(messages);
    assertThat((Object) sent).isSameAs(ReadyStage.VOID);
    assertThat(session.wire.writes()).isEqualTo(1);

    assertThat(session.sent()).containsExactlyElementsOf(expected);
    session.settle();
    assertThat(session.sent()).isEmpty();
  }

  @Test
  void sendAllOfNothingDoesNothing() throws Exception {
    assertThat(accepted(session.ws.sendAll(List.of()))).isTrue();
    session.settle();

    assertThat(session.client.bytesWritten()).isZero();
  }

  // ---- the network takes no more ----

  @Test
  void theMailboxTakes64MessagesAndThenASendWaitsAndATryIsRefused() throws Exception {
    reopen(FRAME, LoopSession.options());
    List<Stage<Void>> stages = new ArrayList<>();
    int number = 0;
    while (session.ws.trySend(numbered(number))) {
      number++;
      assertThat(number).isLessThan(100);
    }
    // One is in the network, one is encoded and blocked, 64 are in the mailbox.
    assertThat(number).isBetween(65, 66);
    ByteBuffer refused = ByteBuffer.wrap(numbered(-1));
    assertThat(session.ws.trySend(refused)).isFalse();
    assertThat(refused.position()).isZero();
    assertThat(session.ws.trySend("refused")).isFalse();

    for (int i = 0; i < 10; i++) {
      stages.add(session.ws.send(numbered(number + i)));
      assertThat(waits(stages.get(i))).isTrue();
    }
    session.settle();
    assertThat(stages).allMatch(LoopSession::waits);
    assertThat(session.ws.trySend(numbered(-1))).as("not past those who wait").isFalse();

    assertThat(messagesInOrder(number + 10)).isEqualTo(number + 10);
    assertThat(stages).allMatch(AsyncSendTest::accepted);
    assertThat(session.sentSettled()).isEmpty();
  }

  /** Reads the numbered messages; how many there were, all in order. */
  private int messagesInOrder(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      byte[] message = message();
      assertThat(message).hasSize(100);
      assertThat(ByteBuffer.wrap(message).getInt()).isEqualTo(i);
    }
    return count;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void aMailboxOfAnyCapacityWorks(int capacity) throws Exception {
    reopen(FRAME / 2, LoopSession.options().mailbox(capacity));
    List<Stage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      stages.add(session.ws.send(numbered(i)));
    }
    assertThat(stages).anyMatch(LoopSession::waits);

    assertThat(messagesInOrder(100)).isEqualTo(100);
    assertThat(stages).allMatch(AsyncSendTest::accepted);
  }

  @Test
  void theBytesOfASendThatIsDoneAreTheCallersAgain() throws Exception {
    reopen(FRAME, LoopSession.options());
    byte[] bytes = numbered(0);
    ByteBuffer payload = ByteBuffer.wrap(bytes);
    int accepted = 0;
    while (accepted(session.ws.send(payload.clear()))) {
      accepted++;
      ByteBuffer.wrap(bytes).putInt(accepted);
    }
    assertThat(accepted).isGreaterThan(64);

    assertThat(messagesInOrder(accepted + 1)).isEqualTo(accepted + 1);
  }

  @Test
  void aLongPayloadIsNotCopiedAndItsSenderWaits() throws Exception {
    reopen(FRAME, LoopSession.options());
    byte[] bytes = Session.pattern(1 << 20);
    ByteBuffer payload = ByteBuffer.wrap(bytes);

    Stage<Void> first = session.ws.send(payload); // it finds the network free
    assertThat(payload.hasRemaining()).isFalse();
    assertThat(waits(first)).isTrue();
    Stage<Void> second = session.ws.send(bytes);
    assertThat(waits(second)).isTrue();
    session.server.close(); // a mebibyte by 106 bytes takes long
    session.settle();

    assertThat(closed(first)).isSameAs(closed(second));
  }

  @Test
  void aMessageLongerThanTheNetworkHoldsArrivesWholeAndInOrder() throws Exception {
    reopen(1000, LoopSession.options().fragmentSize(300));
    byte[] bytes = Session.pattern(5000);
    String text = "é".repeat(2000);
    Stage<Void> binary = session.ws.send(bytes);
    Stage<Void> second = session.ws.send(text);
    assertThat(session.ws.trySend("short")).isTrue();
    assertThat(waits(binary)).isTrue();
    assertThat(accepted(second)).as("a text stays as it is").isTrue();

    assertThat(message()).isEqualTo(bytes);
    assertThat(accepted(binary)).isTrue();
    assertThat(new String(message(), UTF_8)).isEqualTo(text);
    assertThat(new String(message(), UTF_8)).isEqualTo("short");
  }

  @Test
  void sendAllLongerThanTheNetworkHoldsIsDoneWhenItsLastMessageIsAccepted() throws Exception {
    reopen(FRAME, LoopSession.options());
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      messages.add(new Message.Binary(numbered(i)));
    }
    Stage<Void> sent = session.ws.sendAll(messages);
    assertThat(waits(sent)).as("200 KB do not fit what is encoded at a time").isTrue();
    Stage<Void> behind = session.ws.send(numbered(2000));
    assertThat(accepted(behind)).as("the mailbox has room").isTrue();

    assertThat(messagesInOrder(2001)).isEqualTo(2001);
    assertThat(accepted(sent)).isTrue();
  }

  @Test
  void aPongGoesOutBetweenTheFragmentsOfALongMessage() throws Exception {
    reopen(500, LoopSession.options().fragmentSize(300));
    Stage<Void> sent = session.ws.send(Session.pattern(1200));
    assertThat(waits(sent)).isTrue();
    session.servePing("now");
    session.settle();

    assertThat(session.sentSettled())
        .containsExactly(
            "BINARY... 300 bytes",
            "CONT... 300 bytes",
            "PONG \"now\"",
            "CONT... 300 bytes",
            "CONT 300 bytes");
    assertThat(accepted(sent)).isTrue();
  }

  @Test
  void ofThePongsThatAPeerOwesToOneWhoDoesNotReadTheNewestIsSent() throws Exception {
    reopen(10, LoopSession.options());
    session.ws.send("longer than ten");
    for (String ping : List.of("1", "2", "3")) {
      session.servePing(ping);
      session.settle();
    }

    assertThat(session.sentSettled()).containsExactly("TEXT \"longer than ten\"", "PONG \"3\"");
  }

  @Test
  void aPingAndAPongOfTheUsersKeepTheirPlaceAmongTheMessages() throws Exception {
    reopen(10, LoopSession.options());
    session.ws.send("one, longer than ten");
    session.ws.pong(ByteBuffer.wrap(new byte[] {'p'}));
    session.ws.send("two");
    Stage<?> ping = session.ws.ping();
    session.ws.send("three");

    List<String> sent = session.sentSettled();
    assertThat(sent).hasSize(5);
    assertThat(sent.get(0)).isEqualTo("TEXT \"one, longer than ten\"");
    assertThat(sent.get(1)).isEqualTo("PONG \"p\"");
    assertThat(sent.get(2)).isEqualTo("TEXT \"two\"");
    assertThat(sent.get(3)).startsWith("PING ");
    assertThat(sent.get(4)).isEqualTo("TEXT \"three\"");
    assertThat(waits(ping)).isTrue();
  }

  @Test
  void aSendThatWaitsMayBeCancelledAndIsNotSent() throws Exception {
    reopen(FRAME, LoopSession.options().mailbox(1));
    int number = 0;
    while (accepted(session.ws.send(numbered(number)))) {
      number++;
    }
    Stage<Void> cancelled = session.ws.send(numbered(-1));
    Stage<Void> kept = session.ws.send(numbered(number + 1));
    assertThat(cancelled.cancel()).isTrue();

    assertThat(messagesInOrder(number + 2)).isEqualTo(number + 2);
    assertThat(accepted(kept)).isTrue();
    assertThat(cancelled.isCancelled()).isTrue();
    assertThat(session.sentSettled()).isEmpty();
  }

  @Test
  void aSendThatIsBeingWrittenCannotBeCancelled() throws Exception {
    reopen(1000, LoopSession.options().fragmentSize(300));
    byte[] bytes = Session.pattern(5000);
    Stage<Void> sent = session.ws.send(bytes);
    assertThat(waits(sent)).isTrue();

    assertThat(sent.cancel()).isFalse();
    assertThat(message()).isEqualTo(bytes);
    assertThat(accepted(sent)).isTrue();
  }

  @Test
  void aRefusedTextDoesNotStopTheMailboxBehindABlockedNetwork() throws Exception {
    reopen(10, LoopSession.options());
    session.ws.send("one, longer than ten");
    assertThatThrownBy(() -> session.ws.send("\uDC00"))
        .isInstanceOf(IllegalArgumentException.class);
    session.ws.send("two");

    assertThat(session.sentSettled())
        .containsExactly("TEXT \"one, longer than ten\"", "TEXT \"two\"");
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void aPongLongerThan125BytesIsRefused() throws Exception {
    assertThatThrownBy(() -> session.ws.pong(ByteBuffer.allocate(126)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("126");
    assertThat(accepted(session.ws.pong(ByteBuffer.allocate(125)))).isTrue();
    session.settle();

    assertThat(session.sent()).containsExactly("PONG 125 bytes");
  }

  // ---- after the end ----

  @Test
  void everythingAfterTheEndFailsWithOneAndTheSameException() throws Exception {
    session.serveClose(1000, "bye");
    session.server.shutdownOutput();
    session.settle();
    long written = session.client.bytesWritten();
    ConnectionClosedException how = session.ends.get(0);

    for (Stage<?> stage :
        List.of(
            session.ws.send("text"),
            session.ws.send(new byte[3]),
            session.ws.send(ByteBuffer.allocate(3)),
            session.ws.sendAll(List.of(new Message.Text("text"))),
            session.ws.ping(),
            session.ws.pong(ByteBuffer.allocate(3)),
            session.ws.receive())) {
      assertThat(closed(stage)).isSameAs(how);
    }
    assertThat(session.ws.trySend("text")).isFalse();
    ByteBuffer payload = ByteBuffer.allocate(3);
    assertThat(session.ws.trySend(payload)).isFalse();
    assertThat(payload.position()).isZero();
    assertThat((Object) session.ws.send("a")).isSameAs(session.ws.send("b"));
    session.settle();
    assertThat(session.client.bytesWritten()).isEqualTo(written);
  }

  @Test
  void afterACloseOfOnesOwnNothingIsAccepted() throws Exception {
    Stage<Void> close = session.ws.close();

    assertThat(closed(session.ws.send("late")).closedHere()).isTrue();
    assertThat(closed(session.ws.sendAll(List.of(new Message.Text("late")))).closedHere()).isTrue();
    assertThat(session.ws.trySend("late")).isFalse();
    assertThat(closed(session.ws.ping()).closedHere()).isTrue();
    session.settle();
    assertThat(session.sent()).containsExactly("CLOSE 1000");
    assertThat(waits(close)).isTrue();
    session.serveEnd(1000);

    assertThat(session.ends.get(0).unsentMessages()).isZero();
  }

  @Test
  void messagesThatWereAcceptedAndNotWrittenAreCounted() throws Exception {
    reopen(FRAME, LoopSession.options().mailbox(5));
    int accepted = 0;
    while (session.ws.trySend(numbered(accepted))) {
      accepted++;
    }
    Stage<Void> waiting = session.ws.send(numbered(accepted));
    assertThat(waits(waiting)).isTrue();
    session.server.reset();
    session.settle();

    // The first of them went to the network whole.
    assertThat(closed(waiting)).isSameAs(session.ends.get(0));
    assertThat(closed(waiting).unsentMessages()).isEqualTo(accepted - 1);
    assertThat(closed(waiting)).hasMessageContaining("accepted messages were not sent");
  }

  @Test
  void aMessageOfWhichAPartWasWrittenCountsAsUnsent() throws Exception {
    reopen(1000, LoopSession.options().fragmentSize(300));
    assertThat(accepted(session.ws.send("a".repeat(5000)))).isTrue();
    session.server.reset();
    session.settle();

    assertThat(session.ends.get(0).unsentMessages()).isEqualTo(1);
  }

  @Test
  void whatTheNetworkHasTakenIsNotUnsent() throws Exception {
    session.ws.send("one");
    session.ws.send("two");
    session.settle();
    session.server.close();
    session.settle();

    assertThat(session.ends.get(0).unsentMessages()).isZero();
  }

  @Test
  void messagesOfABurstThatWereNotWrittenAreCounted() throws Exception {
    for (int i = 0; i < 20; i++) {
      session.ws.send("m");
    }
    session.client.reset();
    session.settle();
    int written = (int) (session.client.bytesWritten() / (2 + 4 + 1));

    assertThat(session.ends.get(0).unsentMessages()).isEqualTo(20 - written);
  }
}
