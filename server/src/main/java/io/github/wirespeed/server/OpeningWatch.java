package io.github.wirespeed.server;

import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.protocol.ServerHandshake;
import io.github.wirespeed.transport.Transport;

/**
 * What is noted of one opening: that it began, how it was answered, that it is over. Loop thread
 * only.
 */
final class OpeningWatch {
  private final Transport transport;
  private final Ledger ledger;
  private final AccessLog log;
  private String resource = ""; // of a request that was accepted
  private boolean counted; // whatever became of it
  private boolean over;

  OpeningWatch(Transport transport, Ledger ledger, AccessLog log) {
    this.transport = transport;
    this.ledger = ledger;
    this.log = log;
    ledger.began();
  }

  /**
   * The answer is 101.
   *
   * @param subprotocol null for none
   */
  void accepted(ServerHandshake handshake, String subprotocol) {
    resource = handshake.resourceName();
    log.answered(transport, handshake.request(), 101, subprotocol);
  }

  /**
   * The answer is something else than 101.
   *
   * @param why null for a plain request that got what it asked for
   */
  void answered(ServerHandshake handshake, int status, String why) {
    counted = true;
    HttpHead request = handshake.request();
    log.answered(transport, request, status, null);
    if (status >= 300) {
      ledger.refused(status);
      Flight.refused(transport, request, status, why);
    }
  }

  /** Its time is up, whether that is answered or not. */
  void timedOut() {
    counted = true;
    ledger.timedOut();
  }

  /** It is a connection now. */
  void opened(WebSocketConnection connection) {
    counted = true;
    over();
    Flight.opened(connection, resource);
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
      ledger.over();
      if (!counted) {
        ledger.abandoned();
      }
    }
  }
}
