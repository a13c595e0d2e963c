package io.github.wirespeed.conformance.limits;

import io.github.wirespeed.Compression;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.server.EchoServer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * A limit on what a peer may send once the connection is open, set by its option in either role.
 *
 * @param name what is limited
 * @param limit its value in the tests
 * @param client sets it on a client
 * @param server sets it on a server
 * @param sends what the peer sends to come to a value
 * @param code what it is closed with beyond it
 * @param told what the error says then
 */
record DataLimit(
    String name,
    int limit,
    UnaryOperator<WebSocketOptions> client,
    UnaryOperator<EchoServer.Builder> server,
    Sends sends,
    int code,
    String told) {

  /** What of a peer comes to a value. */
  interface Sends {
    /** The frames. */
    byte[] frames(boolean masked, int value);
  }

  @Override
  public String toString() {
    return name;
  }

  static Stream<DataLimit> all() {
    return Stream.of(
        new DataLimit(
            "message, its frame having the same limit",
            1000,
            o -> o.maxMessageSize(1000),
            b -> b.maxMessageSize(1000),
            (masked, n) -> Bytes.frame(masked, 0x82, new byte[n]),
            1009,
            "frame of 1001 bytes exceeds the frame limit of 1000"),
        new DataLimit(
            "message of one frame",
            1000,
            o -> o.maxFrameSize(5000).maxMessageSize(1000),
            b -> b.maxFrameSize(5000).maxMessageSize(1000),
            (masked, n) -> Bytes.frame(masked, 0x82, new byte[n]),
            1009,
            "message of at least 1001 bytes exceeds the message limit of 1000"),
        new DataLimit(
            "message of fragments",
            1000,
            o -> o.maxMessageSize(1000),
            b -> b.maxMessageSize(1000),
            (masked, n) -> fragments(masked, 600, n - 601, 0, 1),
            1009,
            "message of at least 1001 bytes exceeds the message limit of 1000"),
        new DataLimit(
            "frame",
            200,
            o -> o.maxMessageSize(1000).maxFrameSize(200),
            b -> b.maxMessageSize(1000).maxFrameSize(200),
            (masked, n) -> Bytes.frame(masked, 0x82, new byte[n]),
            1009,
            "frame of 201 bytes exceeds the frame limit of 200"),
        new DataLimit(
            "frame that continues",
            200,
            o -> o.maxFrameSize(200),
            b -> b.maxFrameSize(200),
            (masked, n) -> fragments(masked, 200, 200, n),
            1009,
            "frame of 201 bytes exceeds the frame limit of 200"),
        new DataLimit(
            "fragments",
            5,
            o -> o.maxFragments(5),
            b -> b.maxFragments(5),
            (masked, n) -> fragments(masked, filled(n, 1)),
            1008,
            "message of more than 5 fragments exceeds the fragment limit"),
        new DataLimit(
            "empty fragments",
            5,
            o -> o.maxFragments(5),
            b -> b.maxFragments(5),
            (masked, n) -> fragments(masked, filled(n, 0)),
            1008,
            "message of more than 5 fragments exceeds the fragment limit"),
        new DataLimit(
            "message, once it is inflated",
            100_000,
            o -> o.maxMessageSize(100_000).compression(Compression.deflate()),
            b -> b.maxMessageSize(100_000).compression(Compression.deflate()),
            (masked, n) -> Bytes.frame(masked, 0xC2, deflated(n)),
            1009,
            "inflated message of at least 100001 bytes exceeds the message limit of 100000"));
  }

  private static int[] filled(int count, int value) {
    int[] sizes = new int[count];
    Arrays.fill(sizes, value);
    return sizes;
  }

  /** A message in frames of these sizes. */
  private static byte[] fragments(boolean masked, int... sizes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < sizes.length; i++) {
      int first = (i == 0 ? 2 : 0) | (i == sizes.length - 1 ? 0x80 : 0);
      out.writeBytes(Bytes.frame(masked, first, new byte[sizes[i]]));
    }
    return out.toByteArray();
  }

  /** So many zeros, compressed as RFC 7692 7.2.1 wants it, without what came before. */
  static byte[] deflated(int zeros) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(new byte[zeros]);
      byte[] out = new byte[zeros / 500 + 100];
      int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(out, length - 4);
    } finally {
      deflater.end();
    }
  }
}
