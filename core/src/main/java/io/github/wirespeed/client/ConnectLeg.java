package io.github.wirespeed.client;

import io.github.wirespeed.protocol.ConnectHandshake;
import io.github.wirespeed.protocol.HttpLimits;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Through an HTTP proxy, by CONNECT. */
final class ConnectLeg extends ProxyLeg {
  private final ConnectHandshake handshake;

  ConnectLeg(ProxyHop hop, String host, int port, HttpLimits limits) {
    super(hop);
    this.handshake = new ConnectHandshake(host, port, hop.user(), hop.password(), limits);
  }

  @Override
  byte[] first() {
    return handshake.request();
  }

  @Override
  Need answer(ByteBuffer in) throws ProxyFailure {
    return switch (handshake.receive(in)) {
      case NEED_BYTES -> Need.READABLE;
      case OPEN -> Need.DONE;
      case FAILED -> throw failure();
    };
  }

  @Override
  ProxyFailure ended(ByteBuffer in) {
    handshake.receiveEof();
    return failure();
  }

  /** A refusal whose body does not end in time is one: its status is what matters. */
  @Override
  public IOException timedOut() {
    if (handshake.response() == null) {
      return super.timedOut();
    }
    handshake.receiveEof();
    return failure();
  }

  private ProxyFailure failure() {
    return ProxyFailure.answer(
        hop, handshake.failure(), handshake.response(), handshake.bodyExcerpt());
  }
}
