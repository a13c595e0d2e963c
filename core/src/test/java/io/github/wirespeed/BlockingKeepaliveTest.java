package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.Opening;
import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.transport.MemoryTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keepalive of blocking connections. The thread that keeps them is stepped by the test. */
@Timeout(30)
class BlockingKeepaliveTest {
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration LINGER = Duration.ofMillis(50);
  private static final int KEPT_MESSAGES = 64;

  private final SteppedLoop loop = new SteppedLoop();
  private Session session;

  BlockingKeepaliveTest() throws Exception {}

  @AfterEach
  void end() {
    if (session != null) {
      session.close();
    }
    loop.close();
  }

  private void open(Keepalive keepalive) throws Exception {
    open(MemoryTransport.DEFAULT_CAPACITY, keepalive);
  }

  private void open(int capacity, Keepalive keepalive) throws Exception {
    session = Session.kept(capacity, Session.options().keepalive(keepalive), loop);
  }

  private void advance(double seconds) throws IOException {
    loop.advance(Duration.ofNanos((long) (seconds * 1e9)));
  }

  private byte[] pingAfter(double seconds) throws Exception {
    loop.advance(Duration.ofNanos((long) (seconds * 1e9)).minus(MOMENT));
    assertThat(session.unread()).as("before its time").isZero();
    loop.advance(MOMENT);
    return ping();
  }

  private byte[] ping() throws IOException {
    assertThat(session.unread()).isPositive();
    assertThat(session.sent()).startsWith("PING ");
    assertThat(session.unread()).as("one ping").isZero();
    return session.payload();
  }

  private void pong(byte[] payload) throws IOException {
    session.serve(Session.frame(Session.PONG, payload));
  }

  // ---- while nobody receives ----

