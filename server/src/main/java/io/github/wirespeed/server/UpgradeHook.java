package io.github.wirespeed.server;

/** Decides what becomes of opening requests that the server's own rules let through. */
@FunctionalInterface
public interface UpgradeHook {
  /**
   * Decides. Called on the thread of the connection's loop: what takes time belongs into {@link
   * UpgradeDecision#later}.
   *
   * @return never null
   * @throws Exception whatever it is, the client is answered with 500 and nothing of it; the log
   *     {@code io.github.wirespeed.server} has a warning with it
   */
  UpgradeDecision decide(UpgradeRequest request) throws Exception;
}
