package io.github.wirespeed.server;

import io.github.wirespeed.Message;
import io.github.wirespeed.PreparedMessage;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.loop.Baton;
import io.github.wirespeed.loop.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * A name under which messages are published, and the connections that get them. Any thread.
 *
 * <pre>
 *   Topic quotes = server.topics().topic("quotes");
 *   quotes.subscribe(connection, SlowConsumer.conflate(100));
 *   quotes.publish("EURUSD", new Message.Text("1.0875"));
 * </pre>
 *
 * <p><b>Order.</b> Every subscriber gets the publications of one thread in the order in which they
 * were published, with no gap but what its policy drops and counts. It gets all that are published
 * after {@link #subscribe} has returned.
 *
 * <p><b>Publishing</b> never waits: each loop takes the publication to its own subscribers, in its
 * next turn, together with whatever else was published by then. At most {@value #MOST_UNDER_WAY} of
 * a topic, or 4 MiB of them, can be under way, which are those whose stages are not done; a further
 * one is refused with {@link TopicFullException}. Who publishes much should therefore look at the
 * stages, if only at each hundredth.
 *
 * <p>Dependents of a stage run on the thread that completes it, a loop's most often, and must not
 * block. What is published inside of a handler is published when the handler returns.
 */
public final class Topic {
  /** Most publications whose stages are not done. */
  static final int MOST_UNDER_WAY = 1024;

  private static final long MOST_BYTES = 4L << 20;
  private static final long ONE_PUBLICATION = 1L << 40;
  private static final System.Logger LOG = System.getLogger("io.github.wirespeed");

  private static final VarHandle TAIL;
  private static final VarHandle UNDER_WAY;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(Topic.class, "tail", TopicEntry.class);
      UNDER_WAY = lookup.findVarHandle(Topic.class, "underWay", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final Topics topics;
  private final LongAdder rejected = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  // What happened last. Any thread links a new entry behind it.
  private volatile TopicEntry tail = TopicEntry.first();

  // Publications in the upper bits, their bytes in the lower 40. Any thread.
  private volatile long underWay;

  // The right to tell the backplane whether publications are wanted; and what it was told last,
  // which is the holder's.
  private final Baton telling = new Baton();
  private boolean wanted;

  Topic(String name, Topics topics) {
    this.name = name;
    this.topics = topics;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Subscribes a connection until it ends, dropping the oldest of 64 that wait. */
  public Subscription subscribe(WebSocketConnection connection) {
    return subscribe(connection, SlowConsumer.dropOldest(64));
  }

  /**
   * Subscribes a connection until it ends, or the subscription is cancelled. One that is over
   * already gets nothing.
   *
   * @return the subscription that the connection has, with the policy that it has, if it is
   *     subscribed already
   * @throws IllegalArgumentException if it is not a connection of this server
   */
  public Subscription subscribe(WebSocketConnection connection, SlowConsumer slow) {
    Objects.requireNonNull(slow, "slow");
    return topics.subscribe(this, Objects.requireNonNull(connection, "connection"), slow);
  }

  /** Publishes to all subscribers, here and on the servers behind the backplane. */
  public CompletionStage<Void> publish(String text) {
    return publish(null, new Message.Text(text));
  }

  /** Publishes a message, binary perhaps. */
  public CompletionStage<Void> publish(Message message) {
    return publish(null, message);
  }

  /**
   * Publishes a message with a key to conflate by.
   *
   * @param key null for none
   * @return done when each subscriber of this server has it in its mailbox or queue, or it was
   *     dropped there and counted, and the backplane has accepted it; fails with what the backplane
   *     failed with, and then the subscribers here have it all the same; fails with {@link
   *     TopicFullException} at once if it was not published
   * @throws IllegalArgumentException if it is text with a lone surrogate
   * @throws IllegalStateException if the server was not started yet
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it is looked at
  public CompletionStage<Void> publish(String key, Message message) {
    Backplane backplane = topics.backplane();
    Publishing publishing = accept(key, PreparedMessage.of(message));
    if (publishing == null) {
      return CompletableFuture.failedStage(full());
    }
    if (backplane == Backplane.none()) {
      publishing.part();
      return publishing;
    }
    CompletionStage<Void> others;
    try {
      others = backplane.publish(new Publication(name, key, message));
    } catch (RuntimeException e) {
      others = CompletableFuture.failedStage(e);
    }
    others.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            publishing.failed(failure);
          }
          publishing.part();
        });
    return publishing;
  }

  /** A publication of another server. */
  void arrived(Publication publication) {
    Publishing publishing = accept(publication.key(), PreparedMessage.of(publication.message()));
    if (publishing != null) {
      publishing.part();
    }
  }

  /** Links a publication; null if too many are under way. */
  private Publishing accept(String key, PreparedMessage message) {
    if (!takeRoom(message.size())) {
      reject();
      return null;
    }
    Publishing publishing = new Publishing(this, message.size());
    TopicEntry entry = TopicEntry.publication(message, key, publishing);
    TopicEntry before;
    do {
      before = tail;
      entry.audience = before.audience;
      entry.number = before.number + 1;
      publishing.parts(before.audience.branches().size() + 1);
    } while (!TAIL.compareAndSet(this, before, entry));
    linked(before, entry, entry.audience);
    return publishing;
  }

  private static void linked(TopicEntry before, TopicEntry entry, Audience woken) {
    before.next(entry);
    wake(woken);
  }

  /** There is something new for them. */
  static void wake(Audience woken) {
    for (int i = 0; i < woken.branches().size(); i++) {
      woken.branches().get(i).wake();
    }
  }

  private boolean takeRoom(int bytes) {
    while (true) {
      long before = underWay;
      if (before / ONE_PUBLICATION >= MOST_UNDER_WAY
          || (before != 0 && before % ONE_PUBLICATION + bytes > MOST_BYTES)) {
        return false;
      }
      if (UNDER_WAY.compareAndSet(this, before, before + ONE_PUBLICATION + bytes)) {
        return true;
      }
    }
  }

  /** A publication is not under way any more. */
  void giveRoom(int bytes) {
    UNDER_WAY.getAndAdd(this, -ONE_PUBLICATION - bytes);
  }

  private void reject() {
    if (rejected.sum() == 0) {
      // Once: who publishes and does not look at the stage would otherwise never know.
      LOG.log(System.Logger.Level.WARNING, full().getMessage());
    }
    rejected.increment();
  }

  private TopicFullException full() {
    return new TopicFullException(
        "topic \"%s\" has %d publications under way: wait for their stages"
            .formatted(name, underWay / ONE_PUBLICATION));
  }

  /**
   * A connection comes, in a loop; takes nobody any further, as the caller has a lock.
   *
   * @return whom to {@linkplain #wake} without it
   */
  Audience join(Member member, EventLoop loop) {
    TopicEntry entry = TopicEntry.join(member);
    Branch made = null;
    TopicEntry before;
    do {
      before = tail;
      Branch branch = before.audience.of(loop);
      if (branch == null) {
        made = made != null ? made : new Branch(this, loop, topics.batchOf(loop));
        made.begin(before);
        branch = made;
      }
      member.branch(branch);
      entry.audience = before.audience.joined(branch);
      entry.number = before.number;
    } while (!TAIL.compareAndSet(this, before, entry));
    before.next(entry);
    return entry.audience;
  }

  /** A connection goes. Once for each member. */
  void leave(Member member) {
    TopicEntry entry = TopicEntry.leave(member);
    TopicEntry before;
    do {
      before = tail;
      entry.audience = before.audience.left(member.branch());
      entry.number = before.number;
    } while (!TAIL.compareAndSet(this, before, entry));
    linked(before, entry, before.audience);
    tellBackplane();
  }

  void cancel(Member member) {
    topics.cancel(member);
  }

  /** Tells the backplane of the first subscriber, and of the last one's end. */
  void tellBackplane() {
    if (topics.backplane() == Backplane.none() || !telling.signal()) {
      return; // who is telling looks again
    }
    do {
      boolean now = subscribers() > 0;
      if (now != wanted) {
        wanted = now;
        tell(now);
      }
    } while (!telling.leave());
  }

  private void tell(boolean now) {
    try {
      if (now) {
        topics.backplane().wanted(name);
      } else {
        topics.backplane().unwanted(name);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a backplane failed to hear of topic " + name, e);
    }
  }

  Audience audience() {
    return tail.audience;
  }

  void delivered(long more) {
    delivered.add(more);
  }

  void dropped(long more) {
    dropped.add(more);
    topics.dropped(more);
  }

  /** How many connections of this server are subscribed. */
  public int subscribers() {
    return tail.audience.size();
  }

  /** How it stands. */
  public TopicStatistics statistics() {
    TopicEntry now = tail;
    return new TopicStatistics(
        now.audience.size(),
        (int) (underWay / ONE_PUBLICATION),
        now.number,
        rejected.sum(),
        delivered.sum(),
        dropped.sum());
  }

  /** "Topic[quotes, 17 subscribers]": for logs. */
  @Override
  public String toString() {
    return "Topic[" + name + ", " + subscribers() + " subscribers]";
  }
}
