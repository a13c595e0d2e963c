package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a view says of the message that it shows. */
@Timeout(30)
class MessageViewTest {
  private final Recorder handler = new Recorder();
  private final LoopSession<HandledConnection> session =
      LoopSession.handled(1 << 20, handler, LoopSession.options());

  MessageViewTest() throws Exception {}

  @AfterEach
  void end() {
    session.close();
  }

  /** Has the next message looked at, and fails if none is. */
  private void looked(byte[] frames, Recorder.Reaction<MessageView> look) throws Exception {
    List<Throwable> failures = new ArrayList<>();
    int before = handler.events.size();
    handler.onMessage =
        (connection, message) -> {
          try {
            look.to(connection, message);
          } catch (Throwable t) {
            failures.add(t);
          }
        };
    session.serve(frames);
    session.settle();
    assertThat(handler.events.size()).isGreaterThan(before);
    for (Throwable failure : failures) {
      throw new AssertionError(failure);
    }
  }

  /** Which messages were the last of their batch. */
  private List<String> batches() {
    List<String> batches = new ArrayList<>();
    handler.onMessage =
        (connection, message) ->
            batches.add(message.text() + (message.isLastInBatch() ? " last" : ""));
    return batches;
  }

  // ---- the bytes ----

  @Test
  void theBytesAreThere() throws Exception {
    byte[] payload = Session.pattern(300);
    looked(
        Session.frame(Session.BINARY, payload),
        (connection, view) -> {
          assertThat(view.isText()).isFalse();
          assertThat(view.isAscii()).isFalse();
          assertThat(view.size()).isEqualTo(300);
          assertThat(view.byteAt(0)).isEqualTo(payload[0]);
          assertThat(view.byteAt(299)).isEqualTo(payload[299]);
          assertThat(view.bytes()).isEqualTo(payload);
          assertThat(view.toMessage()).isEqualTo(new Message.Binary(payload));
          byte[] target = new byte[305];
          assertThat(view.copyTo(target, 5)).isEqualTo(300);
          assertThat(Arrays.copyOfRange(target, 5, 305)).isEqualTo(payload);
          assertThat(view.contentEquals("x")).isFalse();
          assertThatThrownBy(view::text)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("300 bytes");
        });
  }

