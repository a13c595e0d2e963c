package io.github.wirespeed.nats;

import io.github.wirespeed.server.BackplaneException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What was handed to a connection and is not confirmed yet, in its order; bounded. Not for several
 * threads: {@link BrokerSession} guards it by its lock, and completes stages outside of it.
 */
final class Unconfirmed {
  private final int maxPublications;
  private final long maxBytes;
  private final ArrayDeque<Sent> all = new ArrayDeque<>();
  private long bytes;

  /**
   * One of them.
   *
   * @param subject null for what only asks to be confirmed
   */
  record Sent(String subject, int bytes, CompletableFuture<Void> done) {
    static Sent of(String subject, int bytes) {
      return new Sent(subject, bytes, new CompletableFuture<>());
    }

    /** Counts, and then tells. */
    void fail(BackplaneException why, Counters counters) {
      if (subject != null) {
        (why.mayHaveArrived() ? counters.unknown : counters.notPublished).increment();
      }
      done.completeExceptionally(why);
    }

    /** Counts, and then tells. */
    void confirm(Counters counters) {
      if (subject != null) {
        counters.confirmed.increment();
      }
      done.complete(null);
    }
  }

  Unconfirmed(int maxPublications, long maxBytes) {
    this.maxPublications = maxPublications;
    this.maxBytes = maxBytes;
  }

  /** Why there is no room for another one; null if there is. */
  String full(int size) {
    if (all.size() >= maxPublications) {
      return all.size() + " publications wait for the broker's word, and no more may";
    }
    if (!all.isEmpty() && bytes + size > maxBytes) {
      return bytes + " bytes wait for the broker's word, and no more than " + maxBytes + " may";
    }
    return null;
  }

  void add(Sent sent) {
    all.add(sent);
    bytes += sent.bytes;
  }

  int size() {
    return all.size();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Takes the first so many out. */
  List<Sent> take(int count) {
    List<Sent> taken = new ArrayList<>(count);
    for (int i = 0; i < count && !all.isEmpty(); i++) {
      Sent sent = all.poll();
      bytes -= sent.bytes;
      taken.add(sent);
    }
    return taken;
  }
}
