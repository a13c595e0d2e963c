package io.github.wirespeed.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {
  private final Subjects subjects = new Subjects("app.ws");

  @ParameterizedTest
  @CsvSource({
    "quotes, app.ws.quotes",
    "rooms/12, app.ws.rooms/12",
    "a.b, app.ws.a=002eb",
    "*, app.ws.=002a",
    ">, app.ws.=003e",
    "a=b, app.ws.a=003db",
    "ä, app.ws.=00e4",
    "'', app.ws.=",
    "' ', app.ws.=0020",
    "$SYS, app.ws.$SYS",
  })
  void aTopicIsOneTokenBehindThePrefix(String topic, String subject) {
    assertThat(subjects.of(topic)).isEqualTo(subject);
    assertThat(subjects.topic(subject)).isEqualTo(topic);
  }

  @Test
  void everyCharacterComesBackAndNoTwoAreAlike() {
    Set<String> seen = new HashSet<>();
    for (int c = 0; c <= Character.MAX_VALUE; c++) { // halves of pairs as well
      String topic = "x" + (char) c;
      String subject = subjects.of(topic);
      assertThat(subject).matches("app\\.ws\\.[!-~&&[^.*>]]+");
      assertThat(seen.add(subject)).isTrue();
      assertThat(subjects.topic(subject)).isEqualTo(topic);
    }
  }

  @Test
  void anyTopicComesBack() {
    Random random = new Random(25);
    for (int i = 0; i < 10_000; i++) {
      StringBuilder topic = new StringBuilder();
      for (int length = random.nextInt(8); length > 0; length--) {
        topic.append(
            (char)
                (random.nextBoolean()
                    ? "=.0a*> \"".charAt(random.nextInt(8))
                    : random.nextInt(0x10000)));
      }
      assertThat(subjects.topic(subjects.of(topic.toString()))).isEqualTo(topic.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "other.quotes",
        "app.ws",
        "app.ws.",
        "app.ws.a.b",
        "app.ws.a=",
        "app.ws.a=12",
        "app.ws.=-001",
        "app.ws.=002E",
        "app.ws.=0061"
      })
  void aSubjectThatNoTopicHasIsRefused(String subject) {
    assertThatIllegalArgumentException().isThrownBy(() -> subjects.topic(subject));
  }

  @Test
  void theLongestSubjectIsTakenAndOneMoreIsNot() {
    int longest = Subjects.LONGEST - "app.ws.".length();
    assertThat(subjects.of("x".repeat(longest))).hasSize(Subjects.LONGEST);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> subjects.of("x".repeat(longest + 1)))
        .withMessageContaining("4001 bytes")
        .withMessageContaining("4000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.*", ">", "a b", "ä"})
  void aPrefixThatIsNoSubjectIsRefused(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Subjects(prefix))
        .withMessageContaining("\"" + prefix + "\"");
  }
}