  @Test
  void whatIsOutOfThePayloadIsRefusedThoughTheBufferGoesOn() throws Exception {
    byte[] frames =
        Session.concat(Session.frame(Session.TEXT, "abc"), Session.frame(Session.TEXT, "def"));
    looked(
        frames,
        (connection, view) -> {
          assertThatThrownBy(() -> view.byteAt(3)).isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> view.byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> view.copyTo(new byte[4], 2))
              .isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> view.copyTo(new byte[4], -1))
              .isInstanceOf(IndexOutOfBoundsException.class);
        });
  }

  @Test
  void thePayloadIsReadOnlyAndEachCallSetsItAnew() throws Exception {
    looked(
        Session.frame(Session.TEXT, "abc"),
        (connection, view) -> {
          ByteBuffer payload = view.payload();
          assertThat(payload.remaining()).isEqualTo(3);
          assertThat(payload.isReadOnly()).isTrue();
          assertThatThrownBy(() -> payload.put(payload.position(), (byte) 0))
              .isInstanceOf(ReadOnlyBufferException.class);
          payload.position(payload.limit());
          assertThat(view.size()).isEqualTo(3);
          assertThat(view.payload().remaining()).isEqualTo(3);
          assertThat(view.text()).isEqualTo("abc");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "abc, true",
    "~\u007F, true",
    "\u0080, false",
    "grüß, false",
    "😀, false"
  })
  void textIsAsciiIfAllOfItsCharactersAre(String text, boolean ascii) throws Exception {
    looked(
        Session.frame(Session.TEXT, text),
        (connection, view) -> {
          assertThat(view.isText()).isTrue();
          assertThat(view.isAscii()).isEqualTo(ascii);
          assertThat(view.text()).isEqualTo(text);
          assertThat(view.size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        });
  }

  @Test
  void asciiIsOfTheMessageAndNotOfTheOneBefore() throws Exception {
    List<Boolean> ascii = new ArrayList<>();
    looked(
        Session.concat(
            Session.frame(Session.TEXT, "grüß"),
            Session.frame(Session.TEXT, "plain"),
            Session.frame(0x01, "gr"),
            Session.frame(0x80, "üß"),
            Session.frame(0x01, "pl"),
            Session.frame(0x80, "ain")),
        (connection, view) -> ascii.add(view.isAscii()));

    assertThat(ascii).containsExactly(false, true, false, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "grüß", "😀 and €"})
  void contentIsComparedByCharacters(String text) throws Exception {
    looked(
        Session.frame(Session.TEXT, text),
        (connection, view) -> {
          assertThat(view.contentEquals(text)).isTrue();
          assertThat(view.contentEquals(CharBuffer.wrap(text))).isTrue();
          assertThat(view.contentEquals(text + "x")).isFalse();
          assertThat(view.contentEquals("x" + text)).isFalse();
          if (!text.isEmpty()) {
            assertThat(view.contentEquals(text.substring(1))).isFalse();
            assertThat(view.contentEquals("\u20AC" + text.substring(1))).isFalse();
          }
        });
  }

  @Test
  void everythingIsOfTheGatheredMessageToo() throws Exception {
    byte[] payload = Session.pattern(400_000);
    looked(
        Session.concat(
            Session.frame(0x02, Arrays.copyOf(payload, 300_000)),
            Session.frame(0x80, Arrays.copyOfRange(payload, 300_000, 400_000))),
        (connection, view) -> {
          assertThat(view.size()).isEqualTo(400_000);
          assertThat(view.byteAt(399_999)).isEqualTo(payload[399_999]);
          assertThat(view.bytes()).isEqualTo(payload);
          assertThat(view.payload().remaining()).isEqualTo(400_000);
        });
  }

  @Test
  void theTimeIsThatOfTheReadOfItsLastByte() throws Exception {
    List<Long> times = new ArrayList<>();
    handler.onMessage = (connection, view) -> times.add(view.readNanoTime());
    byte[] frame = Session.frame(Session.TEXT, "hello");
    session.serve(Arrays.copyOf(frame, 3));
    session.settle();
    long between = System.nanoTime();
    session.serve(Arrays.copyOfRange(frame, 3, 7), frame);
    session.settle();
    long after = System.nanoTime();

    assertThat(times).hasSize(2);
    assertThat(times.get(0)).isBetween(between, after);
    assertThat(times.get(1)).as("of one read").isEqualTo(times.get(0));
  }

  // ---- the last of a batch ----

  @Test
  void onlyTheLastOfABatchIsTheLast() throws Exception {
    List<String> batches = batches();
    session.serveText("1", "2", "3");
    session.settle();
    session.serveText("4");
    session.settle();

    assertThat(batches).containsExactly("1", "2", "3 last", "4 last");
  }

  @Test
  void anIncompleteMessageBehindDoesNotCount() throws Exception {
    List<String> batches = batches();
    byte[] third = Session.frame(Session.TEXT, "three");
    for (int cut = 0; cut < third.length; cut++) {
      session.serveText("1", "2");
      session.serve(Arrays.copyOf(third, cut));
      session.settle();
      session.serve(Arrays.copyOfRange(third, cut, third.length));
      session.settle();
      assertThat(batches).as("cut at %d", cut).containsExactly("1", "2 last", "three last");
      batches.clear();
    }
  }

  @Test
  void controlFramesBehindDoNotCountAndHideNothing() throws Exception {
    List<String> batches = batches();
    session.serveText("1");
    session.servePing("p");
    session.serve(Session.frame(Session.PONG, ""));
    session.serveText("2");
    session.servePing("q");
    session.settle();

    assertThat(batches).containsExactly("1", "2 last");
    assertThat(session.sent()).containsExactly("PONG \"p\"", "PONG \"q\"");
  }

  @Test
  void aFragmentedMessageBehindCountsWhenItsLastFragmentIsThere() throws Exception {
    List<String> batches = batches();
    session.serveText("1");
    session.serve(Session.frame(0x01, "2"), Session.frame(0x00, "2"));
    session.settle();
    assertThat(batches).containsExactly("1 last");
    session.serve(Session.frame(0x80, "2"));
    session.serveText("3");
    session.serve(
        Session.frame(0x01, "4"), Session.frame(Session.PING, ""), Session.frame(0x80, "4"));
    session.settle();

    assertThat(batches).containsExactly("1 last", "222", "3", "44 last");
  }

  @Test
  void lengthsOfEveryFormAreSeenThrough() throws Exception {
    List<String> batches = batches();
    session.serveText("1", "2".repeat(125), "3".repeat(126), "4".repeat(2000), "5");
    session.settle();

    assertThat(batches)
        .containsExactly("1", "2".repeat(125), "3".repeat(126), "4".repeat(2000), "5 last");
  }

  @Test
  void aSplitDeliveryHasBatchesOfItsOwn() throws Exception {
    List<String> batches = batches();
    session.client.maxChunk(6); // two messages of three bytes
    session.serveText("1", "2", "3", "4", "5");
    session.settle();

    assertThat(batches).containsExactly("1", "2 last", "3", "4 last", "5 last");
  }

  @Test
  void aCloseBehindIsNotAMessage() throws Exception {
    List<String> batches = batches();
    session.serveText("1");
    session.serveClose(1000, "");
    session.settle();

    assertThat(batches).containsExactly("1 last");
  }

  @Test
  void whatASendAtTheEndOfABatchWritesIsOneWrite() throws Exception {
    handler.onMessage =
        (connection, message) -> {
          if (message.isLastInBatch()) {
            connection.send("seen");
          }
        };
    session.serveText("1", "2", "3");
    session.settle();

    assertThat(session.sent()).containsExactly("TEXT \"seen\"");
    assertThat(session.wire.writes()).isEqualTo(1);
  }
}
