package io.github.wirespeed.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client, by each API, and the server of a library. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OurClientCase {
  static final WebSocketOptions OPTIONS =
      WebSocketOptions.defaults().maxMessageSize(ForeignServer.MAX_MESSAGE);

  @Parameter Api api;

  ForeignServer server;

  /** Starts the library's server. */
  abstract ForeignServer start() throws Exception;

  @BeforeAll
  void startServer() throws Exception {
    server = start();
  }

  @AfterAll
  void stopServer() throws Exception {
    if (server != null) { // null where the library is not there
      server.stop();
    }
  }

  Client connect(String path, WebSocketOptions options) throws Exception {
    return api.connect(server.uri() + path, options);
  }

  /** The connection that was just opened, as the library sees it. */
  ForeignPeer peer() throws Exception {
    return server.accepted();
  }

  /** The end, where no message comes before it. */
  static ConnectionClosedException closed(Client ws) {
    ConnectionClosedException end =
        catchThrowableOfType(ConnectionClosedException.class, ws::receive);
    assertThat(end).as("the end").isNotNull();
    return end;
  }
}
