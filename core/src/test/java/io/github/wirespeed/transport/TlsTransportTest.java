package io.github.wirespeed.transport;

import java.io.IOException;

/** {@link TlsTransport} over memory: the contract of every transport, in TLS 1.3. */
class TlsTransportTest extends TransportContract {
  private MemoryTransport nearTcp;

  TlsTransportTest() {
    super(Threads.PLATFORM);
  }

  @Override
  void connect() throws IOException {
    TlsPair pair = TlsPair.open("TLSv1.3");
    near = pair.client();
    far = pair.server();
    nearTcp = pair.clientTcp();
  }

  /** A record for each byte: the one that does not fit holds nothing but the next byte. */
  @Override
  long fillUp(Transport transport) throws IOException {
    long filled = 0;
    while (transport.write(ascii("x")) > 0) {
      filled++;
    }
    return filled;
  }

  @Override
  void resetByPeer() {
    nearTcp.reset();
  }
}
