package io.github.wirespeed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a send puts on the wire. */
@Timeout(30)
class WebSocketSendTest {
  private Session session = Session.open();

  @AfterEach
  void end() {
    session.close();
  }

  private void fragmentsOf(int size) {
    session.close();
    session = Session.open(Session.options().fragmentSize(size));
  }

  @Test
  void textLeavesAsOneFrameAndNothingElse() throws Exception {
    session.ws.send("hello");

    assertThat(session.client.bytesWritten()).isEqualTo(2 + 4 + 5);
    assertThat(session.sent()).isEqualTo("TEXT \"hello\"");
    assertThat(session.unread()).isZero();
  }

  @Test
  void textOfCharactersOfEveryLengthLeavesAsUtf8() throws Exception {
    session.ws.send("aé€😀");

    assertThat(session.sent()).isEqualTo("TEXT \"aé€😀\"");
    assertThat(session.payload()).hasSize(1 + 2 + 3 + 4);
  }

  @Test
  void emptyTextAndEmptyBinaryAreMessages() throws Exception {
    session.ws.send("");
    session.ws.send(new byte[0]);

    assertThat(session.sent(2)).containsExactly("TEXT \"\"", "BINARY \"\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 100, 1023, 1024, 5000})
  void textWithALoneSurrogateIsRefusedBeforeAnyByteOfIt(int before) throws Exception {
    fragmentsOf(125);
    String text = "x".repeat(before) + '\uD800' + "y";

    assertThatThrownBy(() -> session.ws.send(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+D800")
        .hasMessageContaining("index " + before);
    assertThat(session.client.bytesWritten()).isZero();

    session.ws.send("still usable");
    assertThat(session.sent()).isEqualTo("TEXT \"still usable\"");
  }

  @Test
  void bytesLeaveAsTheyAreAndStayAsTheyAre() throws Exception {
    byte[] bytes = {0, 1, (byte) 0xFF};

    session.ws.send(bytes);

    assertThat(session.sent()).isEqualTo("BINARY 0001FF");
    assertThat(bytes).containsExactly(0, 1, 0xFF);
  }

  @Test
  void ofABufferWhatLiesBetweenPositionAndLimitIsSent() throws Exception {
    byte[] array = Session.pattern(300);
    ByteBuffer payload = ByteBuffer.wrap(array).position(7).limit(207);

    session.ws.send(payload);

    session.sent();
    assertThat(session.payload()).isEqualTo(Arrays.copyOfRange(array, 7, 207));
    assertThat(payload.position()).isEqualTo(207);
    assertThat(payload.limit()).isEqualTo(207);
    assertThat(array).isEqualTo(Session.pattern(300));
  }

  @Test
  void directAndReadOnlyBuffersAreSentAlike() throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(100).put(Session.pattern(100)).flip();

    session.ws.send(direct);
    session.sent();
    assertThat(session.payload()).isEqualTo(Session.pattern(100));

    session.ws.send(ByteBuffer.wrap(Session.pattern(100)).asReadOnlyBuffer());
    session.sent();
    assertThat(session.payload()).isEqualTo(Session.pattern(100));
    assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(Session.pattern(100)));
  }

  @Test
  void nullIsRefusedBeforeAnyByte() {
    assertThatThrownBy(() -> session.ws.send((String) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> session.ws.send((byte[]) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> session.ws.send((ByteBuffer) null))
        .isInstanceOf(NullPointerException.class);
    assertThat(session.client.bytesWritten()).isZero();
  }

  @Test
  void everyFrameHasAMaskingKeyOfItsOwn() throws Exception {
    Set<Integer> keys = new HashSet<>();
    for (int i = 0; i < 600; i++) { // more than one block of keys
      session.ws.send("");
      session.sent();
      keys.add(session.key());
    }
    // By chance two of 600 are equal once in 24,000 runs, four never.
    assertThat(keys).hasSizeGreaterThan(596);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 124, 125})
  void aMessageOfAtMostAFragmentIsOneFrame(int length) throws Exception {
    fragmentsOf(125);

    session.ws.send(Session.pattern(length));

    assertThat(session.sent()).startsWith("BINARY ");
    assertThat(session.payload()).isEqualTo(Session.pattern(length));
    assertThat(session.unread()).isZero();
  }

  @Test
  void aLongerMessageLeavesAsFullFragmentsWithoutAnEmptyLastOne() throws Exception {
    fragmentsOf(125);

    session.ws.send(Session.pattern(126));
    session.ws.send(Session.pattern(250));
    session.ws.send(Session.pattern(251));

    assertThat(session.sent(2)).containsExactly("BINARY... 125 bytes", "CONT \"}\"");
    assertThat(session.sent(2)).containsExactly("BINARY... 125 bytes", "CONT 125 bytes");
    assertThat(session.sent(3))
        .containsExactly("BINARY... 125 bytes", "CONT... 125 bytes", "CONT FA");
    assertThat(session.unread()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "€", "😀", "ab€", "x😀"})
  void longTextIsWholeAfterItsFragmentsAreJoined(String unit) throws Exception {
    fragmentsOf(125);
    String text = unit.repeat(700);

    session.ws.send(text);

    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    String frame = session.sent();
    assertThat(frame).startsWith("TEXT... ");
    while (frame.contains("...")) {
      assertThat(session.payload()).hasSizeBetween(1, 125);
      joined.writeBytes(session.payload());
      frame = session.sent();
      assertThat(frame).startsWith("CONT");
    }
    joined.writeBytes(session.payload());
    assertThat(joined.toString(UTF_8)).isEqualTo(text);
    assertThat(session.unread()).isZero();
  }

  @Test
  void aPongOfTheUsersIsSentAsItIs() throws Exception {
    session.ws.pong(ByteBuffer.wrap(new byte[] {1, 2}));
    session.ws.pong(ByteBuffer.allocate(125));

    assertThat(session.sent(2)).containsExactly("PONG 0102", "PONG 125 bytes");
  }

  @Test
  void aPongThatIsTooLongIsRefusedBeforeAnyByte() throws Exception {
    assertThatThrownBy(() -> session.ws.pong(ByteBuffer.allocate(126)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("126");
    assertThat(session.client.bytesWritten()).isZero();
    assertThat(session.ws.isOpen()).isTrue();
  }

  @Test
  void messagesOfManyThreadsDoNotMix() throws Exception {
    session.close();
    session = Session.open(256, Session.options().fragmentSize(125));
    int threads = 4;
    int each = 50;
    List<Background<Boolean>> senders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      String letter = String.valueOf((char) ('a' + t));
      senders.add(
          Background.run(
              () -> {
                for (int i = 0; i < each; i++) {
                  session.ws.send(letter.repeat(300 + i));
                }
              }));
    }
    Map<Character, Integer> next = new HashMap<>();
    for (int i = 0; i < threads * each; i++) {
      String message = message();
      char letter = message.charAt(0);
      int index = next.merge(letter, 1, Integer::sum) - 1;
      assertThat(message).isEqualTo(String.valueOf(letter).repeat(300 + index));
    }
    for (Background<Boolean> sender : senders) {
      sender.result();
    }
    assertThat(next).hasSize(threads);
  }

  private String message() throws IOException {
    StringBuilder joined = new StringBuilder();
    String frame;
    do {
      frame = session.sent();
      assertThat(frame).startsWith(joined.isEmpty() ? "TEXT" : "CONT");
      joined.append(new String(session.payload(), UTF_8));
    } while (frame.contains("..."));
    return joined.toString();
  }
}
