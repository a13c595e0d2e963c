package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Any order of what the user, the server and the loop may do. The model: messages are numbered, and
 * come and go in the order of their numbers.
 */
class AsyncProperties {
  private static final int STEPS = 300;

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void nothingIsLostDoubledOrReordered(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    WebSocketOptions options =
        LoopSession.options()
            .mailbox(1 + random.nextInt(random.nextBoolean() ? 3 : 64))
            .inbox(1 + random.nextInt(random.nextBoolean() ? 3 : 64), 1 + random.nextInt(3000))
            .fragmentSize(125 + random.nextInt(300));
    try (Run run = new Run(random, 20 + random.nextInt(2000), options)) {
      for (int i = 0; i < STEPS; i++) {
        run.step();
      }
      run.finish();
    }
  }

  /** One sequence of operations, and what it must come to. */
  private static final class Run implements AutoCloseable {
    private final Random random;
    private final LoopSession<AsyncWebSocket> session;

    // What the server sends: bytes that the network has not taken yet, and numbers.
    private ByteBuffer toServe = ByteBuffer.allocate(0);
    private int served;

    // Receives that are not accounted for yet, in their order, and the number that is due.
    private final Deque<Stage<Message>> receives = new ArrayDeque<>();
    private int received;

    // What the user has sent: the numbers that were accepted, or may be.
    private final List<Integer> sent = new ArrayList<>();
    private final List<Stage<Void>> sends = new ArrayList<>();
    private final List<Stage<Void>> batches = new ArrayList<>();
    private int inBatches;
    private int tried;
    private int next;
    private final List<Integer> arrived = new ArrayList<>();
    private ByteBuffer partial = ByteBuffer.allocate(0);

    Run(Random random, int capacity, WebSocketOptions options) throws Exception {
      this.random = random;
      this.session = LoopSession.async(capacity, options);
      session.client.split(random.nextLong());
    }

    void step() throws Exception {
      switch (random.nextInt(12)) {
        case 0, 1 -> serveAnother();
        case 2 -> push();
        case 3, 4 -> receives.add(session.ws.receive());
        case 5 -> cancelOne();
        case 6 -> send();
        case 7 -> trySend();
        case 8 -> sendAll();
        case 9 -> take(1 + random.nextInt(500));
        case 10 -> session.turn();
        default -> session.advance(Duration.ofMillis(random.nextInt(100)));
      }
      account();
    }

    /** The server has one more message for the network, in one frame or three, and pings. */
    private void serveAnother() throws Exception {
      byte[] text = message(served++, random.nextInt(random.nextInt(10) == 0 ? 2000 : 50));
      byte[] ping = random.nextInt(4) == 0 ? Session.frame(Session.PING, "p") : new byte[0];
      byte[] frames;
      if (random.nextBoolean()) {
        frames = Session.concat(ping, Session.frame(Session.BINARY, text));
      } else {
        int cut = random.nextInt(text.length + 1);
        frames =
            Session.concat(
                Session.frame(0x02, Arrays.copyOf(text, cut)),
                ping,
                Session.frame(0x00, ""),
                Session.frame(0x80, Arrays.copyOfRange(text, cut, text.length)));
      }
      byte[] left = new byte[toServe.remaining()];
      toServe.get(left);
      toServe = ByteBuffer.wrap(Session.concat(left, frames));
      push();
    }

    /** The network takes a part of what is to be served. */
    private void push() throws Exception {
      int limit = toServe.limit();
      toServe.limit(toServe.position() + random.nextInt(toServe.remaining() + 1));
      session.server.write(toServe);
      toServe.limit(limit);
    }

    private static byte[] message(int number, int length) {
      byte[] bytes = new byte[4 + length];
      ByteBuffer.wrap(bytes).putInt(number);
      Arrays.fill(bytes, 4, bytes.length, (byte) number);
      return bytes;
    }

    private static int number(byte[] bytes) {
      int number = ByteBuffer.wrap(bytes).getInt();
      assertThat(bytes).isEqualTo(message(number, bytes.length - 4));
      return number;
    }

    private void cancelOne() {
      if (receives.isEmpty()) {
        return;
      }
      List<Stage<Message>> all = new ArrayList<>(receives);
      Stage<Message> one = all.get(random.nextInt(all.size()));
      boolean gone =
          random.nextBoolean()
              ? one.cancel()
              : one.toCompletableFuture().cancel(random.nextBoolean());
      assertThat(gone).isEqualTo(one.isCancelled());
    }

