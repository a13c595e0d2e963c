package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.protocol.ClientHandshake;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.ServerHandshake;
import io.github.wirespeed.protocol.WebSocketUri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Opening handshakes of both sides: the same outcome for every split. */
public final class HandshakeTarget {
  /** Base64 of the key that the seeds answer: 16 zero bytes. */
  private static final byte[] KEY = new byte[16];

  private HandshakeTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    boolean client = (data[0] & 1) == 0;
    String whole = client ? client(data, data.length) : server(data, data.length);
    Wire.same(client ? client(data, 1) : server(data, 1), whole, "byte by byte");
    Wire.same(client ? client(data, 0) : server(data, 0), whole, "split at random");
  }

  private static int length(byte[] data, int at, int step, Random random) {
    return Math.min(data.length - at, step == 0 ? 1 + random.nextInt(60) : step);
  }

  private static String client(byte[] data, int step) {
    ClientHandshake handshake =
        new ClientHandshake(
            WebSocketUri.of("ws://127.0.0.1/"),
            List.of(),
            List.of("a", "b"),
            List.of(PerMessageDeflate.UNRESTRICTED.offer()),
            KEY,
            HttpLimits.DEFAULTS);
    Random random = new Random(data[0]);
    ClientHandshake.Outcome outcome = ClientHandshake.Outcome.NEED_BYTES;
    int at = 1;
    while (at < data.length && outcome == ClientHandshake.Outcome.NEED_BYTES) {
      ByteBuffer in = ByteBuffer.wrap(data, at, length(data, at, step, random));
      outcome = handshake.receive(in);
      at = in.position();
    }
    if (outcome == ClientHandshake.Outcome.NEED_BYTES) {
      outcome = handshake.receiveEof();
      Wire.check(outcome == ClientHandshake.Outcome.FAILED, "open at the end of TCP");
    }
    Wire.check(
        (outcome == ClientHandshake.Outcome.FAILED) == (handshake.failure() != null),
        outcome + ": " + handshake.failure());
    // Of a refusal the body is read, and how much of it before it is enough is the split's.
    String where = outcome == ClientHandshake.Outcome.OPEN ? " at " + at : "";
    return outcome
        + where
        + " "
        + handshake.failure()
        + handshake.subprotocol()
        + handshake.deflate();
  }

  private static String server(byte[] data, int step) {
    ServerHandshake handshake = new ServerHandshake(HttpLimits.DEFAULTS);
    Random random = new Random(data[0]);
    ServerHandshake.Outcome outcome = ServerHandshake.Outcome.NEED_BYTES;
    int at = 1;
    while (at < data.length && outcome == ServerHandshake.Outcome.NEED_BYTES) {
      ByteBuffer in = ByteBuffer.wrap(data, at, length(data, at, step, random));
      outcome = handshake.receive(in);
      at = in.position();
    }
    if (outcome == ServerHandshake.Outcome.NEED_BYTES) {
      outcome = handshake.receiveEof();
    }
    if (outcome == ServerHandshake.Outcome.FAILED) {
      String response = new String(handshake.response(), StandardCharsets.UTF_8);
      Wire.check(response.startsWith("HTTP/1.1 "), "refused with " + response);
      return outcome + " " + handshake.failure();
    }
    PerMessageDeflate.Result deflate =
        PerMessageDeflate.accept(handshake.requestedExtensions(), PerMessageDeflate.UNRESTRICTED);
    byte[] answer =
        handshake.accept(
            handshake.requestedSubprotocols().isEmpty()
                ? null
                : handshake.requestedSubprotocols().get(0),
            deflate.answer() == null ? List.of() : List.of(deflate.answer()),
            List.of());
    return outcome + " at " + at + " " + new String(answer, StandardCharsets.ISO_8859_1);
  }
}
