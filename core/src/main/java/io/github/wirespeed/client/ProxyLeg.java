package io.github.wirespeed.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a proxy wants before it passes bytes on. We speak first and in turns, so nothing is read
 * while there is something to write.
 */
abstract class ProxyLeg implements Leg {
  final ProxyHop hop;
  private ByteBuffer out; // null until the first step

  ProxyLeg(ProxyHop hop) {
    this.hop = hop;
  }

  /** What is sent first. */
  abstract byte[] first() throws ProxyFailure;

  /**
   * Takes the next answer, if it is complete, and nothing behind it.
   *
   * @return READABLE if more of it must come, AGAIN once it is taken, DONE if it was the last
   */
  abstract Need answer(ByteBuffer in) throws ProxyFailure;

  /** What it means that no more will come than is there. */
  abstract ProxyFailure ended(ByteBuffer in);

  /** Has bytes sent before the next answer is taken. */
  final void send(byte[] bytes) {
    out = ByteBuffer.wrap(bytes);
  }

  @Override
  public final Need step(Link link) throws IOException {
    if (out == null) {
      send(first());
    }
    if (out.hasRemaining() && !sent(link)) {
      return Need.WRITABLE;
    }
    Need need = answer(link.in());
    if (need != Need.READABLE) {
      return need;
    }
    int n = read(link);
    if (n < 0) {
      throw ended(link.in());
    }
    return n == 0 ? Need.READABLE : Need.AGAIN;
  }

  // A proxy that closes with something unread resets the connection: that is its doing too.

  private boolean sent(Link link) throws ProxyFailure {
    try {
      link.transport().write(out);
      return !out.hasRemaining();
    } catch (IOException e) {
      throw ProxyFailure.network(hop, e);
    }
  }

  private int read(Link link) throws ProxyFailure {
    try {
      return link.read();
    } catch (IOException e) {
      throw ProxyFailure.network(hop, e);
    }
  }

  @Override
  public String late() {
    return "proxy " + hop.address() + " did not answer";
  }
}
