package io.github.wirespeed.server;

import io.github.wirespeed.PreparedMessage;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.protocol.CloseCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;

/** A connection in a topic, and what waits for it there. Its loop's, where nothing else is said. */
final class Member implements Subscription {
  private static final VarHandle LEFT;
  private static final VarHandle QUEUED;
  private static final VarHandle DROPPED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LEFT = lookup.findVarHandle(Member.class, "left", boolean.class);
      QUEUED = lookup.findVarHandle(Member.class, "queued", int.class);
      DROPPED = lookup.findVarHandle(Member.class, "dropped", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Topic topic;
  private final Subscriber subscriber;
  private final SlowConsumer slow;
  private Branch branch; // set before it joins

  private volatile boolean left; // any thread, once

  // Loop thread only, down to the blank line.
  private int place; // among the members of its branch
  private Waiting waiting; // null until something waits
  private ArrayDeque<Blocked> blocked; // that the queue had no room for; null until there are any
  private boolean tooSlow; // and therefore closed

  // Written by the loop, read by any.
  @SuppressWarnings("UnusedVariable") // through QUEUED
  private int queued;

  private long dropped;

  /** A publication whose publisher waits for room in the queue. */
  private record Blocked(TopicEntry publication, Publishing publishing) {}

  Member(Topic topic, Subscriber subscriber, SlowConsumer slow) {
    this.topic = topic;
    this.subscriber = subscriber;
    this.slow = slow;
  }

  @Override
  public Topic topic() {
    return topic;
  }

  @Override
  public void cancel() {
    topic.cancel(this);
  }

  @Override
  public int queued() {
    return (int) QUEUED.getOpaque(this);
  }

  @Override
  public long dropped() {
    return (long) DROPPED.getOpaque(this);
  }

  WebSocketConnection connection() {
    return subscriber.connection();
  }

  Branch branch() {
    return branch;
  }

  /** Where it lives. Before it joins. */
  void branch(Branch of) {
    branch = of;
  }

  int place() {
    return place;
  }

  void place(int index) {
    place = index;
  }

  /** Ends it; false if it was ended before. Any thread. */
  boolean leave() {
    return LEFT.compareAndSet(this, false, true);
  }

  /** Whether it was ended: it gets nothing more. Any thread. */
  boolean left() {
    return left;
  }

  /** Whether publications wait, behind which the next one has to go. */
  boolean behind() {
    return waiting != null && waiting.size() > 0;
  }

  /** A publication that the connection did not take along with the others. */
  void offer(TopicEntry publication) {
    if (left || tooSlow || subscriber.settling()) {
      return;
    } else if (!behind() && connection().trySend(publication.message)) {
      topic.delivered(1);
      return;
    }
    boolean first = !behind();
    queue(publication);
    count();
    if (first && behind()) {
      subscriber.behind(this);
    }
  }

  private void queue(TopicEntry publication) {
    if (waiting == null) {
      waiting = Waiting.of(slow);
    }
    boolean full = waiting.size() >= slow.queue();
    switch (slow.policy()) {
      case BLOCK -> {
        if (full) {
          block(publication);
        } else {
          waiting.add(publication);
        }
      }
      case DROP_OLDEST -> {
        waiting.add(publication);
        dropOldestIfOver();
      }
      case DROP_NEWEST -> {
        if (full) {
          drop();
        } else {
          waiting.add(publication);
        }
      }
      case CONFLATE -> {
        if (waiting.add(publication)) {
          drop();
        }
        dropOldestIfOver();
      }
      case CLOSE -> {
        if (full) {
          drop();
          tooSlow = true;
          connection().close(CloseCode.POLICY_VIOLATION, "too slow");
        } else {
          waiting.add(publication);
        }
      }
    }
  }

  private void dropOldestIfOver() {
    if (waiting.size() > slow.queue()) {
      waiting.remove();
      drop();
    }
  }

  private void block(TopicEntry publication) {
    if (blocked == null) {
      blocked = new ArrayDeque<>();
    }
    publication.publishing.another();
    blocked.addLast(new Blocked(publication.detached(), publication.publishing));
  }

  private void drop() {
    DROPPED.setOpaque(this, dropped + 1);
    topic.dropped(1);
  }

  private void count() {
    QUEUED.setOpaque(this, waiting.size());
  }

  /** The oldest that waits; there must be one. */
  PreparedMessage head() {
    return waiting.head();
  }

  /** The oldest that waits is sent. */
  void sent() {
    waiting.remove();
    topic.delivered(1);
    if (blocked != null && !blocked.isEmpty()) {
      Blocked next = blocked.removeFirst();
      waiting.add(next.publication());
      next.publishing().part();
    }
    count();
  }

  /** It is over: whoever waits for it need not any more. */
  void gone() {
    waiting = null;
    QUEUED.setOpaque(this, 0);
    if (blocked != null) {
      blocked.forEach(each -> each.publishing().part());
      blocked = null;
    }
  }

  /** "Subscription[quotes, HandledConnection[open, ...], DROP_OLDEST behind 64]": for logs. */
  @Override
  public String toString() {
    return "Subscription[" + topic.name() + ", " + connection() + ", " + slow + "]";
  }
}
