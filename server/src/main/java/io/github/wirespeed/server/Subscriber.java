package io.github.wirespeed.server;

import io.github.wirespeed.FanOut;
import io.github.wirespeed.WebSocketConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection with its subscriptions. What waits for it in several topics goes into its mailbox by
 * turns, one publication of each.
 */
final class Subscriber implements Runnable {
  private final WebSocketConnection connection;
  private final List<Member> members = new ArrayList<>(1); // under the lock of its place in the map

  // Loop thread only: those with something that waits, each once.
  private final ArrayDeque<Member> behind = new ArrayDeque<>(0);
  private Runnable last; // to be run when nothing waits any more; null while more may come

  Subscriber(WebSocketConnection connection) {
    this.connection = connection;
  }

  WebSocketConnection connection() {
    return connection;
  }

  /** Its place in a topic; null if it has none. */
  Member in(Topic topic) {
    for (Member member : members) {
      if (member.topic() == topic) {
        return member;
      }
    }
    return null;
  }

  List<Member> members() {
    return members;
  }

  /** Something waits for it in a topic, where nothing did. Loop thread only. */
  void behind(Member member) {
    behind.addLast(member);
    if (behind.size() == 1) {
      FanOut.whenRoom(connection, member.head(), this);
    }
  }

  /**
   * Nothing more is taken for it; what waits still goes, and then this is run. Loop thread only.
   */
  void settle(Runnable then) {
    last = then;
    if (behind.isEmpty()) {
      then.run();
    }
  }

  /** Whether nothing more is taken for it. Loop thread only. */
  boolean settling() {
    return last != null;
  }

  /** There is room in the mailbox. Loop thread only. */
  @Override
  public void run() {
    for (Member member = behind.peek(); member != null; member = behind.peek()) {
      if (member.behind() && !connection.trySend(member.head())) {
        FanOut.whenRoom(connection, member.head(), this);
        return;
      }
      behind.poll();
      if (member.behind()) {
        member.sent();
      }
      if (member.behind()) {
        behind.addLast(member);
      }
    }
    if (last != null) {
      last.run();
    }
  }
}
