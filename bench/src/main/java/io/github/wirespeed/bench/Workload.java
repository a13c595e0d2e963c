package io.github.wirespeed.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is measured. A stream is two: there and back. */
public enum Workload {
  /** Request-response: the next message goes when the answer to the last one is there. */
  RR("rr", Command.Mode.ECHO, Client.FLOOR, Client.POLLER, Client.BLOCKING_RECEIVE),

  /**
   * A hundred sends, each by itself, then a hundred receives. A message's time is its share of the
   * batch's. The floor writes the same hundred frames in one write, to a server that answers what a
   * read brought in one write.
   */
  PIPELINED("pipelined", Command.Mode.BULK, Client.FLOOR, Client.POLLER, Client.ASYNC_BATCH),

  /**
   * Receives of messages that are there. The server sends a burst of them in one write; with the
   * first, which is not timed, the others have arrived. So what is timed is decoding and handing
   * over, and no wait.
   */
  BUFFERED(
      "buffered",
      Command.Mode.BURST,
      Client.BLOCKING,
      Client.POLLER,
      Client.BLOCKING_RECEIVE,
      Client.THROUGH_LOOP),

  /** The same bursts, in a loop over the connection, next to {@code receive} of the same. */
  ITERATE(
      "iterate",
      Command.Mode.BURST,
      Client.BLOCKING,
      Client.ASYNC,
      Client.BLOCKING_RECEIVE,
      Client.ASYNC_RECEIVE,
      Client.THROUGH_LOOP),

  /**
   * Operations on a closed connection, a send and a receive in turns, and the look whether they
   * failed. Who has no receive only sends.
   */
  ERRORS("errors", Command.Mode.ECHO, Client.BLOCKING, Client.POLLER, Client.FAILED_FUTURE),

  /**
   * Of a hundred messages ninety as {@link #RR} and then ten as {@link #PIPELINED}; a message's
   * time is a hundredth of all that. websocket-rs publishes a figure for "mixed (90/10)" of 1000
   * messages of 1 KB, but not the script that it came from: how it mixes is not known.
   */
  MIXED("mixed", Command.Mode.BULK, Client.FLOOR, Client.POLLER),

  /** One way to the server. */
  UPLOAD("stream-up", Command.Mode.SINK, Client.FLOOR, Client.POLLER),

  /** One way from the server. */
  DOWNLOAD("stream-down", Command.Mode.SOURCE, Client.FLOOR, Client.POLLER);

  /** Messages that belong together in everything but a stream and request-response. */
  private static final int HUNDRED = 100;

  private static final int MIXED_ALONE = 90;
  private static final int BURST = 64;

  /**
   * What is under way at once, in bytes at most: who sends all of it before it receives must not
   * fill the socket buffers of both directions, or all would wait for ever.
   */
  private static final int UNDER_WAY = 128 << 10;

  private final String label;
  private final Command.Mode mode;

  @SuppressWarnings("ImmutableEnumChecker") // never changed
  private final Set<Client> clients;

  /** Measured for all clients of a range, and for some more. */
  Workload(String label, Command.Mode mode, Client first, Client last, Client... more) {
    this.label = label;
    this.mode = mode;
    this.clients = EnumSet.range(first, last);
    this.clients.addAll(List.of(more));
  }

  /** Its name in tables and JSON. */
  String label() {
    return label;
  }

  /** What the server does for it. */
  Command.Mode mode() {
    return mode;
  }

  /** Whether it has a meaning for a client. */
  boolean measures(Client client) {
    return clients.contains(client);
  }

  /** The sizes that are measured where none are asked for. */
  List<Integer> payloads() {
    return switch (this) {
      case RR -> List.of(256, 8 << 10, 100 << 10, 1 << 20);
      case PIPELINED, BUFFERED, ITERATE -> List.of(512);
      case ERRORS -> List.of(256);
      case MIXED -> List.of(1 << 10);
      case UPLOAD, DOWNLOAD -> List.of(64 << 10);
    };
  }

  /** Whether messages go one way, so that bytes per second are what counts. */
  boolean oneWay() {
    return this == UPLOAD || this == DOWNLOAD;
  }

  /** Whether any echo server will do; else it takes the bench's own. */
  boolean echoed() {
    return mode == Command.Mode.ECHO || mode == Command.Mode.BULK;
  }

  /** How many messages are timed together. */
  int unit(int payload) {
    return switch (this) {
      case RR, UPLOAD, DOWNLOAD -> 1;
      case PIPELINED -> together(HUNDRED, payload);
      case BUFFERED, ITERATE -> together(BURST, payload);
      case ERRORS, MIXED -> HUNDRED;
    };
  }

  /**
   * How many of a unit's messages are sent before the first of them is received.
   *
   * @param done how many of the unit are done
   * @param left how many are not
   */
  int next(int done, int left, int payload) {
    return switch (this) {
      case PIPELINED -> left;
      case MIXED -> done < MIXED_ALONE ? 1 : Math.min(left, together(HUNDRED, payload));
      default -> 1;
    };
  }

  private static int together(int most, int payload) {
    return Math.max(1, Math.min(most, UNDER_WAY / payload));
  }
}
