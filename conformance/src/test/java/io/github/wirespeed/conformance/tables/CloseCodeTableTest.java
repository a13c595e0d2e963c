package io.github.wirespeed.conformance.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.protocol.CloseStatus;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.ReadHalf;
import io.github.wirespeed.server.EchoServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All 65,536 close codes, received in both roles and sent: {@code verdicts/close-codes.txt}. */
@Timeout(60)
class CloseCodeTableTest {
  /** RFC 6455 7.4.1 without those that MUST NOT be set in a frame; the registry's 1012 to 1014. */
  private static final List<String> DEFINED =
      List.of(
          "1000", "1001", "1002", "1003", "1007", "1008", "1009", "1010", "1011", "1012", "1013",
          "1014");

  private static final byte[] KEY = {0x3C, (byte) 0xA5, 0x00, 0x7F};

  @Test
  void everyCodeIsJudgedAsTheRfcSays() {
    Verdicts verdicts =
        new Verdicts(
            "close-codes.txt",
            "All close codes: what a Close with this code, with or without a reason, leads to for",
            "who receives it (the code is echoed, or the connection fails), and whether it may be",
            "sent. Made by CloseCodeTableTest.");
    for (boolean server : new boolean[] {false, true}) {
      for (Situation.State state : List.of(Situation.State.IDLE, Situation.State.IN_TEXT)) {
        Situation situation = new Situation(server, false, state);
        Runs runs = new Runs("received " + situation + " ");
        for (int code = 0; code < 65536; code++) {
          String expected = mayBeOnTheWire(code) ? "echoed" : "1002";
          String bare = receive(situation, code, "");
          String withReason = receive(situation, code, "bye \u20AC");
          for (String verdict : List.of(bare, withReason)) {
            if (!verdict.equals(expected)) {
              verdicts.wrong(situation + " " + code, verdict, expected);
            }
          }
          runs.add(Integer.toString(code), bare);
        }
        verdicts.line("");
        verdicts.lines(runs.lines());
      }
    }
    Runs runs = new Runs("sent ");
    for (int code = 0; code < 65536; code++) {
      String expected = mayBeOnTheWire(code) ? "sent" : "refused";
      String verdict = send(code);
      if (!verdict.equals(expected)) {
        verdicts.wrong("sent " + code, verdict, expected);
      }
      runs.add(Integer.toString(code), verdict);
    }
    verdicts.line("");
    verdicts.lines(runs.lines());
    verdicts.check();
  }

  /**
   * RFC 6455 7.4.2: 1000 to 2999 are for the protocol and what it registers, 3000 to 4999 for
   * libraries and private use, all below is not used and all above not defined.
   */
  private static boolean mayBeOnTheWire(int code) {
    String digits = Integer.toString(code);
    return DEFINED.contains(digits) || digits.matches("[34][0-9]{3}");
  }

  private static String receive(Situation situation, int code, String reason) {
    ReadHalf half = Headers.after(situation, situation.before(), Headers.WIDE);
    byte[] onlyCode = {(byte) (code / 256), (byte) code};
    int event = half.poll(ByteBuffer.wrap(close(situation, onlyCode, reason)));
    CloseStatus status = half.closeStatus();
    if (half.owed() != Opcode.CLOSE) {
      return "event " + event + " owes " + half.owed();
    }
    byte[] owed = new byte[half.owedPayload().remaining()];
    half.owedPayload().get(owed);
    if (event == ReadHalf.FAILED) {
      boolean told = owed[0] == 3 && (owed[1] & 0xFF) == 0xEA; // 1002
      return told && status.code() == 1002 ? "1002" : "failed with " + status;
    }
    boolean echoed = event == ReadHalf.CLOSE && Arrays.equals(owed, onlyCode);
    boolean reported = status.code() == code && status.reason().equals(reason);
    return echoed && reported ? "echoed" : "event " + event + " with " + status;
  }

  private static byte[] close(Situation situation, byte[] code, String reason) {
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    byte[] body = Arrays.copyOf(code, 2 + utf8.length);
    System.arraycopy(utf8, 0, body, 2, utf8.length);
    if (!situation.server()) {
      return ByteBuffer.allocate(2 + body.length)
          .put((byte) 0x88)
          .put((byte) body.length)
          .put(body)
          .array();
    }
    for (int i = 0; i < body.length; i++) {
      body[i] ^= KEY[i % 4];
    }
    return ByteBuffer.allocate(6 + body.length)
        .put((byte) 0x88)
        .put((byte) (128 + body.length))
        .put(KEY)
        .put(body)
        .array();
  }

  private static String send(int code) {
    ByteBuffer payload;
    try {
      payload = CloseStatus.sendable(code, "").payload();
    } catch (IllegalArgumentException e) {
      return e.getMessage().contains(" " + code + " ") ? "refused" : e.getMessage();
    }
    boolean right = payload.remaining() == 2 && payload.getChar() == code;
    return right ? "sent" : "sent otherwise";
  }

  @ParameterizedTest
  @EnumSource(
      value = Api.class,
      names = {"BLOCKING", "ASYNC"})
  void theApiRefusesTheSameCodesAndStaysOpen(Api api) throws Exception {
    try (EchoServer server = EchoServer.builder().start();
        Client client = api.connect(server.uri().toString())) {
      int refused = 0;
      for (int code = 0; code < 65536; code++) {
        if (!mayBeOnTheWire(code)) {
          refused++;
          assertRefused(client, code);
        }
      }
      for (int code : new int[] {-1, 65536 + 1000, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        assertRefused(client, code);
      }
      assertThat(refused).isEqualTo(65536 - 12 - 2000);
      client.send("still here");
      assertThat(client.receive().text()).isEqualTo("still here");
    }
  }

  private static void assertRefused(Client client, int code) {
    try {
      client.close(code, "");
    } catch (IllegalArgumentException e) {
      if (e.getMessage().startsWith("close code " + code + " must not be sent")) {
        return;
      }
    }
    throw new AssertionError(code + " was not refused");
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void theApiSendsWhatMayBeSent(Api api) throws Exception {
    try (EchoServer server = EchoServer.builder().start()) {
      for (String code : DEFINED) {
        assertSent(api, server, Integer.parseInt(code));
      }
      assertSent(api, server, 3000);
      assertSent(api, server, 4999);
    }
  }

  private static void assertSent(Api api, EchoServer server, int code) throws Exception {
    try (Client client = api.connect(server.uri().toString())) {
      client.close(code, "as agreed");
      assertThat(client.closeCode()).as("echo of %d", code).isEqualTo(code);
    }
  }
}
