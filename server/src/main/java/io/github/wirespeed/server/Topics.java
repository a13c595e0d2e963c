package io.github.wirespeed.server;

import io.github.wirespeed.FanOut;
import io.github.wirespeed.ServerConnections;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.loop.EventLoop;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The topics of a server. Any thread. */
public final class Topics {
  private final ConcurrentHashMap<String, Named> byName = new ConcurrentHashMap<>();
  private final ReferenceQueue<Topic> forgotten = new ReferenceQueue<>();
  private final ConcurrentHashMap<WebSocketConnection, Subscriber> subscribers =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<EventLoop, FanOut> batches = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();
  // Written once, when the server starts.
  private volatile Bound bound; // null until then

  /**
   * What topics have of their server.
   *
   * @param connections those that can be subscribed
   */
  private record Bound(Backplane backplane, ServerConnections connections) {}

  /** A topic as long as somebody has it: a subscriber, a publication, the user. */
  private static final class Named extends WeakReference<Topic> {
    private final String name;

    Named(Topic topic, ReferenceQueue<Topic> forgotten) {
      super(topic, forgotten);
      this.name = topic.name();
    }
  }

  Topics() {}

  /**
   * A server starts with these: they are for its connections, of whose ends they are {@linkplain
   * #ended told}. Once.
   *
   * @throws IllegalStateException if they are another server's already
   */
  void start(Backplane backplane, ServerConnections connections) {
    if (bound != null) {
      throw new IllegalStateException("these topics are those of a server that was started before");
    }
    bound = new Bound(backplane, connections);
    backplane.start(this::arrived);
  }

  private Bound bound() {
    Bound known = bound;
    if (known == null) {
      throw new IllegalStateException("the server of these topics was not started");
    }
    return known;
  }

  Backplane backplane() {
    return bound().backplane();
  }

  /**
   * A topic, which needs not be made: it is there by its name. One without subscribers that nobody
   * refers to is forgotten, with its counters.
   */
  public Topic topic(String name) {
    Objects.requireNonNull(name, "name");
    forget();
    while (true) {
      Named named = byName.get(name);
      Topic known = named == null ? null : named.get();
      if (known != null) {
        return known;
      }
      Topic made = new Topic(name, this);
      Named next = new Named(made, forgotten);
      if (named == null
          ? byName.putIfAbsent(name, next) == null
          : byName.replace(name, named, next)) {
        return made;
      }
    }
  }

  private void forget() {
    for (Object gone = forgotten.poll(); gone != null; gone = forgotten.poll()) {
      byName.remove(((Named) gone).name, gone);
    }
  }

  /** How many topics there are. */
  int size() {
    forget();
    return byName.size();
  }

  void dropped(long more) {
    dropped.add(more);
  }

  /** How many publications were dropped for slow subscribers, of topics forgotten since as well. */
  long dropped() {
    return dropped.sum();
  }

  /** How many connections are subscribed to anything. */
  int subscribers() {
    return subscribers.size();
  }

  private void arrived(Publication publication) {
    Named named = byName.get(publication.topic());
    Topic topic = named == null ? null : named.get();
    if (topic != null) { // else nobody is subscribed any more
      topic.arrived(publication);
    }
  }

  /**
   * Has a connection get no more publications, and runs a task when those that wait for it are in
   * its mailbox: at once, if none do; never, if it ends before. Any thread; the task runs on the
   * connection's loop, or here.
   */
  void settle(WebSocketConnection connection, Runnable then) {
    Subscriber subscriber = subscribers.get(connection);
    if (subscriber == null
        || !bound().connections().loopOf(connection).execute(() -> subscriber.settle(then))) {
      then.run();
    }
  }

  /** What a loop's branches lay their publications in. */
  FanOut batchOf(EventLoop loop) {
    FanOut known = batches.get(loop);
    if (known != null) {
      return known;
    }
    batches.keySet().removeIf(EventLoop::ended);
    return batches.computeIfAbsent(loop, made -> new FanOut());
  }

  Subscription subscribe(Topic topic, WebSocketConnection connection, SlowConsumer slow) {
    EventLoop loop = bound().connections().loopOf(connection);
    Member[] place = new Member[1];
    Audience[] woken = {Audience.NOBODY};
    subscribers.compute(
        connection,
        (key, known) -> {
          Subscriber subscriber = known != null ? known : new Subscriber(connection);
          place[0] = subscriber.in(topic);
          if (place[0] == null) {
            place[0] = new Member(topic, subscriber, slow);
            subscriber.members().add(place[0]);
            woken[0] = topic.join(place[0], loop);
          }
          return subscriber;
        });
    Topic.wake(woken[0]);
    topic.tellBackplane();
    // After it is in the map: one that ends meanwhile is found there, or is seen to be over here.
    if (ServerConnections.isOver(connection)) {
      ended(connection);
    }
    return place[0];
  }

  void cancel(Member member) {
    subscribers.computeIfPresent(
        member.connection(),
        (key, subscriber) -> {
          subscriber.members().remove(member);
          return subscriber.members().isEmpty() ? null : subscriber;
        });
    leave(member);
  }

  /** A connection is over. Any thread; once, or more often. */
  void ended(WebSocketConnection connection) {
    Subscriber subscriber = subscribers.remove(connection);
    if (subscriber != null) {
      subscriber.members().forEach(Topics::leave);
    }
  }

  private static void leave(Member member) {
    if (member.leave()) {
      member.topic().leave(member);
    }
  }
}
