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
    if (out.hasRemaining()) {
      link.transport().write(out);
      if (out.hasRemaining()) {
        return Need.WRITABLE;
      }
    }
    Need need = answer(link.in());
    if (need != Need.READABLE) {
      return need;
    }
    int n = link.read();
    if (n < 0) {
      throw ended(link.in());
    }
    return n == 0 ? Need.READABLE : Need.AGAIN;
  }

  @Override
  public String late() {
    return "proxy " + hop.address() + " did not answer";
  }
}
