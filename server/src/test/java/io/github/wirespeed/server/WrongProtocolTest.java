package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on a port without it, and the other way round. */
@Timeout(30)
class WrongProtocolTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();

  private static WebSocketServer tlsServer() throws IOException {
    return Guard.echo("wrong-test").tls(CERTIFICATE.serverContext()).start();
  }

  @Test
  void tlsOnAPlainPortIsAnsweredAtOnce() throws Exception {
    try (WebSocketServer server = Guard.echo("wrong-test").start();
        SSLSocket socket =
            (SSLSocket)
                CERTIFICATE
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(
                        Guard.address(server).getAddress(), Guard.address(server).getPort())) {
      socket.setSoTimeout(10_000);

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
      assertThat(Guard.comesTrue(() -> server.limits().count() == 0)).isTrue();
    }
  }

  @Test
  void theFirstBytesOfTlsSufficeForTheAnswer() throws Exception {
    try (WebSocketServer server = Guard.echo("wrong-test").start();
        RawClient client = Guard.connect(server)) {
      client.send(new byte[] {0x16, 3, 1});

      assertThat(client.head()).startsWith("HTTP/1.1 400 ");
      assertThat(client.ended()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /x HTTP/1.0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void httpOnATlsPortIsToldSo(String start) throws Exception {
    try (WebSocketServer server = tlsServer();
        RawClient client = Guard.connect(server)) {
      client.send(start.getBytes(ISO_8859_1));

      assertThat(client.head())
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("Connection: close\r\n", "Content-Type: text/plain");
      byte[] body = client.socket.getInputStream().readAllBytes();
      assertThat(new String(body, ISO_8859_1).isEmpty()).as("it was buffered").isTrue();
      client.socket.close();
      assertThat(Guard.comesTrue(() -> server.limits().count() == 0)).isTrue();
    }
  }

  @Test
  void theAnswerSaysWhatThePortSpeaks() throws Exception {
    try (WebSocketServer server = tlsServer();
        RawClient client = Guard.connect(server)) {
      client.send(Guard.REQUEST);

      assertThat(new String(client.socket.getInputStream().readAllBytes(), ISO_8859_1))
          .endsWith("\r\n\r\nthis port speaks TLS: ask for https or wss\n");
    }
  }

  @Test
  void whoNeverGoesThoughToldIsClosed() throws Exception {
    try (WebSocketServer server = tlsServer();
        RawClient client = Guard.connect(server)) {
      client.send(Guard.REQUEST);
      client.head();

      assertThat(Guard.comesTrue(() -> server.limits().count() == 0)).isTrue();
    }
  }
}
