package io.github.wirespeed.server;

import io.github.wirespeed.FanOut;
import io.github.wirespeed.loop.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The subscribers of a topic that live in one loop. It goes along the topic's entries, in turns of
 * the loop: all publications that are there go to each member in one write, where the member's
 * network takes them.
 */
final class Branch implements Runnable {
  private static final VarHandle SCHEDULED;

  static {
    try {
      SCHEDULED = MethodHandles.lookup().findVarHandle(Branch.class, "scheduled", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Topic topic;
  private final EventLoop loop;
  private final FanOut batch; // the loop's, which its branches use one after the other

  // Whether a turn is on its way, or going on. Who links an entry does so first and then looks
  // here;
  // a turn that ends writes this first and then looks for entries.
  private volatile boolean scheduled;

  // Loop thread only; of whoever runs a turn once the loop has ended.
  private final List<Member> members = new ArrayList<>();
  private TopicEntry last; // that it has passed; null once it has no members and never will again

  Branch(Topic topic, EventLoop loop, FanOut batch) {
    this.topic = topic;
    this.loop = loop;
    this.batch = batch;
  }

  EventLoop loop() {
    return loop;
  }

  /** Where it begins. Before anybody else knows of it. */
  void begin(TopicEntry behind) {
    last = behind;
  }

  /** There is something new. Any thread. */
  void wake() {
    if (!scheduled && SCHEDULED.compareAndSet(this, false, true) && !loop.execute(this)) {
      run();
    }
  }

  /** One batch; further ones are for the next turns of the loop, whose channels come first. */
  @Override
  public void run() {
    do {
      try {
        step();
      } catch (RuntimeException | Error e) {
        // A member that failed in an unheard-of way has not stopped the others for good.
        scheduled = loop.execute(this);
        throw e;
      }
      if (more() && loop.execute(this)) {
        return;
      }
    } while (more() || !rest());
  }

  /** Ends a turn; false if there is something new after all. */
  private boolean rest() {
    scheduled = false;
    return !more() || !SCHEDULED.compareAndSet(this, false, true);
  }

  private boolean more() {
    return last != null && last.next() != null;
  }

  private void step() {
    if (!more()) {
      return; // woken late: what it was woken for is done
    } else if (loop.ended()) {
      pass();
      return;
    }
    TopicEntry until = last;
    batch.clear();
    for (TopicEntry next = until.next(); next != null; next = until.next()) {
      if (next.kind == TopicEntry.Kind.PUBLICATION) {
        if (!batch.add(next.message)) {
          break;
        }
        until = next;
      } else if (batch.size() > 0) {
        break; // who comes or goes does so between two publications
      } else {
        change(next);
        if (last == null) {
          return;
        }
        until = last;
      }
    }
    if (batch.size() > 0) {
      TopicEntry first = last.next();
      try {
        deliver(first);
      } finally {
        last = until;
        batch.clear();
        done(first, until);
      }
    }
  }

  /** The loop has ended, and with it the members' connections: there is nobody to be given it. */
  private void pass() {
    while (more()) {
      TopicEntry next = last.next();
      if (next.kind == TopicEntry.Kind.PUBLICATION) {
        last = next;
        next.publishing.part();
      } else {
        change(next);
      }
    }
  }

  private void change(TopicEntry entry) {
    last = entry;
    if (entry.member.branch() == this) {
      if (entry.kind == TopicEntry.Kind.JOIN) {
        entry.member.place(members.size());
        members.add(entry.member);
      } else {
        remove(entry.member);
        if (!entry.audience.branches().contains(this)) {
          last = null; // whoever keeps a subscription must not keep all that comes behind this
        }
      }
    }
  }

  private void remove(Member member) {
    int at = member.place();
    Member other = members.remove(members.size() - 1);
    if (other != member) {
      members.set(at, other);
      other.place(at);
    }
    member.gone();
  }

  private void deliver(TopicEntry first) {
    int count = batch.size();
    long delivered = 0;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.left()) {
        continue;
      }
      int taken = member.behind() ? 0 : batch.send(member.connection());
      if (taken == FanOut.ENDED) {
        continue; // its end is under way, and takes it out of here
      }
      delivered += taken;
      if (taken < count) {
        offer(member, first, taken, count);
      }
    }
    topic.delivered(delivered);
  }

  private static void offer(Member member, TopicEntry first, int taken, int count) {
    TopicEntry entry = first;
    long before = member.dropped();
    for (int i = 0; i < count; i++) {
      if (i >= taken) {
        member.offer(entry);
      }
      entry = entry.next();
    }
    long more = member.dropped() - before;
    if (more > 0) {
      Flight.dropped(member.topic().name(), member.connection(), more);
    }
  }

  private static void done(TopicEntry first, TopicEntry until) {
    TopicEntry entry = first;
    while (true) {
      TopicEntry next = entry.next();
      entry.publishing.part();
      if (entry == until) {
        return;
      }
      entry = next;
    }
  }
}
