package io.github.wirespeed.bench.race;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.bench.peers.Contender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** A round as JSON, and back: what a figure is made of is in it, so that a run can go on. */
final class RoundJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FAILED = "failed";
  private static final String TIMES = "times";

  private RoundJson() {}

  static ObjectNode of(Measured round) {
    Place place = round.place();
    Entrant entrant = round.entrant();
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("workload", place.workload().label())
            .put("client", entrant.name())
            .put("language", entrant.language())
            .put("kind", word(entrant.kind()))
            .put("version", round.version())
            .put("wait", entrant.waiting())
            .put("server", place.venue().server().label())
            .put("tls", place.venue().tls())
            .put("cores", place.venue().cores().label())
            .put("payload_bytes", place.payload())
            .put("under_way", place.workload().underWay(place.payload()))
            .put("round", round.round());
    if (round.again()) {
      node.put("again", true);
    }
    if (round.failed() != null) {
      return node.put(FAILED, round.failed());
    }
    node.put("messages", round.messages()).put("nanos", round.nanos());
    put(node, "messages_per_second", round.perSecond());
    put(node, "mean_us", round.nanos() / 1e3 / round.messages());
    put(node, "cpu_us_per_message", round.cpuMicros());
    put(node, "server_cpu_us_per_message", round.serverCpuMicros());
    Histogram times = round.times();
    if (times != null) {
      put(node, "median_us", times.getValueAtPercentile(50) / 1e3);
      put(node, "p95_us", times.getValueAtPercentile(95) / 1e3);
      put(node, "p99_us", times.getValueAtPercentile(99) / 1e3);
      put(node, "stdev_us", times.getStdDeviation() / 1e3);
      node.put(TIMES, packed(times));
    }
    return node;
  }

  /**
   * The round of a line.
   *
   * @throws IOException if it is not one of this bench
   */
  static Measured read(JsonNode node) throws IOException {
    try {
      Place.Venue venue =
          new Place.Venue(
              constant(Contender.class, node, "server"),
              node.required("tls").asBoolean(),
              constant(Place.Cores.class, node, "cores"));
      Place place =
          new Place(
              constant(Workload.class, node, "workload"),
              node.required("payload_bytes").asInt(),
              venue);
      Entrant entrant =
          new Entrant(
              node.required("client").asText(),
              node.required("language").asText(),
              constant(Entrant.Kind.class, node, "kind"),
              node.required("wait").asText());
      String version = node.required("version").asText();
      int number = node.required("round").asInt();
      Measured round;
      if (node.has(FAILED)) {
        round = Measured.failure(place, entrant, version, number, node.get(FAILED).asText());
      } else {
        round =
            new Measured(
                place,
                entrant,
                version,
                number,
                node.required("messages").asLong(),
                node.required("nanos").asLong(),
                node.has(TIMES) ? unpacked(node.get(TIMES).asText()) : null,
                node.path("cpu_us_per_message").asDouble(Double.NaN),
                node.path("server_cpu_us_per_message").asDouble(Double.NaN),
                false,
                null);
      }
      return node.path("again").asBoolean() ? round.later() : round;
    } catch (IllegalArgumentException | DataFormatException e) {
      throw new IOException("no round of this bench: " + e.getMessage(), e);
    }
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String field) {
    String text = node.required(field).asText();
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, Math.round(value * 1e4) / 1e4);
    }
  }

  private static String packed(Histogram times) {
    ByteBuffer bytes = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
    int length = times.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  private static Histogram unpacked(String text) throws DataFormatException {
    return Histogram.decodeFromCompressedByteBuffer(
        ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
  }
}
