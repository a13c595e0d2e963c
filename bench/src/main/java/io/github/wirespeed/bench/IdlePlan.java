package io.github.wirespeed.bench;

import io.github.wirespeed.bench.clients.JvmClient;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which idle connections are measured.
 *
 * @param cells the first that is most is looked at in detail
 * @param watched how many seconds our CPU time is
 */
record IdlePlan(List<Cell> cells, List<JvmClient> clients, int watched) {
  /**
   * Ours, and next to it the client that is part of the JDK and the one that most servers and
   * clients stand on. One with two threads for each connection, such as Java-WebSocket, has most of
   * its memory in stacks, which neither of the two counts shows.
   */
  static final List<JvmClient> CLIENTS =
      List.of(JvmClient.FLOOR, JvmClient.WIRESPEED_ASYNC, JvmClient.NETTY, JvmClient.JDK);

  private static final Duration USUAL_KEEPALIVE = Duration.ofSeconds(30);

  /**
   * Connections of one kind.
   *
   * @param keepalive how often each is sent a ping; null for never
   */
  record Cell(int connections, boolean tls, Duration keepalive) {
    /** "1,000 over TLS, a ping every 30 s". */
    String label() {
      return String.format(
          Locale.ROOT,
          "%,d%s%s",
          connections,
          tls ? " over TLS" : "",
          keepalive == null ? "" : ", a ping every " + period());
    }

    /** "30 s", or "none". */
    String period() {
      return keepalive == null
          ? "none"
          : BigDecimal.valueOf(keepalive.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    /** Whether a client can have such connections: some have no pings of their own. */
    boolean suits(JvmClient client) {
      return keepalive == null || client == JvmClient.WIRESPEED_ASYNC || client == JvmClient.NETTY;
    }
  }

  /** What is measured where nothing else was asked for. */
  static List<Cell> usual(boolean quick, boolean tls, Duration keepalive) {
    List<Cell> cells = new ArrayList<>(List.of(new Cell(1000, tls, keepalive)));
    if (!quick) {
      cells.add(new Cell(10_000, tls, keepalive));
    }
    if (!tls) {
      cells.add(new Cell(1000, true, keepalive));
    }
    if (!quick && keepalive == null) {
      cells.add(new Cell(1000, tls, USUAL_KEEPALIVE));
    }
    return cells;
  }

  /** The one that is looked at in detail. */
  Cell detail() {
    Cell most = cells.get(0);
    for (Cell cell : cells) {
      most = cell.connections() > most.connections() ? cell : most;
    }
    return most;
  }

  /** About how long all of it takes. */
  double seconds() {
    double seconds = watched + detailSeconds();
    for (Cell cell : cells) {
      seconds += clients.stream().filter(cell::suits).count() * seconds(cell);
    }
    return seconds;
  }

  /** About how long our own take, without the watching. */
  double detailSeconds() {
    return 5 + detail().connections() / 1000.0;
  }

  /** About how long one client takes for it. */
  static double seconds(Cell cell) {
    return 3 + cell.connections() / (cell.tls() ? 500.0 : 2000.0);
  }
}
