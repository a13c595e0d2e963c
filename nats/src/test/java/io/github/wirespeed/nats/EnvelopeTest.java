package io.github.wirespeed.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.wirespeed.Message;
import io.github.wirespeed.server.Publication;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private final Envelope here = new Envelope();
  private final Envelope there = new Envelope();

  private Publication sent(String key, Message message) {
    return there.open("t", here.seal(new Publication("t", key, message)));
  }

  @Test
  void textAndBinaryAndKeysArriveAsTheyWere() {
    for (String key : new String[] {null, "", "EURUSD", "\u00e4=\ud800\n"}) {
      Message text = new Message.Text("1.0875 \u20ac \ud83d\ude00\u0000");
      assertThat(sent(key, text)).isEqualTo(new Publication("t", key, text));
      Message binary = new Message.Binary(new byte[] {0, -1, 0x10});
      assertThat(sent(key, binary)).isEqualTo(new Publication("t", key, binary));
    }
    assertThat(sent(null, new Message.Text("")).message()).isEqualTo(new Message.Text(""));
    assertThat(sent("", new Message.Binary(new byte[0])).message().isText()).isFalse();
  }

  @Test
  void itsBytesAreThoseOfTheDocument() {
    byte[] payload = here.seal(new Publication("t", "k.", new Message.Text("hi")));
    assertThat(HexFormat.of().formatHex(payload, 0, 1)).isEqualTo("13");
    assertThat(HexFormat.of().formatHex(payload, 9, payload.length))
        .isEqualTo("00000006" + "6b3d30303265" + "6869");
    assertThat(here.seal(new Publication("t", null, new Message.Binary(new byte[] {7}))))
        .startsWith(0x10)
        .endsWith(7)
        .hasSize(10);
  }

  @Test
  void whatComesFromHereIsNotOpened() {
    assertThat(here.open("t", here.seal(new Publication("t", null, new Message.Text("x")))))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00", "\ud800x", "\udc00\ud800"})
  void aTextThatHasNoUtf8IsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> here.seal(new Publication("t", null, new Message.Text(text))))
        .withMessageContaining("half a pair");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "7b226122", // somebody's JSON
        "1100000000000000", // a byte short
        "20000000000000000000", // another version
        "14000000000000000000", // a flag that there is not
        "12000000000000000000000002", // no key behind its length
        "12000000000000000000000002" + "3d", // less of it than said
        "120000000000000000" + "ffffffff" + "61", // a negative length
        "120000000000000000" + "00000001" + "2e", // a key that is not escaped
        "110000000000000000" + "c3", // text that is not UTF-8
      })
  void aPayloadThatIsNoneIsRefused(String hex) {
    byte[] payload = HexFormat.of().parseHex(hex);
    assertThatIllegalArgumentException()
        .as(Arrays.toString(payload))
        .isThrownBy(() -> there.open("t", payload));
  }
}
