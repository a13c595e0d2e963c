package io.github.wirespeed.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What makes the topics of several servers one: takes each publication to the other servers, and
 * brings theirs. A server's own subscribers do not depend on it.
 *
 * <p>Called by any thread; no call may wait.
 */
public interface Backplane extends AutoCloseable {
  /** Where publications of other servers go. Any thread; publications of one arrive in order. */
  @FunctionalInterface
  interface Arrivals {
    /** A publication of another server. */
    void arrived(Publication publication);
  }

  /** Alone: there are no other servers. The default. */
  static Backplane none() {
    return NoBackplane.NONE;
  }

  /** Begins. Called once, before everything else, by the one server that it belongs to. */
  void start(Arrivals arrivals);

  /**
   * Takes a publication to the other servers, never back to this one.
   *
   * @return done when they will get it although this process ends; fails with a {@link
   *     BackplaneException} if that cannot be said
   */
  CompletionStage<Void> publish(Publication publication);

  /** The topic has its first subscriber here: publications of others are wanted from now on. */
  void wanted(String topic);

  /** The topic has no subscriber here any more. */
  void unwanted(String topic);

  /** Ends; publications that were accepted are on their way. Idempotent. */
  @Override
  void close();

  /** See {@link #none}. */
  enum NoBackplane implements Backplane {
    /** The only one. */
    NONE;

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    @Override
    public void start(Arrivals arrivals) {
      // Nothing will arrive.
    }

    @Override
    public CompletionStage<Void> publish(Publication publication) {
      return DONE;
    }

    @Override
    public void wanted(String topic) {
      // There is nobody to be asked.
    }

    @Override
    public void unwanted(String topic) {
      // Likewise.
    }

    @Override
    public void close() {
      // There is nothing to release.
    }
  }
}