  @Test
  void itPingsAndReadsThePong() throws Exception {
    open(Keepalive.standard());
    for (int i = 1; i <= 3; i++) {
      pong(pingAfter(20));
      advance(0.25);
      assertThat(session.ws.roundTrips().count()).isEqualTo(i);
    }
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void thePeersPingsAreAnswered() throws Exception {
    open(Keepalive.off().staleAfter(Duration.ofHours(1)));
    session.serve(Session.frame(Session.PING, "a"));
    advance(0.25);
    assertThat(session.sent()).isEqualTo("PONG \"a\"");
    session.serve(Session.frame(Session.PING, "b"));
    advance(0.25);
    assertThat(session.sent()).isEqualTo("PONG \"b\"");
  }

  @Test
  void messagesAreKeptInTheirOrder() throws Exception {
    open(Keepalive.standard());
    session.serveText("1");
    advance(0.25);
    session.serve(Session.frame(Session.BINARY, "2"), Session.frame(0x01, "3, in two "));
    advance(0.25);
    session.serve(Session.frame(0x80, "parts"));
    assertThat(session.ws.receive()).isEqualTo(new Message.Text("1"));
    assertThat(session.ws.receiveView().bytes()).containsExactly('2');
    assertThat(session.ws.receive().text()).isEqualTo("3, in two parts");
    assertThatThrownBy(() -> session.ws.receive(Duration.ZERO))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void onlySoMuchIsKeptAndAFullInboxEndsNothing() throws Exception {
    open(Keepalive.standard().staleAfter(Duration.ofSeconds(30)));
    byte[][] frames = new byte[KEPT_MESSAGES + 1][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = Session.frame(Session.TEXT, "m" + i);
    }
    session.serve(frames);
    advance(0.25);
    int reads = session.wire.reads();
    session.serve(Session.frame(Session.PING, "not read"));
    for (int i = 0; i < 100; i++) {
      advance(50);
    }
    assertThat(session.wire.reads()).isEqualTo(reads);
    assertThat(session.ws.isOpen()).isTrue();
    assertThat(session.sent()).as("the way is kept open").startsWith("PING ");

    for (int i = 0; i < frames.length; i++) {
      assertThat(session.ws.receive().text()).isEqualTo("m" + i);
    }
    advance(10);
    advance(9.9);
    assertThat(session.ws.isOpen()).as("the time began anew").isTrue();
    String last;
    do {
      last = session.sent();
    } while (last.startsWith("PING "));
    assertThat(last).isEqualTo("PONG \"not read\"");
  }

  @Test
  void aDeadPeerEndsTheConnection() throws Exception {
    open(Keepalive.standard());
    pingAfter(20);
    advance(19.999);
    assertThat(session.ws.isOpen()).isTrue();
    advance(0.001);

    assertThat(session.ws.isOpen()).isFalse();
    assertThat(session.sent(2)).containsExactly("CLOSE 1011 keepalive time-out", "END");
    loop.advance(LINGER);
    assertThatThrownBy(session.ws::receive)
        .isInstanceOf(ConnectionClosedException.class)
        .hasCauseInstanceOf(KeepaliveException.class)
        .hasMessageContaining("no pong in 20 s after a ping, last received 40 s ago");
    assertThatThrownBy(() -> session.ws.send("late")).hasCauseInstanceOf(KeepaliveException.class);
    assertThat(session.client.isOpen()).as("the socket is released").isFalse();
    assertThat(loop.timers()).isZero();
  }

  @Test
  void whatWasCompleteIsReceivedBeforeTheEnd() throws Exception {
    open(Keepalive.standard());
    session.serveText("complete");
    advance(0.25);
    advance(20);
    advance(20);
    loop.advance(LINGER);

    assertThat(session.ws.receive().text()).isEqualTo("complete");
    assertThatThrownBy(session.ws::receive).hasCauseInstanceOf(KeepaliveException.class);
  }

  @Test
  void aProcessThatWasStoppedReadsBeforeItJudges() throws Exception {
    open(Keepalive.standard());
    pong(pingAfter(20));
    loop.advance(Duration.ofHours(1));

    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void thePeersCloseIsAnsweredAndTheSocketReleased() throws Exception {
    open(Keepalive.standard());
    session.serve(Session.frame(Session.TEXT, "first"), Session.closeFrame(1001, "restart"));
    advance(0.25);
    assertThat(session.sent()).isEqualTo("CLOSE 1001");
    loop.advance(LINGER);
    assertThat(session.sent()).isEqualTo("END");

    assertThat(session.ws.closeCode()).isEqualTo(1001);
    assertThat(session.ws.receive().text()).isEqualTo("first");
    assertThatThrownBy(session.ws::receive)
        .isInstanceOf(ConnectionClosedException.class)
        .hasMessageContaining("1001")
        .hasNoCause();
    assertThat(loop.timers()).isZero();
  }

  @Test
  void aViolationIsAnswered() throws Exception {
    open(Keepalive.standard());
    session.serve(Session.frame(Session.TEXT, "first"), Session.frame(0xF1, ""));
    advance(0.25);
    assertThat(session.sent()).startsWith("CLOSE 1002");
    loop.advance(LINGER);

    assertThat(session.ws.receive().text()).isEqualTo("first");
    assertThatThrownBy(session.ws::receive).hasCauseInstanceOf(ProtocolViolationException.class);
  }

  @Test
  void theEndOfTcpIsFoundOut() throws Exception {
    open(Keepalive.standard());
    session.server.close();
    advance(0.25);

    assertThat(session.ws.isOpen()).isFalse();
    assertThat(session.ws.closeCode()).isEqualTo(1006);
    assertThat(loop.timers()).isZero();
  }

  // ---- while somebody receives ----

  @Test
  void whoReceivesDoesTheReading() throws Exception {
    open(Keepalive.standard());
    Background<Message> received = Background.call(session.ws::receive).asleep();
    int reads = session.wire.reads();
    for (int i = 0; i < 20; i++) {
      advance(0.9);
    }
    received.asleep();
    assertThat(session.wire.reads()).as("the keeper only looks at the time").isEqualTo(reads);
    pong(pingAfter(2));
    session.untilRead();
    received.asleep();
    assertThat(session.ws.roundTrips().count()).isOne();
    session.serveText("m");

    assertThat(received.result().text()).isEqualTo("m");
  }

  @Test
  void whoReceivesIsToldOfTheEnd() throws Exception {
    open(Keepalive.standard());
    Background<Message> received = Background.call(session.ws::receive).asleep();
    advance(20);
    advance(20);
    advance(0.05); // a thread that reads is given a little more time
    assertThat(session.ws.isOpen()).isFalse();
    loop.advance(LINGER);

    ConnectionClosedException how = received.failure(ConnectionClosedException.class);
    assertThat(how).hasCauseInstanceOf(KeepaliveException.class);
    assertThat(how.sentCode()).isEqualTo(1011);
    assertThat(how.code()).isEqualTo(1006);
  }

  @Test
  void aViewThatIsStillLookedAtEndsNothing() throws Exception {
    open(Keepalive.standard().staleAfter(Duration.ofSeconds(30)));
    session.serveText("look");
    CountDownLatch looked = new CountDownLatch(1);
    Background<String> viewer =
        Background.call(
            () -> {
              MessageView view = session.ws.receiveView();
              looked.await();
              String text = view.text();
              assertThatThrownBy(() -> session.ws.receive(Duration.ZERO))
                  .isInstanceOf(SocketTimeoutException.class);
              return text;
            });
    viewer.asleep();
    for (int i = 0; i < 100; i++) {
      advance(50);
    }
    assertThat(session.ws.isOpen()).isTrue();
    looked.countDown();
    assertThat(viewer.result()).isEqualTo("look");

    advance(19.9);
    assertThat(session.ws.isOpen()).as("the time began anew").isTrue();
    advance(0.1);
    assertThat(session.ws.isOpen()).isFalse();
  }

  @Test
  void itReadsAheadOnlyAfterNobodyReceivedForAWhile() throws Exception {
    open(Keepalive.standard());
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> session.ws.receive(Duration.ZERO))
          .isInstanceOf(SocketTimeoutException.class);
      int reads = session.wire.reads();
      advance(1);
      assertThat(session.wire.reads()).as("left to the one who receives").isEqualTo(reads);
    }
    session.serve(Session.frame(Session.PING, ""));
    advance(2);
    advance(2);
    assertThat(session.sent()).isEqualTo("PONG \"\"");
  }

  // ---- while somebody sends ----

  @Test
  void itNeverWaitsForASenderAndEndsItWithTheConnection() throws Exception {
    open(64, Keepalive.standard());
    Session other = Session.kept(1024, Session.options().keepalive(Keepalive.standard()), loop);
    Background<Boolean> sending =
        Background.run(() -> session.ws.send("x".repeat(1000))).asleep(); // holds the lock
    advance(20);
    assertThat(other.sent()).as("nor are others late").startsWith("PING ");
    advance(20);
    advance(0.1);

    assertThat(sending.failure(ConnectionClosedException.class))
        .hasCauseInstanceOf(KeepaliveException.class);
    other.close();
  }

  @Test
  void aPingGoesOutBehindTheFrameThatIsBeingWritten() throws Exception {
    open(64, Keepalive.standard());
    Background<Boolean> sending = Background.run(() -> session.ws.send("x".repeat(100))).asleep();
    advance(20);
    assertThat(session.sent()).isEqualTo("TEXT 100 bytes");
    sending.result();

    assertThat(session.sent()).startsWith("PING ");
  }

  @Test
  void aPeerThatTakesBytesNowAndThenIsAlive() throws Exception {
    open(64, Keepalive.standard());
    Background<Boolean> sending = Background.run(() -> session.ws.send("x".repeat(2000))).asleep();
    advance(20);
    for (int i = 0; i < 10; i++) {
      advance(19);
      session.take(40);
      sending.asleep();
      while (session.client.pending() < 64) {
        Thread.onSpinWait(); // it writes into the room
      }
      sending.asleep();
      assertThat(session.ws.isOpen()).isTrue();
    }
    advance(20);
    assertThat(session.ws.isOpen()).isFalse();
  }

  // ---- messages that ask and answer ----

  @Test
  void answersAreKeptFromTheApplicationWhoeverReads() throws Exception {
    open(
        Keepalive.whenIdle(Duration.ofSeconds(20))
            .text("ping")
            .answeredBy("pong")
            .reply("hello?", "hello!"));
    advance(20);
    assertThat(session.sent()).isEqualTo("TEXT \"ping\"");
    session.serveText("pong");
    session.serveText("hello?");
    session.serveText("1");
    advance(0.25);
    assertThat(session.sent()).isEqualTo("TEXT \"hello!\"");
    session.serveText("pong");
    session.serveText("hello?");
    session.serveText("2");

    assertThat(session.ws.receive().text()).isEqualTo("1");
    assertThat(session.ws.receive().text()).isEqualTo("2");
    assertThat(session.sent()).isEqualTo("TEXT \"hello!\"");
    assertThat(session.ws.roundTrips().count()).isOne();
  }

  @Test
  void aPingMessageWaitsForTheEndOfAStreamedOne() throws Exception {
    open(Keepalive.periodic(Duration.ofSeconds(20)).text("ping").answeredBy("pong"));
    PipedOutputStream source = new PipedOutputStream();
    PipedInputStream streamed = new PipedInputStream(source, 1 << 20);
    Background<Boolean> sending = Background.run(() -> session.ws.send(streamed)).asleep();
    source.write(new byte[40_000]);
    source.flush();
    assertThat(session.sent()).startsWith("BINARY... ");
    sending.asleep();
    while (session.unread() > 0) {
      assertThat(session.sent()).startsWith("CONT... ");
    }
    advance(20);
    assertThat(session.unread()).isZero();
    source.close();

    assertThat(session.sent()).startsWith("CONT ");
    assertThat(session.sent()).isEqualTo("TEXT \"ping\"");
    sending.result();
  }

  @Test
  void aPingMessageIsDroppedWithAStreamThatFails() throws Exception {
    open(Keepalive.periodic(Duration.ofSeconds(20)).text("ping").answeredBy("pong"));
    CountDownLatch fail = new CountDownLatch(1);
    IOException mine = new IOException("mine");
    InputStream source =
        new InputStream() {
          private int left = 40_000;

          @Override
          public int read() throws IOException {
            if (left-- > 0) {
              return 'x';
            }
            try {
              fail.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            throw mine;
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            into[offset] = (byte) read();
            return 1;
          }
        };
    Background<Boolean> sending = Background.run(() -> session.ws.send(source));
    assertThat(session.sent()).startsWith("BINARY... ");
    sending.asleep();
    advance(20);
    fail.countDown();

    assertThat(sending.failure(IOException.class)).isSameAs(mine);
    assertThat(session.sent()).isEqualTo("CLOSE 1011 message source failed");
  }

  @Test
  void aTestThatThrowsEndsTheConnectionWith1011() throws Exception {
    IllegalStateException mine = new IllegalStateException("mine");
    open(
        Keepalive.off()
            .reply(
                m -> {
                  throw mine;
                },
                new Message.Text("never")));
    session.serveText("1");

    assertThatThrownBy(session.ws::receive)
        .isInstanceOf(ConnectionClosedException.class)
        .hasCause(mine);
    assertThat(session.sent()).isEqualTo("CLOSE 1011 message handler failed");
  }

  // ---- who is kept ----

  @Test
  void offAsksForNoLoop() throws Exception {
    session = Session.open(Session.options().keepalive(Keepalive.off()));
    session.serve(Session.frame(Session.PING, "nobody receives"));

    assertThat(session.unread()).isZero();
  }

  @Test
  void aConnectionThatIsClosedIsForgotten() throws Exception {
    open(Keepalive.standard());
    assertThat(loop.timers()).isOne();
    session.server.close();
    session.ws.close();
    loop.settle();

    assertThat(loop.timers()).isZero();
  }

  @Test
  void aConnectionThatNobodyHasAnyMoreIsForgotten() throws Exception {
    MemoryTransport.Pair pair = MemoryTransport.pair();
    HttpHead response = HttpHead.status("HTTP/1.1", 101, "Switching Protocols", List.of());
    leave(pair, response);
    for (int i = 0; i < 100 && loop.timers() > 0; i++) {
      System.gc();
      Thread.sleep(10);
      advance(1);
    }
    assertThat(loop.timers()).isZero();
    assertThat(pair.left().isOpen()).as("its socket is its owner's to close").isTrue();
    pair.left().close();
  }

  private void leave(MemoryTransport.Pair pair, HttpHead response) throws IOException {
    WebSocket forgotten =
        new WebSocket(
            new Opening.Upgraded(pair.left(), ByteBuffer.allocate(0), response, null, null),
            Session.options().keepalive(Keepalive.standard()),
            loop::loop);
    loop.settle();
    assertThat(forgotten.isOpen()).isTrue();
    assertThat(loop.timers()).isOne();
  }

  @Test
  void closingWaitsForThePeerAsWithoutIt() throws Exception {
    open(Keepalive.standard());
    Background<Boolean> closing = Background.run(session.ws::close).asleep();
    assertThat(session.sent()).isEqualTo("CLOSE 1000");
    advance(100);
    closing.asleep();
    session.serveClose(1000, "");
    session.server.shutdownOutput();

    closing.result();
    assertThat(session.ws.closeCode()).isEqualTo(1000);
    loop.settle();
    assertThat(loop.timers()).isZero();
  }
}
