package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message of an async connection costs the heap in the steady state. */
@Timeout(60)
class AsyncAllocationTest {
  private static final int CAPACITY = 4 << 20;
  private static final int COUNT = 1000;

  /** As for the blocking client: {@link AllocationTest}. */
  private static final int OWNED_OVERHEAD = 64;

  /** What happens once per round (a burst, a select), spread over its messages; and keys. */
  private static final double NEXT_TO_NOTHING = 1.0;

  private final Allocation allocation = new Allocation();

  private static void serve(LoopSession<?> session, byte[] frame, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertThat(session.server.write(ByteBuffer.wrap(frame))).isEqualTo(frame.length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 256, 4000})
  void aSentBufferCostsNothing(int size) throws Exception {
    ByteBuffer payload = ByteBuffer.allocateDirect(size);
    ByteBuffer sink = ByteBuffer.allocate(CAPACITY + (64 << 10));
    try (LoopSession<AsyncWebSocket> session =
        LoopSession.async(2 * CAPACITY, LoopSession.options())) {
      double perMessage =
          allocation.perMessage(
              COUNT,
              () -> {},
              () -> session.ws.send(payload.clear()),
              () -> {
                session.settle();
                assertThat(session.server.read(sink.clear())).isGreaterThan(COUNT * size);
              });

      assertThat(perMessage).isLessThan(NEXT_TO_NOTHING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é€"})
  void aSentTextCostsNothing(String unit) throws Exception {
    String text = unit.repeat(200);
    ByteBuffer sink = ByteBuffer.allocate(CAPACITY);
    try (LoopSession<AsyncWebSocket> session = LoopSession.async(CAPACITY, LoopSession.options())) {
      double perMessage =
          allocation.perMessage(
              COUNT,
              () -> {},
              () -> session.ws.send(text),
              () -> {
                session.settle();
                assertThat(session.server.read(sink.clear())).isGreaterThan(COUNT * 200);
              });

      assertThat(perMessage).isLessThan(NEXT_TO_NOTHING);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 256, 4000})
  void anOwnedBinaryMessageCostsItsBytesAndLittleMore(int size) throws Exception {
    byte[] frame = Session.frame(Session.BINARY, new byte[size]);
    Message[] kept = new Message[1];
    try (LoopSession<AsyncWebSocket> session =
        LoopSession.async(2 * CAPACITY, LoopSession.options())) {
      double perMessage =
          allocation.perMessage(
              COUNT,
              () -> serve(session, frame, COUNT),
              () -> kept[0] = session.ws.receive().join(),
              () -> {});

      assertThat(kept[0].bytes()).hasSize(size);
      assertThat(perMessage).isBetween((double) size, (double) size + OWNED_OVERHEAD);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 256, 4000})
  void aViewCostsNothing(int size) throws Exception {
    byte[] frame = Session.frame(Session.TEXT, "a".repeat(size));
    int[] seen = new int[1];
    boolean[] last = new boolean[1];
    MessageHandler handler =
        (connection, view) -> {
          last[0] = view.isLastInBatch();
          if (view.isText() && view.isAscii() && view.payload().remaining() == size) {
            seen[0]++;
          }
        };
    try (LoopSession<HandledConnection> session =
        LoopSession.handled(2 * CAPACITY, handler, LoopSession.options())) {
      double perRound =
          allocation.perRound(
              () -> {
                serve(session, frame, COUNT);
                seen[0] = 0;
              },
              () -> {
                while (seen[0] < COUNT) {
                  session.turn();
                }
              },
              () -> assertThat(last[0]).isTrue());

      assertThat(perRound / COUNT).isLessThan(NEXT_TO_NOTHING);
    }
  }

  @Test
  void anEchoByAHandlerCostsNothing() throws Exception {
    byte[] frame = Session.frame(Session.BINARY, new byte[100]);
    ByteBuffer sink = ByteBuffer.allocate(CAPACITY);
    int[] seen = new int[1];
    MessageHandler handler =
        (connection, view) -> {
          seen[0]++;
          connection.send(view.payload());
        };
    try (LoopSession<HandledConnection> session =
        LoopSession.handled(CAPACITY, handler, LoopSession.options())) {
      double perRound =
          allocation.perRound(
              () -> {
                serve(session, frame, COUNT);
                seen[0] = 0;
              },
              () -> {
                while (seen[0] < COUNT) {
                  session.turn();
                }
              },
              () -> assertThat(session.server.read(sink.clear())).isEqualTo(COUNT * 106));

      assertThat(perRound / COUNT).isLessThan(NEXT_TO_NOTHING);
    }
  }

  @Test
  void anOperationOnAnEndedConnectionCostsNothing() throws Exception {
    ByteBuffer payload = ByteBuffer.allocate(10);
    Throwable[] seen = new Throwable[1];
    try (LoopSession<AsyncWebSocket> session = LoopSession.async()) {
      session.serveEnd(1000);
      ConnectionClosedException how = session.ends.get(0);
      for (Allocation.Step operation :
          new Allocation.Step[] {
            () -> seen[0] = session.ws.send("text").failure(),
            () -> seen[0] = session.ws.send(payload).failure(),
            () -> seen[0] = session.ws.receive().failure(),
            () -> seen[0] = session.ws.ping().failure(),
            () -> seen[0] = session.ws.pong(payload).failure(),
            () -> seen[0] = session.ws.trySend(payload) ? null : how
          }) {
        seen[0] = null;
        assertThat(allocation.perMessage(COUNT, () -> {}, operation, () -> {})).isZero();
        assertThat(seen[0]).isSameAs(how);
      }
    }
  }
}
