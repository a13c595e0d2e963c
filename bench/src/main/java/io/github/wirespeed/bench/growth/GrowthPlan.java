package io.github.wirespeed.bench.growth;

import io.github.wirespeed.WaitStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one run measures.
 *
 * @param connections steps; none if connections do not grow
 * @param payloads steps, in bytes; none likewise
 * @param waits how ours wait, one curve for each
 * @param rounds that count; one more goes before them
 * @param messages of a round, at least one for each connection; 0 for as many as the time allows
 * @param slice how long a client is measured in a round, where the time decides
 */
public record GrowthPlan(
    List<Integer> connections,
    List<Integer> payloads,
    List<WaitStrategy> waits,
    int rounds,
    int messages,
    Duration slice) {
  /** What is under way on each of many connections, in bytes. */
  static final int PAYLOAD = 256;

  /** Each connection of many carries at least so many messages of a round. */
  private static final int EACH = 4;

  private static final int PROBED = 500;
  private static final long MOST = 5_000_000;

  /** What a connection takes to open and close, for the progress. */
  private static final double OPEN_SECONDS = 0.0004;

  private static final List<WaitStrategy> BOTH =
      List.of(WaitStrategy.adaptive(), WaitStrategy.blocking());

  /** All of it, in under five minutes. */
  public static GrowthPlan full() {
    return new GrowthPlan(
        List.of(1, 10, 100, 1000, 10_000), sizes(16 << 20), BOTH, 5, 0, Duration.ofMillis(250));
  }

  /** Up to 1,000 connections and 1 MiB, in under a minute. */
  public static GrowthPlan quick() {
    return new GrowthPlan(
        List.of(1, 10, 100, 1000), sizes(1 << 20), BOTH, 2, 0, Duration.ofMillis(100));
  }

  /** From 16 bytes, each four times the one before. */
  static List<Integer> sizes(int most) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = 16; size <= most; size *= 4) {
      sizes.add(size);
    }
    return sizes;
  }

  /** Without the steps that need more connections than this. */
  GrowthPlan upTo(long most) {
    return new GrowthPlan(
        connections.stream().filter(step -> step <= most).toList(),
        payloads,
        waits,
        rounds,
        messages,
        slice);
  }

  /** Who is measured as connections grow. */
  List<Line> manyConnections() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(Line.FLOOR, WaitStrategy.blocking().toString()));
    waits.forEach(wait -> lines.add(new Line("callback", wait.toString())));
    lines.add(new Line(Line.NETTY, WaitStrategy.blocking().toString()));
    return lines;
  }

  /** Messages before anything is known: with them it is found out how many the time allows. */
  long probe(int connections) {
    return messages > 0 ? Math.max(messages, connections) : Math.max(PROBED, 2L * connections);
  }

  /** Messages of a round, where one takes so many nanoseconds. */
  long messages(double nanos, int connections) {
    return messages > 0
        ? Math.max(messages, connections)
        : Math.max((long) EACH * connections, Math.min(MOST, (long) (slice.toNanos() / nanos)));
  }

  /** About how many seconds a step takes in a round, for the progress. */
  double seconds(int connections) {
    return slice.toNanos() / 1e9 + 0.05 + connections * OPEN_SECONDS;
  }

  /** About how many seconds all of it takes. */
  public double seconds() {
    double growing = connections.stream().mapToDouble(this::seconds).sum();
    return (rounds + 1)
        * (growing * manyConnections().size() + payloads.size() * waits.size() * 3 * seconds(1));
  }
}