    /** Receives are answered in order: whatever is done is the next message, or was cancelled. */
    private void account() {
      boolean waiting = false;
      List<Stage<Message>> left = new ArrayList<>();
      for (Stage<Message> receive : receives) {
        if (LoopSession.waits(receive)) {
          waiting = true;
          left.add(receive);
        } else if (!receive.isCancelled()) {
          assertThat(waiting).as("answered before an earlier one").isFalse();
          assertThat(number(LoopSession.value(receive).bytes())).isEqualTo(received++);
        }
      }
      receives.clear();
      receives.addAll(left);
    }

    private byte[] another() {
      return message(next, random.nextInt(random.nextInt(10) == 0 ? 3000 : 60));
    }

    private void send() {
      sends.add(session.ws.send(another()));
      sent.add(next++);
    }

    private void trySend() {
      ByteBuffer payload = ByteBuffer.wrap(another());
      if (session.ws.trySend(payload)) {
        assertThat(payload.hasRemaining()).isFalse();
        sent.add(next++);
        tried++;
      } else {
        assertThat(payload.position()).isZero();
      }
    }

    private void sendAll() {
      List<Message> messages = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        messages.add(new Message.Binary(another()));
        sent.add(next++);
      }
      inBatches += messages.size();
      batches.add(session.ws.sendAll(messages));
    }

    /** The server reads some bytes; what is complete of it is in order. */
    private void take(int most) throws Exception {
      session.take(most);
      for (String frame = session.nextSent(); frame != null; frame = session.nextSent()) {
        if (frame.startsWith("PONG")) {
          assertThat(frame).isEqualTo("PONG \"p\"");
          continue;
        }
        assertThat(frame).matches("(BINARY|CONT).*");
        byte[] soFar = new byte[partial.remaining()];
        partial.get(soFar);
        byte[] whole = Session.concat(soFar, session.payload());
        if (frame.startsWith("BINARY...") || frame.startsWith("CONT...")) {
          partial = ByteBuffer.wrap(whole);
        } else {
          partial = ByteBuffer.allocate(0);
          arrived.add(number(whole));
          assertThat(arrived.get(arrived.size() - 1)).isEqualTo(sent.get(arrived.size() - 1));
        }
      }
    }

    /** All that is under way arrives; or the network fails, and is accounted for. */
    void finish() throws Exception {
      if (random.nextInt(3) == 0) {
        breakDown();
        return;
      }
      for (int i = 0; i < 100_000 && unfinished(); i++) {
        session.server.write(toServe);
        session.advance(Duration.ofMillis(1));
        take(1 << 20);
        if (received < served && receives.isEmpty()) {
          receives.add(session.ws.receive());
        }
        account();
      }
      assertThat(received).as("received").isEqualTo(served);
      assertThat(arrived).as("sent").isEqualTo(sent);
      sends.addAll(batches);
      assertThat(sends).allMatch(send -> !LoopSession.waits(send) && send.failure() == null);
      assertThat(session.ws.isOpen()).isTrue();
    }

    private boolean unfinished() {
      return received < served || arrived.size() < sent.size() || toServe.hasRemaining();
    }

    private void breakDown() throws Exception {
      take(Integer.MAX_VALUE); // all that the network has taken
      session.server.reset();
      for (int i = 0; i < 10; i++) {
        session.advance(Duration.ofSeconds(1));
        accountForTheEnd();
      }
      int kept = 0;
      while (true) {
        Stage<Message> left = session.ws.receive();
        if (left.failure() != null) {
          break;
        }
        assertThat(number(LoopSession.value(left).bytes())).isEqualTo(received++);
        kept++;
        session.advance(Duration.ofSeconds(1));
      }
      assertThat(kept).isLessThanOrEqualTo(64);
      session.advance(Duration.ofSeconds(10));
      assertThat(session.ends).hasSize(1);
      assertThat(received).isLessThanOrEqualTo(served);
      everySendIsAccountedFor(session.ends.get(0));
    }

    /** Accepted messages have reached the network, or are counted; the others know why. */
    private void everySendIsAccountedFor(ConnectionClosedException how) {
      int accepted = tried + inBatches;
      for (Stage<Void> send : sends) {
        assertThat(LoopSession.waits(send)).isFalse();
        assertThat(send.failure()).isIn(null, how);
        accepted += send.failure() == null ? 1 : 0;
      }
      assertThat(batches).noneMatch(LoopSession::waits);
      if (batches.stream().allMatch(batch -> batch.failure() == null)) {
        assertThat(how.unsentMessages()).isEqualTo(accepted - arrived.size());
      }
    }

    /** As {@link #account}, where receives may have failed. */
    private void accountForTheEnd() {
      receives.removeIf(receive -> receive.failure() instanceof ConnectionClosedException);
      account();
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
