package io.github.wirespeed;

import java.util.ArrayList;
import java.util.List;

/**
 * Some messages for many connections of one loop: they are laid one behind the other once, and each
 * connection that has nothing in front of them is written all of them in one call, from where they
 * lie. For this project's own server. Loop thread only, but for the static methods.
 */
public final class FanOut {
  /** What {@link #send} says of a connection that takes no more messages. */
  public static final int ENDED = -1;

  /** Frames of a batch, unless a message by itself is longer: what one call writes well. */
  private static final int MOST_BYTES = 64 << 10;

  private static final int MOST_MESSAGES = 1024;

  private final List<PreparedMessage> messages = new ArrayList<>();
  private final List<LaidMessages> laid = new ArrayList<>(1);
  private LaidMessages last; // that was asked for; null while there is none
  private int bytes;

  /** An empty batch. */
  public FanOut() {}

  /** Adds a message; false if that would be too much for one batch, which has others then. */
  public boolean add(PreparedMessage message) {
    int more = message.length();
    if (!messages.isEmpty() && (bytes + more > MOST_BYTES || messages.size() == MOST_MESSAGES)) {
      return false;
    }
    messages.add(message);
    bytes += more;
    return true;
  }

  /** How many messages it has. */
  public int size() {
    return messages.size();
  }

  /** One of them. */
  public PreparedMessage message(int index) {
    return messages.get(index);
  }

  /** Forgets the messages. */
  public void clear() {
    messages.clear();
    bytes = 0;
    laid.forEach(each -> each.clear(MOST_BYTES));
  }

  /**
   * Sends them to a connection of this loop, if nothing is in front of them there.
   *
   * @return how many of them, from the first, it has accepted; {@link #ENDED} if it never will
   *     accept another
   */
  public int send(WebSocketConnection connection) {
    return ((Connection) connection).outbound().send(this);
  }

  /**
   * Has a task run once, on the connection's loop, when half of its mailbox is free, and room for a
   * message, which may be so already. A later task takes the place of one that waits. Loop thread
   * only; none is run once the connection accepts nothing any more.
   */
  public static void whenRoom(
      WebSocketConnection connection, PreparedMessage message, Runnable task) {
    ((Connection) connection).outbound().whenRoom(message, task);
  }

  /** The messages as those connections get them that compress so. */
  LaidMessages laid(SharedDeflate deflate, int fragmentSize) {
    if (last == null || !last.isFor(deflate, fragmentSize)) {
      last = find(deflate, fragmentSize);
    }
    if (!last.isLaid()) {
      last.lay(messages);
    }
    return last;
  }

  private LaidMessages find(SharedDeflate deflate, int fragmentSize) {
    for (LaidMessages each : laid) {
      if (each.isFor(deflate, fragmentSize)) {
        return each;
      }
    }
    LaidMessages made = new LaidMessages(deflate, fragmentSize);
    laid.add(made);
    return made;
  }
}
