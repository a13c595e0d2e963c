package io.github.wirespeed;

/**
 * There is no connection to do it on: none just now, or none any more. Its cause is what ended the
 * last connection, or what the last attempt failed with.
 */
public final class NotConnectedException extends WebSocketException {
  private static final long serialVersionUID = 1L;

  private final boolean ended;
  private final boolean closedHere;
  private final int attempts;
  private final long unsentMessages;

  private NotConnectedException(
      String message,
      Throwable cause,
      boolean ended,
      boolean closedHere,
      int attempts,
      long unsentMessages) {
    super(message, cause);
    this.ended = ended;
    this.closedHere = closedHere;
    this.attempts = attempts;
    this.unsentMessages = unsentMessages;
  }

  /**
   * What sends are refused with that come before the first connection, or where one is about to
   * end.
   *
   * @param held whether sends are held, so that this one found no room
   */
  static NotConnectedException yet(String why, boolean held) {
    return new NotConnectedException(refused(held) + why, null, false, false, 0, 0);
  }

  /** What sends are refused with that come during a gap. */
  static NotConnectedException lost(Throwable cause, boolean held) {
    return new NotConnectedException(refused(held) + said(cause), cause, false, false, 0, 0);
  }

  private static String refused(boolean held) {
    return held
        ? "not connected, and as many sends are held as may be: "
        : "not connected, and sends are refused meanwhile: ";
  }

  /** The end. */
  static NotConnectedException closed(Throwable cause, long unsentMessages) {
    return new NotConnectedException(
        "closed on this side" + unsent(unsentMessages), cause, true, true, 0, unsentMessages);
  }

  /** The end, and nobody here asked for it. */
  static NotConnectedException gaveUp(
      String because, Throwable cause, int attempts, long unsentMessages) {
    return new NotConnectedException(
        because + ": " + said(cause) + unsent(unsentMessages),
        cause,
        true,
        false,
        attempts,
        unsentMessages);
  }

  private static String said(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
  }

  private static String unsent(long messages) {
    return messages == 0 ? "" : " (" + messages + " accepted messages were not sent)";
  }

  /** Whether there will be no connection any more; else there is none just now. */
  public boolean ended() {
    return ended;
  }

  /** Whether it ended by a close on this side. */
  public boolean closedHere() {
    return closedHere;
  }

  /** How many attempts in a row had failed when it gave up; else 0. */
  public int attempts() {
    return attempts;
  }

  /** At the end: how many messages were accepted, or held, since the last gap and not sent. */
  public long unsentMessages() {
    return unsentMessages;
  }
}
