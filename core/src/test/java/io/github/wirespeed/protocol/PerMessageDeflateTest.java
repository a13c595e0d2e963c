package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who agrees to what: RFC 7692 7.1, by the header lines that are sent. */
class PerMessageDeflateTest {
  /** "S- C- 10 15": no takeover of server and client, window bits of server and client. */
  private static PerMessageDeflate params(String spec) {
    String[] parts = spec.trim().split(" +");
    return new PerMessageDeflate(
        parts[0].equals("S+"),
        parts[1].equals("C+"),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]));
  }

  private static String shown(PerMessageDeflate params) {
    return params == null
        ? "none"
        : (params.serverTakeover() ? "S+ " : "S- ")
            + (params.clientTakeover() ? "C+ " : "C- ")
            + params.serverWindowBits()
            + " "
            + params.clientWindowBits();
  }

  private static List<Extension> line(String value) {
    ExtensionHeader header = ExtensionHeader.parse(List.of(value));
    assertThat(header.failure()).isNull();
    return header.extensions();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "S+ C+ 15 15 | permessage-deflate; client_max_window_bits",
        "S- C+ 15 15 | permessage-deflate; server_no_context_takeover; client_max_window_bits",
        "S+ C- 15 15 | permessage-deflate; client_no_context_takeover; client_max_window_bits",
        "S+ C+ 10 15 | permessage-deflate; server_max_window_bits=10; client_max_window_bits",
        "S+ C+ 15 9 | permessage-deflate; client_max_window_bits=9",
        "S- C- 8 8 | permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
            + " server_max_window_bits=8; client_max_window_bits=8"
      })
  void aClientOffersWhatItWants(String wanted, String offer) {
    assertThat(ExtensionHeader.format(List.of(params(wanted).offer()))).isEqualTo(offer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what the server wants | the offers | what is agreed | the answer
        "S+ C+ 15 15 | permessage-deflate | S+ C+ 15 15 | permessage-deflate",
        "S+ C+ 15 15 | foo, permessage-deflate, permessage-deflate; server_max_window_bits=9 |"
            + " S+ C+ 15 15 | permessage-deflate",
        "S+ C+ 15 15 | permessage-deflate; client_max_window_bits | S+ C+ 15 15 |"
            + " permessage-deflate",
        "S+ C+ 15 15 | permessage-deflate; server_no_context_takeover | S- C+ 15 15 |"
            + " permessage-deflate; server_no_context_takeover",
        "S+ C+ 15 15 | permessage-deflate; client_no_context_takeover | S+ C- 15 15 |"
            + " permessage-deflate; client_no_context_takeover",
        "S- C- 15 15 | permessage-deflate | S- C- 15 15 |"
            + " permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "S+ C+ 15 15 | permessage-deflate; server_max_window_bits=8 | S+ C+ 8 15 |"
            + " permessage-deflate; server_max_window_bits=8",
        "S+ C+ 15 15 | permessage-deflate; server_max_window_bits=15 | S+ C+ 15 15 |"
            + " permessage-deflate; server_max_window_bits=15",
        "S+ C+ 12 15 | permessage-deflate; server_max_window_bits=15 | S+ C+ 12 15 |"
            + " permessage-deflate; server_max_window_bits=12",
        "S+ C+ 12 15 | permessage-deflate | S+ C+ 12 15 |"
            + " permessage-deflate; server_max_window_bits=12",
        "S+ C+ 15 12 | permessage-deflate; client_max_window_bits | S+ C+ 15 12 |"
            + " permessage-deflate; client_max_window_bits=12",
        "S+ C+ 15 12 | permessage-deflate; client_max_window_bits=10 | S+ C+ 15 10 |"
            + " permessage-deflate; client_max_window_bits=10",
        "S+ C+ 15 12 | permessage-deflate | S+ C+ 15 15 | permessage-deflate",
        "S+ C+ 15 15 | permessage-deflate; server_max_window_bits=\"12\" | S+ C+ 12 15 |"
            + " permessage-deflate; server_max_window_bits=12"
      })
  void aServerAcceptsTheFirstOfferThatItCanKeep(
      String wanted, String offers, String agreed, String answer) {
    PerMessageDeflate.Result result = PerMessageDeflate.accept(line(offers), params(wanted));
    assertThat(shown(result.agreed())).isEqualTo(agreed.trim());
    assertThat(ExtensionHeader.format(List.of(result.answer()))).isEqualTo(answer.trim());
    assertThat(result.failure()).isNull();

    // And a client that made these offers agrees to the answer, and means the same by it.
    PerMessageDeflate.Result client =
        PerMessageDeflate.agree(line(offers), List.of(result.answer()));
    assertThat(client.failure()).isNull();
    assertThat(client.agreed().serverTakeover()).isEqualTo(result.agreed().serverTakeover());
    assertThat(client.agreed().serverWindowBits()).isEqualTo(result.agreed().serverWindowBits());
    assertThat(client.agreed().clientWindowBits())
        .isLessThanOrEqualTo(result.agreed().clientWindowBits());
    assertThat(client.agreed().clientTakeover() && !result.agreed().clientTakeover()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo",
        "permessage-deflate; foo",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=08",
        "permessage-deflate; server_max_window_bits=abc",
        "permessage-deflate; server_max_window_bits=+9",
        "permessage-deflate; server_max_window_bits=99999999999",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=010",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
        "permessage-deflate; Server_Max_Window_Bits=10",
        "Permessage-Deflate"
      })
  void aServerDeclinesAMalformedOfferAndLooksAtTheNext(String offer) {
    PerMessageDeflate.Result none =
        PerMessageDeflate.accept(line(offer), PerMessageDeflate.UNRESTRICTED);
    assertThat(none.agreed()).isNull();
    assertThat(none.answer()).isNull();
    assertThat(none.failure()).isNull();
    PerMessageDeflate.Result next =
        PerMessageDeflate.accept(
            line(offer + ", permessage-deflate; server_max_window_bits=11"),
            PerMessageDeflate.UNRESTRICTED);
    assertThat(shown(next.agreed())).isEqualTo("S+ C+ 11 15");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate | permessage-deflate | S+ C+ 15 15",
        "permessage-deflate | permessage-deflate; server_no_context_takeover | S- C+ 15 15",
        "permessage-deflate | permessage-deflate; client_no_context_takeover | S+ C- 15 15",
        "permessage-deflate | permessage-deflate; server_max_window_bits=9 | S+ C+ 9 15",
        "permessage-deflate; client_max_window_bits | permessage-deflate;"
            + " client_max_window_bits=9 | S+ C+ 15 9",
        "permessage-deflate; client_max_window_bits=9 | permessage-deflate | S+ C+ 15 9",
        "permessage-deflate; client_no_context_takeover | permessage-deflate | S+ C- 15 15",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate | permessage-deflate |"
            + " S+ C+ 15 15",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate | permessage-deflate;"
            + " server_max_window_bits=9 | S+ C+ 9 15",
        "permessage-deflate | permessage-deflate; server_max_window_bits=\"12\" | S+ C+ 12 15"
      })
  void aClientAgreesToAnAnswerToOneOfItsOffers(String offers, String answer, String agreed) {
    PerMessageDeflate.Result result = PerMessageDeflate.agree(line(offers), line(answer));
    assertThat(result.failure()).isNull();
    assertThat(shown(result.agreed())).isEqualTo(agreed.trim());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server_max_window_bits=7 | parameter \"server_max_window_bits=7\" is not valid",
        "server_max_window_bits=16 | parameter \"server_max_window_bits=16\" is not valid",
        "server_max_window_bits=08 | parameter \"server_max_window_bits=08\" is not valid",
        "server_max_window_bits=abc | parameter \"server_max_window_bits=abc\" is not valid",
        "server_max_window_bits | parameter \"server_max_window_bits\" is not valid",
        "client_max_window_bits | parameter \"client_max_window_bits\" is not valid",
        "client_max_window_bits=16 | parameter \"client_max_window_bits=16\" is not valid",
        "server_max_window_bits=9; client_max_window_bits=13 | client_max_window_bits is larger"
            + " than the 12 offered",
        "server_max_window_bits=12 | server_max_window_bits is larger than the 11 asked for",
        "server_no_context_takeover=1 | parameter \"server_no_context_takeover=1\" is not valid",
        "client_no_context_takeover=x | parameter \"client_no_context_takeover=x\" is not valid",
        "server_max_window_bits=9; server_max_window_bits=9 | server_max_window_bits is named"
            + " twice",
        "client_no_context_takeover; client_no_context_takeover |"
            + " client_no_context_takeover is named twice",
        "foo | parameter \"foo\" is not valid",
        "client_no_context_takeover | server_max_window_bits=11 was asked for and is missing"
      })
  void aClientRefusesAnAnswerThatIsNone(String answer, String why) {
    String offers = "permessage-deflate; server_max_window_bits=11; client_max_window_bits=12";
    PerMessageDeflate.Result result =
        PerMessageDeflate.agree(line(offers), line("permessage-deflate; " + answer));
    assertThat(result.agreed()).isNull();
    assertThat(result.failure()).startsWith("server accepted \"permessage-deflate; ").endsWith(why);
  }

  @Test
  void aClientRefusesWhatItDidNotOffer() {
    assertThat(
            PerMessageDeflate.agree(
                    line("permessage-deflate"),
                    line("permessage-deflate; client_max_window_bits=10"))
                .failure())
        .endsWith("client_max_window_bits was not offered");
    assertThat(
            PerMessageDeflate.agree(
                    line("permessage-deflate; server_no_context_takeover"),
                    line("permessage-deflate"))
                .failure())
        .endsWith("server_no_context_takeover was asked for and is missing");
  }

  @Test
  void anOfferThatIsNoneIsNotAgreedTo() {
    PerMessageDeflate.Result result =
        PerMessageDeflate.agree(
            line("permessage-deflate; client_max_window_bits=0"), line("permessage-deflate"));
    assertThat(result.agreed()).isNull();
    assertThat(result.failure()).endsWith("it was not offered");
  }

  @Test
  void withoutAnAnswerNothingIsAgreed() {
    PerMessageDeflate.Result none = PerMessageDeflate.agree(line("permessage-deflate"), List.of());
    assertThat(none.agreed()).isNull();
    assertThat(none.failure()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 7, 16})
  void windowsAreEightToFifteen(int bits) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PerMessageDeflate(true, true, bits, 15))
        .withMessage("server_max_window_bits of " + bits + " is not in 8 to 15");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PerMessageDeflate(true, true, 15, bits))
        .withMessage("client_max_window_bits of " + bits + " is not in 8 to 15");
  }
}
