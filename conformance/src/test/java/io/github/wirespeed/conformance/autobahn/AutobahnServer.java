package io.github.wirespeed.conformance.autobahn;

import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The server under test, until it is killed. */
final class AutobahnServer {
  private AutobahnServer() {}

  /**
   * Serves on the loopback interface.
   *
   * @param arguments the port
   * @throws IOException if it cannot listen there
   * @throws InterruptedException never: nobody interrupts
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    try (EchoServer server =
        EchoServer.builder()
            .address(address)
            .maxMessageSize(AutobahnClient.MESSAGE)
            .compression(AutobahnClient.COMPRESSION)
            .start()) {
      server.await();
    }
  }
}
