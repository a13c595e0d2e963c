package io.github.wirespeed.server;

/** A connection's place in a topic. Any thread. */
public interface Subscription {
  /** The topic. */
  Topic topic();

  /** Ends it: what waits in its queue is dropped, without being counted. Idempotent. */
  void cancel();

  /** How many publications wait in its queue. */
  int queued();

  /** How many were dropped, or conflated, as the connection was too slow. */
  long dropped();
}
