package io.github.wirespeed;

import java.time.Duration;

/**
 * Between two connections: messages that the server sent then, or had sent before and were still
 * under way, are missing. Immutable.
 *
 * @param lost how the connection before it ended
 * @param length from the loss until the next connection was ready
 * @param attempts how many it took
 * @param unsentMessages accepted before the loss, or held during the gap, and not written; what was
 *     written last may be lost as well
 * @param refusedSends sends that were refused meanwhile
 * @param losses how many connections were lost in it: more than one where nothing was received of
 *     those in between
 */
public record Gap(
    ConnectionClosedException lost,
    Duration length,
    int attempts,
    long unsentMessages,
    long refusedSends,
    int losses)
    implements ReconnectEvent {

  /** This one and the next as one, as no message lies between them. */
  Gap and(Gap next) {
    return new Gap(
        next.lost,
        length.plus(next.length),
        attempts + next.attempts,
        unsentMessages + next.unsentMessages,
        refusedSends + next.refusedSends,
        losses + next.losses);
  }

  /** "gap of 83 ms, 1 attempt: received close 1012 (service restart), sent close ...". */
  @Override
  public String toString() {
    return "gap of "
        + length.toMillis()
        + " ms, "
        + attempts
        + (attempts == 1 ? " attempt: " : " attempts: ")
        + lost.getMessage();
  }
}
