package io.github.wirespeed.server;

import io.github.wirespeed.protocol.HttpHead;
import java.net.SocketAddress;

/**
 * What is noted of one opening: that it began, how it was answered, that it is over. Loop thread
 * only.
 */
final class OpeningWatch {
  private static final int LEAST_REFUSAL = 300;

  private final SocketAddress remote;
  private final Ledger ledger;
  private final AccessLog log;
  private boolean counted; // whatever became of it
  private boolean over;

  OpeningWatch(SocketAddress remote, Ledger ledger, AccessLog log) {
    this.remote = remote;
    this.ledger = ledger;
    this.log = log;
    ledger.began();
  }

  /**
   * The answer is 101, and is to be written yet.
   *
   * @param subprotocol null for none
   */
  void accepted(HttpHead request, String subprotocol) {
    log.answered(remote, request, 101, subprotocol);
  }

  /**
   * The answer is a refusal, or what a plain GET gets.
   *
   * @param request null if it did not come whole
   * @param why for people
   */
  void answered(HttpHead request, int status, String why) {
    if (status >= LEAST_REFUSAL) {
      refused(request, status, why);
    } else {
      plain(request, status);
    }
  }

  /** The answer is that of a plain GET, which got what it asked for. */
  void plain(HttpHead request, int status) {
    counted = true;
    ledger.plain();
    log.answered(remote, request, status, null);
  }

  /**
   * The answer is no 101, nor what was asked for.
   *
   * @param request null if it did not come whole
   * @param why for people
   */
  void refused(HttpHead request, int status, String why) {
    counted = true;
    ledger.refused(status);
    log.answered(remote, request, status, null);
    Flight.refused(remote, request, status, why);
  }

  /** Its time is up, whether that is answered or not. */
  void timedOut() {
    counted = true;
    ledger.timedOut();
  }

  /** It is a connection now. */
  void opened() {
    counted = true;
    over();
  }

  /** Another one goes on with it: the TLS handshake is done. */
  void passedOn() {
    counted = true;
    over();
  }

  /** It is over, whatever became of it. Idempotent. */
  void over() {
    if (!over) {
      over = true;
      if (!counted) {
        ledger.abandoned();
      }
      ledger.over(); // last: whoever sees it over sees what it came to
    }
  }
}
