package io.github.wirespeed.server;

/**
 * What becomes of publications that a subscriber is too slow for: whose mailbox is full, and behind
 * it a queue of its subscription. Immutable.
 */
public final class SlowConsumer {
  /** What happens when the queue is full. */
  enum Policy {
    BLOCK,
    DROP_OLDEST,
    DROP_NEWEST,
    CONFLATE,
    CLOSE
  }

  private final Policy policy;
  private final int queue;

  private SlowConsumer(Policy policy, int queue) {
    if (queue < 1) {
      throw new IllegalArgumentException("a queue of " + queue + " holds nothing");
    }
    this.policy = policy;
    this.queue = queue;
  }

  /** The publisher waits: its stage is not done before every such subscriber has room. */
  public static SlowConsumer block(int queue) {
    return new SlowConsumer(Policy.BLOCK, queue);
  }

  /** The oldest that waits is dropped. */
  public static SlowConsumer dropOldest(int queue) {
    return new SlowConsumer(Policy.DROP_OLDEST, queue);
  }

  /** The new one is dropped. */
  public static SlowConsumer dropNewest(int queue) {
    return new SlowConsumer(Policy.DROP_NEWEST, queue);
  }

  /**
   * Of those with the same key only the newest waits, in the place of the oldest. With {@code keys}
   * of them waiting, or without a key, the oldest is dropped.
   */
  public static SlowConsumer conflate(int keys) {
    return new SlowConsumer(Policy.CONFLATE, keys);
  }

  /** The connection is closed, with 1008 and the reason "too slow". */
  public static SlowConsumer close(int queue) {
    return new SlowConsumer(Policy.CLOSE, queue);
  }

  Policy policy() {
    return policy;
  }

  int queue() {
    return queue;
  }

  /** "DROP_OLDEST behind 64": for logs. */
  @Override
  public String toString() {
    return policy + " behind " + queue;
  }
}
