package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.net.Socket;

/** Connections to our server of which the test writes every byte. */
public final class RawClient {
  /** A correct request. */
  public static final String REQUEST =
      String.join(
          "\r\n",
          "GET / HTTP/1.1",
          "Host: 127.0.0.1",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version: 13",
          "",
          "");

  private RawClient() {}

  /** A TCP connection on which nothing was sent. */
  public static RawConnection connect(EchoServer server) throws IOException {
    return new RawConnection(new Socket(server.address().getAddress(), server.address().getPort()));
  }

  /** An open connection, {@code behind} being in the same segment as the request. */
  public static RawConnection open(EchoServer server, byte[]... behind) throws IOException {
    RawConnection connection = connect(server);
    connection.send(Bytes.ascii(REQUEST), Bytes.concat(behind));
    assertThat(connection.readHead())
        .startsWith("HTTP/1.1 101 ")
        .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    return connection;
  }
}
