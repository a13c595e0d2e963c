package io.github.wirespeed.conformance.fuzz;

import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.HttpHeadParser;
import io.github.wirespeed.protocol.HttpLimits;
import java.nio.ByteBuffer;
import java.util.Random;

/** Heads of requests and responses: the same for every split, within their limits. */
public final class HeadTarget {
  private static final HttpLimits NARROW = new HttpLimits(200, 500, 8, 3, 50);

  private HeadTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    String whole = parse(data, data.length);
    Wire.same(parse(data, 1), whole, "byte by byte");
    Wire.same(parse(data, 0), whole, "split at random");
  }

  private static String parse(byte[] data, int step) {
    HttpLimits limits = (data[0] & 2) == 0 ? HttpLimits.DEFAULTS : NARROW;
    HttpHeadParser parser =
        (data[0] & 1) == 0 ? HttpHeadParser.response(limits) : HttpHeadParser.request(limits);
    Random random = new Random(data[0]);
    HttpHeadParser.Result result = HttpHeadParser.Result.NEED_BYTES;
    int at = 1;
    while (at < data.length && result == HttpHeadParser.Result.NEED_BYTES) {
      int n = Math.min(data.length - at, step == 0 ? 1 + random.nextInt(40) : step);
      ByteBuffer in = ByteBuffer.wrap(data, at, n);
      result = parser.parse(in);
      Wire.check(
          result != HttpHeadParser.Result.NEED_BYTES || !in.hasRemaining(), "bytes are left over");
      at = in.position();
    }
    Wire.check(parser.consumed() <= limits.head(), "consumed " + parser.consumed());
    return switch (result) {
      case NEED_BYTES -> "more";
      case FAILED -> {
        boolean request = (data[0] & 1) != 0;
        Wire.check(!request || parser.failureStatus() >= 400, "status " + parser.failureStatus());
        yield "failed " + parser.failure();
      }
      case COMPLETE -> {
        HttpHead head = parser.head();
        Wire.check(head.asMap().size() <= limits.headers(), "headers: " + head.asMap().size());
        yield at + " " + head.asMap();
      }
    };
  }
}
