package io.github.wirespeed.server;

import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocketConnection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A name under which messages are published, and the connections that get them. Any thread.
 *
 * <pre>
 *   Topic quotes = server.topics().topic("quotes");
 *   quotes.subscribe(connection, SlowConsumer.conflate(100));
 *   quotes.publish("EURUSD", new Message.Text("1.0875"));
 * </pre>
 */
public final class Topic {
  private final String name;
  private final Backplane backplane;
  private final Set<Member> members = ConcurrentHashMap.newKeySet();

  private record Member(Topic topic, WebSocketConnection connection) implements Subscription {
    @Override
    public void cancel() {
      topic.members.remove(this);
    }

    @Override
    public int queued() {
      return 0;
    }

    @Override
    public long dropped() {
      return 0;
    }
  }

  Topic(String name, Backplane backplane) {
    this.name = name;
    this.backplane = backplane;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** A publication of another server. */
  void arrived(Publication publication) {
    deliver(publication.message());
  }

  /** Subscribes a connection until it ends, dropping the oldest of 64 that wait. */
  public Subscription subscribe(WebSocketConnection connection) {
    return subscribe(connection, SlowConsumer.dropOldest(64));
  }

  /** Subscribes a connection until it ends, or the subscription is cancelled. */
  public Subscription subscribe(WebSocketConnection connection, SlowConsumer slow) {
    Member member = new Member(this, connection);
    members.add(member);
    backplane.wanted(name);
    return member;
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
   *     failed with, and then the subscribers here have it all the same
   */
  public CompletionStage<Void> publish(String key, Message message) {
    deliver(message);
    return backplane.publish(new Publication(name, key, message));
  }

  /** How many connections of this server are subscribed. */
  public int subscribers() {
    return members.size();
  }

  private void deliver(Message message) {
    for (Member member : members) {
      if (message.isText()) {
        member.connection.send(message.text());
      } else {
        member.connection.send(message.bytes());
      }
    }
  }
}
