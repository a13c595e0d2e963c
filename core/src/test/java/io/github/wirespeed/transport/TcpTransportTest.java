package io.github.wirespeed.transport;

/** {@link TcpTransport} on platform threads. */
class TcpTransportTest extends TcpContract {

  TcpTransportTest() {
    super(Threads.PLATFORM);
  }
}
