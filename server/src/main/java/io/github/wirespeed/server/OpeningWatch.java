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

  /** The answer to a request that is no opening. */
  void failed(ServerHandshake handshake, byte[] response) {
    // "HTTP/1.1 400 ..."
    int status = 0;
    for (int i = 9; i < 12; i++) {
      status = 10 * status + response[i] - '0';
    }
    refused(handshake, status, handshake.failure());
  }

  /** The answer is something else than 101. */
  void refused(ServerHandshake handshake, int status, String why) {
    counted = true;
    HttpHead request = handshake.request();
    ledger.refused(status);
    log.answered(transport, request, status, null);
    Flight.refused(transport, request, status, why);
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
