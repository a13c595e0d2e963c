package io.github.wirespeed.protocol;

import static io.github.wirespeed.protocol.CloseHandshake.State.CLOSED;
import static io.github.wirespeed.protocol.CloseHandshake.State.ENDED;
import static io.github.wirespeed.protocol.CloseHandshake.State.FAILED;
import static io.github.wirespeed.protocol.CloseHandshake.State.LOCAL_CLOSING;
import static io.github.wirespeed.protocol.CloseHandshake.State.OPEN;
import static io.github.wirespeed.protocol.CloseHandshake.State.REMOTE_CLOSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.wirespeed.protocol.CloseHandshake.State;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseHandshakeTest {
  private static final CloseStatus OURS = new CloseStatus(1000, "ours");
  private static final CloseStatus THEIRS = new CloseStatus(1001, "theirs");
  private static final CloseStatus LATE = new CloseStatus(4000, "late");

  /** "srfe" is to send, receive, fail and end, in this order, from the start. */
  private static CloseHandshake after(String events) {
    CloseHandshake handshake = CloseHandshake.OPEN;
    for (int i = 0; i < events.length(); i++) {
      handshake = step(handshake, events.charAt(i), OURS, THEIRS);
    }
    return handshake;
  }

  private static CloseHandshake step(
      CloseHandshake handshake, char event, CloseStatus sent, CloseStatus received) {
    return switch (event) {
      case 's' -> handshake.send(sent);
      case 'r' -> handshake.receive(received);
      case 'f' -> handshake.fail();
      case 'e' -> handshake.end();
      default -> throw new IllegalArgumentException("event " + event);
    };
  }

  // Every way to every state, each with what the four events lead to; '' is no event at all.
  @ParameterizedTest
  @CsvSource({
    "'',  OPEN,           LOCAL_CLOSING, REMOTE_CLOSING, FAILED,         ENDED",
    "s,   LOCAL_CLOSING,  LOCAL_CLOSING, CLOSED,         FAILED,         ENDED",
    "r,   REMOTE_CLOSING, CLOSED,        REMOTE_CLOSING, REMOTE_CLOSING, ENDED",
    "sr,  CLOSED,         CLOSED,        CLOSED,         CLOSED,         ENDED",
    "rs,  CLOSED,         CLOSED,        CLOSED,         CLOSED,         ENDED",
    "f,   FAILED,         FAILED,        FAILED,         FAILED,         ENDED",
    "fs,  FAILED,         FAILED,        FAILED,         FAILED,         ENDED",
    "sf,  FAILED,         FAILED,        FAILED,         FAILED,         ENDED",
    "e,   ENDED,          ENDED,         ENDED,          ENDED,          ENDED",
    "se,  ENDED,          ENDED,         ENDED,          ENDED,          ENDED",
    "re,  ENDED,          ENDED,         ENDED,          ENDED,          ENDED",
    "sre, ENDED,          ENDED,         ENDED,          ENDED,          ENDED",
    "rse, ENDED,          ENDED,         ENDED,          ENDED,          ENDED",
    "fe,  ENDED,          ENDED,         ENDED,          ENDED,          ENDED",
    "fse, ENDED,          ENDED,         ENDED,          ENDED,          ENDED",
    "sfe, ENDED,          ENDED,         ENDED,          ENDED,          ENDED"
  })
  void everyEventLeadsWhereTheTableSays(
      String events, State state, State sent, State received, State failed, State ended) {
    CloseHandshake handshake = after(events);
    assertThat(handshake.state()).isEqualTo(state);
    assertThat(handshake.send(LATE).state()).isEqualTo(sent);
    assertThat(handshake.receive(LATE).state()).isEqualTo(received);
    assertThat(handshake.fail().state()).isEqualTo(failed);
    assertThat(handshake.end().state()).isEqualTo(ended);
  }

  @ParameterizedTest
  @CsvSource({
    "'',  false, false, false",
    "s,   false, false, false",
    "r,   true,  false, false",
    "sr,  false, true,  true",
    "rs,  false, true,  true",
    "f,   true,  false, false",
    "fs,  false, true,  false",
    "sf,  false, true,  false",
    "e,   false, false, false",
    "se,  false, false, false",
    "re,  false, false, false",
    "sre, false, false, true",
    "rse, false, false, true",
    "fe,  false, false, false",
    "fse, false, false, false"
  })
  void whatIsOwedAndExpectedFollowsFromWhatHappened(
      String events, boolean closeOwed, boolean closeExpected, boolean clean) {
    CloseHandshake handshake = after(events);
    assertThat(handshake.closeOwed()).as("a close is owed").isEqualTo(closeOwed);
    assertThat(handshake.closeExpected()).as("the end is expected").isEqualTo(closeExpected);
    assertThat(handshake.clean()).as("clean").isEqualTo(clean);
  }

  @Test
  void whatIsRememberedNeverChangesAndAnEndIsFinal() {
    Set<CloseHandshake> seen = new HashSet<>();
    for (int path = 0; path < 1 << 12; path++) {
      CloseHandshake handshake = CloseHandshake.OPEN;
      for (int i = 0; i < 6; i++) {
        char event = "srfe".charAt((path >> (2 * i)) & 3);
        CloseStatus sent = new CloseStatus(3000 + i, "");
        CloseStatus received = new CloseStatus(4000 + i, "");
        CloseHandshake next = step(handshake, event, sent, received);
        assertThat(next.sent())
            .isEqualTo(
                handshake.sent() != null || event != 's' || handshake.state() == ENDED
                    ? handshake.sent()
                    : sent);
        boolean listens = handshake.state() == OPEN || handshake.state() == LOCAL_CLOSING;
        assertThat(next.received())
            .isEqualTo(event == 'r' && listens ? received : handshake.received());
        if (handshake.state() == ENDED) {
          assertThat(next).isEqualTo(handshake);
        }
        handshake = next;
        seen.add(new CloseHandshake(handshake.state(), null, null, false));
      }
    }
    assertThat(seen)
        .extracting(CloseHandshake::state)
        .containsExactlyInAnyOrder(LOCAL_CLOSING, REMOTE_CLOSING, CLOSED, FAILED, ENDED);
  }

  @Test
  void whoeverClosedFirstIsRemembered() {
    assertThat(after("s").receivedFirst()).isFalse();
    assertThat(after("r").receivedFirst()).isTrue();
    assertThat(after("sr").receivedFirst()).isFalse();
    assertThat(after("rs").receivedFirst()).isTrue();
    assertThat(after("rse").receivedFirst()).isTrue();
    assertThat(after("sre").receivedFirst()).isFalse();
    assertThat(after("fs").receivedFirst()).isFalse();
  }

  @Test
  void theStatusIsWhatThePeerSaidOr1006() {
    assertThat(after("").status()).isEqualTo(CloseStatus.ABNORMAL);
    assertThat(after("se").status()).isEqualTo(CloseStatus.ABNORMAL);
    assertThat(after("fs").status()).isEqualTo(CloseStatus.ABNORMAL);
    assertThat(after("fr").status()).as("after a failure").isEqualTo(CloseStatus.ABNORMAL);
    assertThat(after("er").status()).as("after the end").isEqualTo(CloseStatus.ABNORMAL);
    assertThat(after("r").status()).isEqualTo(THEIRS);
    assertThat(after("sr").status()).isEqualTo(THEIRS);
    assertThat(after("rse").status()).isEqualTo(THEIRS);
  }

  @Test
  void aStateIsDemanded() {
    assertThatNullPointerException()
        .isThrownBy(() -> new CloseHandshake(null, OURS, THEIRS, false))
        .withMessage("state");
  }
}
