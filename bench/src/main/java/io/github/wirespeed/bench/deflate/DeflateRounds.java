package io.github.wirespeed.bench.deflate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rounds of the deflate bench: every library in turn, so that all see the same noise. */
final class DeflateRounds {
  private final DeflatePeer peer;
  private final List<Library> libraries;

  DeflateRounds(DeflatePeer peer, List<Library> libraries) {
    this.peer = peer;
    this.libraries = libraries;
  }

  /**
   * What a library did in a setting.
   *
   * @param perSecond messages, one figure a round
   * @param wireBytes of a message's payload; 0 where none was sent
   */
  record Cell(Library library, Setting setting, List<Double> perSecond, double wireBytes) {}

  /** The setting, measured; one round before it verifies every byte, and is not counted. */
  List<Cell> measure(Setting setting, int rounds, int messages) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (Library library : libraries) {
      round(library, setting, Math.min(messages, 2 * Quotes.COUNT + 1), true);
      cells.add(new Cell(library, setting, new ArrayList<>(), wireBytes(setting, messages)));
    }
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < cells.size(); i++) {
        Cell cell = cells.get(i);
        double perSecond = round(cell.library(), setting, messages, false);
        if (round > 0) { // the first one warms up
          cell.perSecond().add(perSecond);
        }
        cells.set(
            i, new Cell(cell.library(), setting, cell.perSecond(), wireBytes(setting, messages)));
      }
    }
    return cells;
  }

  /** What a client must receive, for a round that verifies. */
  private static Quotes expected(Setting setting, Quotes quotes, boolean verify) {
    return verify && setting.way() != Setting.Way.UP ? quotes : null;
  }

  private double wireBytes(Setting setting, int messages) {
    return setting.way() != Setting.Way.UP ? 0 : (double) peer.bytesUp() / messages;
  }

  private double round(Library library, Setting setting, int messages, boolean verify)
      throws IOException {
    try {
      return exchange(library, setting, messages, verify);
    } catch (Exception e) {
      String why = peer.failure() == null ? e.toString() : "the server says: " + peer.failure();
      throw new IOException(library.label() + ", " + setting + ": " + why, e);
    }
  }

  private double exchange(Library library, Setting setting, int messages, boolean verify)
      throws Exception {
    Quotes quotes = Quotes.of(setting.size());
    String uri = peer.uri() + setting.path(messages, verify);
    long start;
    long end;
    try (Library.Link link = library.open(uri, setting, expected(setting, quotes, verify))) {
      start = System.nanoTime();
      switch (setting.way()) {
        case DOWN -> {
          link.send("go");
          link.await(messages);
        }
        case UP -> {
          for (int i = 0; i < messages; i++) {
            link.send(quotes.text(i));
          }
          link.await(1);
        }
        case RR -> {
          for (int i = 0; i < messages; i++) {
            link.send(quotes.text(i));
            link.await(i + 1);
          }
        }
      }
      end = System.nanoTime();
      long expected = setting.way() == Setting.Way.UP ? 4 : (long) messages * setting.size();
      if (link.chars() != expected) {
        throw new IOException(library.label() + " received " + link.chars() + " characters");
      }
    }
    if (peer.failure() != null) {
      throw new IOException("the server failed");
    }
    return messages * 1e9 / (end - start);
  }
}
