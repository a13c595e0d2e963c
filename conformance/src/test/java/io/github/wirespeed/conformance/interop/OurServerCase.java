package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.EchoServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Our echo server and the client of a library. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OurServerCase {
  ForeignClient client;
  EchoServer server;

  /** Makes the library's client. */
  abstract ForeignClient client() throws Exception;

  @BeforeAll
  void start() throws Exception {
    server = EchoServer.builder().maxMessageSize(ForeignServer.MAX_MESSAGE).start();
    client = client();
  }

  @AfterAll
  void stop() throws Exception {
    try {
      if (client != null) { // null where the library is not there
        client.stop();
      }
    } finally {
      server.close();
    }
  }

  ForeignPeer connect() throws Exception {
    return client.connect(server.uri() + "/");
  }

  static void endNormally(ForeignPeer peer) throws Exception {
    peer.close(1000, "");
    assertThat(peer.awaitEnd().code()).isEqualTo(1000);
  }
}
