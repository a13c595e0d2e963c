package io.github.wirespeed.loop;

/**
 * What an {@link EventLoop} calls for one channel, or for something like one; always on the loop's
 * thread.
 */
public interface LoopHandler {
  /**
   * The channel is, or may be, ready: with a hot channel the loop looks by calling this, so finding
   * nothing is ordinary.
   *
   * @param readyOps of {@link java.nio.channels.SelectionKey}'s operations those that may be ready
   * @return whether anything was done
   */
  boolean ready(int readyOps);

  /**
   * The handler threw, or the loop ends: give up the channel. Called once at most.
   *
   * @param cause what was thrown, here or by what the loop died of; null where it was closed
   */
  void failed(Throwable cause);
}
