package io.github.wirespeed.server;

import io.github.wirespeed.PreparedMessage;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;

/** Publications that wait for a slow subscriber, the oldest first. Loop thread only. */
abstract class Waiting {
  /** What waits for a subscriber with such a policy. */
  static Waiting of(SlowConsumer slow) {
    return slow.policy() == SlowConsumer.Policy.CONFLATE ? new ByKey() : new InOrder();
  }

  /** How many wait. */
  abstract int size();

  /** The oldest, left where it is; there must be one. */
  abstract PreparedMessage head();

  /** Takes the oldest out; there must be one. */
  abstract void remove();

  /** Takes a publication in; whether it took the place of one with the same key. */
  abstract boolean add(TopicEntry publication);

  /** For all policies that do not look at keys. */
  private static final class InOrder extends Waiting {
    private final ArrayDeque<PreparedMessage> messages = new ArrayDeque<>();

    @Override
    int size() {
      return messages.size();
    }

    @Override
    PreparedMessage head() {
      return messages.getFirst();
    }

    @Override
    void remove() {
      messages.removeFirst();
    }

    @Override
    boolean add(TopicEntry publication) {
      messages.addLast(publication.message);
      return false;
    }
  }

  /** One for each key, in the place of the oldest; one without a key has one of its own. */
  private static final class ByKey extends Waiting {
    private final LinkedHashMap<Object, PreparedMessage> messages = new LinkedHashMap<>();

    @Override
    int size() {
      return messages.size();
    }

    @Override
    PreparedMessage head() {
      return messages.values().iterator().next();
    }

    @Override
    void remove() {
      Iterator<PreparedMessage> oldest = messages.values().iterator();
      oldest.next();
      oldest.remove();
    }

    @Override
    boolean add(TopicEntry publication) {
      Object key = publication.key != null ? publication.key : new Object();
      return messages.put(key, publication.message) != null;
    }
  }
}
