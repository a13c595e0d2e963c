package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that another HTTP server has accepted, and what may have been read and answered. */
@Timeout(60)
@SuppressWarnings("try") // servers are closed in the middle of their tests
class AdoptTest {
  private static final Route ECHO = Route.to((connection, message) -> connection.send(message));
  private static final Route BLOCKING_ECHO =
      Route.blocking(
          ws -> {
            for (io.github.wirespeed.Message m : ws) {
              ws.send(ws.request().path() + " " + ws.subprotocol() + " " + m.text());
            }
          });

  private final WebSocketServer server =
      WebSocketServer.builder()
          .route("/chat/{room}", Route.toEach(AdoptTest::roomEcho).subprotocols("v2.chat"))
          .route("/blocking", BLOCKING_ECHO)
          .start();

  AdoptTest() throws Exception {}

  @AfterEach
  void end() {
    server.close();
  }

  private static io.github.wirespeed.MessageHandler roomEcho(UpgradeRequest request) {
    return (WebSocketConnection connection, MessageView message) ->
        connection.send(request.parameter("room") + ": " + message.text());
  }

  private static byte[] request(String path, String... headers) {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return RawClient.REQUEST
        .replace("GET / ", "GET " + path + " ")
        .replace("Host: localhost\r\n", "Host: localhost\r\n" + more)
        .getBytes(ISO_8859_1);
  }

  // ---- a request that was read and not answered ----

  @Test
  void bytesOfARequestAndWhatCameBehindAreServedByTheServersRoutes() throws Exception {
    try (ForeignServer foreign =
            new ForeignServer(read -> server.adopt(read.channel(), read.all()));
        RawClient client = new RawClient(foreign.address())) {
      client.send(request("/chat/7"), RawClient.text("a"), RawClient.text("b"));

      assertThat(client.head()).startsWith("HTTP/1.1 101 ").contains(RawClient.ACCEPT);
      assertThat(client.frame()).isEqualTo("TEXT 7: a");
      assertThat(client.frame()).isEqualTo("TEXT 7: b");
      client.send(RawClient.text("c"));
      assertThat(client.frame()).isEqualTo("TEXT 7: c");
      assertThat(server.connections()).isEqualTo(1);
      client.send(RawClient.close(1000, ""));
      assertThat(client.frame()).isEqualTo("CLOSE 1000");
      assertThat(client.frame()).isEqualTo("END");
      assertThat(foreign.failures).isEmpty();
    }
  }

  @Test
  void aRequestThatWasTakenApartIsServedLikewise() throws Exception {
    try (ForeignServer foreign =
            new ForeignServer(read -> server.adopt(read.channel(), read.request(), read.after()));
        RawClient client = new RawClient(foreign.address())) {
      client.send(
          request("/chat/8?since=3", "Sec-WebSocket-Protocol: v1.chat, v2.chat"),
          RawClient.text("a"));

      assertThat(client.head())
          .startsWith("HTTP/1.1 101 ")
          .contains(RawClient.ACCEPT)
          .contains("Sec-WebSocket-Protocol: v2.chat\r\n");
      assertThat(client.frame()).isEqualTo("TEXT 8: a");
    }
  }

  @Test
  void aRequestOfWhichOnlyAPartWasReadGoesOnHere() throws Exception {
    byte[] request = request("/chat/9");
    for (int known = 0; known < request.length; known += 17) {
      try (ServerSocketChannel listening = listening();
          RawClient client = new RawClient((InetSocketAddress) listening.getLocalAddress())) {
        server.adopt(listening.accept(), ByteBuffer.wrap(request, 0, known));
        client.send(
            java.util.Arrays.copyOfRange(request, known, request.length), RawClient.text("a"));

        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        assertThat(client.frame()).isEqualTo("TEXT 9: a");
      }
    }
  }

  @Test
  void moreFramesThanAreReadAtATimeMayHaveComeBehind() throws Exception {
    byte[][] parts = new byte[2_001][];
    parts[0] = request("/chat/9");
    for (int i = 1; i <= 2_000; i++) {
      parts[i] = RawClient.text("message " + i);
    }
    try (ServerSocketChannel listening = listening();
        RawClient client = new RawClient((InetSocketAddress) listening.getLocalAddress())) {
      server.adopt(listening.accept(), ByteBuffer.wrap(RawClient.concat(parts)));
      client.head();

      for (int i = 1; i <= 2_000; i++) {
        assertThat(client.frame()).isEqualTo("TEXT 9: message " + i);
      }
    }
  }

  @Test
  void whatIsRefusedIsRefusedAsElsewhere() throws Exception {
    try (ForeignServer foreign =
        new ForeignServer(read -> server.adopt(read.channel(), read.all()))) {
      try (RawClient client = new RawClient(foreign.address())) {
        client.send(request("/nowhere"));
        assertThat(client.head()).startsWith("HTTP/1.1 404 ");
        assertThat(client.ended()).isTrue();
      }
      try (RawClient client = new RawClient(foreign.address())) {
        client.send(request("/chat/7", "Origin: https://evil.example"));
        assertThat(client.head()).startsWith("HTTP/1.1 403 ");
      }
      try (RawClient client = new RawClient(foreign.address())) {
        client.send("GET /chat/7 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        assertThat(client.head()).startsWith("HTTP/1.1 426 ");
      }
      try (RawClient client = new RawClient(foreign.address())) {
        client.send(request("/page"));
        assertThat(client.head()).startsWith("HTTP/1.1 404 Not Found\r\nContent-Length: 0");
      }
    }
    assertThat(server.connections()).isZero();
  }

  @Test
  void anotherMethodIsAnsweredWith405() throws Exception {
    try (ForeignServer foreign =
            new ForeignServer(
                read -> server.adopt(read.channel(), read.request().method("POST"), read.after()));
        RawClient client = new RawClient(foreign.address())) {
      client.send(request("/chat/7"));

      assertThat(client.head()).startsWith("HTTP/1.1 405 ");
    }
  }

  @Test
  void whatDidNotComeOverTlsIsNotSecureThoughTheServerSpeaksIt() throws Exception {
    Route tells =
        Route.toEach(
            request -> (connection, message) -> connection.send("secure: " + request.isSecure()));
    try (WebSocketServer secure =
            WebSocketServer.builder().tls(SSLContext.getDefault()).route("/", tells).start();
        ServerSocketChannel listening = listening();
        RawClient client = new RawClient((InetSocketAddress) listening.getLocalAddress())) {
      secure.adopt(listening.accept(), ByteBuffer.wrap(request("/")));
      client.head();
      client.send(RawClient.text("?"));

      assertThat(client.frame()).isEqualTo("TEXT secure: false");
    }
  }

  // ---- a request that was answered ----

  @Test
  void aConnectionThatWasAnsweredSpeaksFromItsFirstFrame() throws Exception {
    CompletableFuture<WebSocketConnection> adopted = new CompletableFuture<>();
    try (ForeignServer foreign =
            new ForeignServer(
                read -> {
                  read.write(ForeignServer.SWITCHING);
                  server
                      .adopt(read.channel(), read.after(), read.request(), ECHO, null)
                      .whenComplete(
                          (connection, why) -> {
                            connection.send("welcome");
                            adopted.complete(connection);
                          });
                });
        RawClient client = new RawClient(foreign.address())) {
      client.send(request("/anything"), RawClient.text("a"));

      assertThat(client.head()).isEqualTo(ForeignServer.SWITCHING);
      assertThat(client.frame()).isEqualTo("TEXT a");
      assertThat(client.frame()).isEqualTo("TEXT welcome");
      client.send(RawClient.text("b"));
      assertThat(client.frame()).isEqualTo("TEXT b");
      assertThat(server.connections()).isEqualTo(1);
      WebSocketConnection connection = adopted.get(20, TimeUnit.SECONDS);
      assertThat(connection.subprotocol()).isEmpty();
      assertThat(connection.remoteAddress()).isEqualTo(client.socket.getLocalSocketAddress());

      server.close();
      assertThat(client.frame()).isEqualTo("CLOSE 1001 server shutting down");
      assertThat(connection.isOpen()).isFalse();
    }
  }

  @Test
  void anAnsweredConnectionMayHaveABlockingHandler() throws Exception {
    try (ForeignServer foreign =
            new ForeignServer(
                read -> {
                  read.write(ForeignServer.SWITCHING);
                  server.adopt(
                      read.channel(), read.after(), read.request(), BLOCKING_ECHO, "v2.chat");
                });
        RawClient client = new RawClient(foreign.address())) {
      client.send(request("/anything?x=1"), RawClient.text("a"), RawClient.text("b"));
      client.head();

      assertThat(client.frame()).isEqualTo("TEXT /anything v2.chat a");
      assertThat(client.frame()).isEqualTo("TEXT /anything v2.chat b");
    }
  }

  @Test
  void aRouteWhoseFunctionThrowsEndsTheConnectionAndSaysSo() throws Exception {
    IllegalStateException bug = new IllegalStateException("bug");
    Route broken =
        Route.toEach(
            request -> {
              throw bug;
            });
    try (ServerSocketChannel listening = listening();
        RawClient client = new RawClient((InetSocketAddress) listening.getLocalAddress())) {
      CompletableFuture<WebSocketConnection> adopted =
          server
              .adopt(
                  listening.accept(), ByteBuffer.allocate(0), ForeignRequest.of("/"), broken, null)
              .toCompletableFuture();

      assertThatThrownBy(() -> adopted.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCause(bug);
      assertThat(client.ended()).isTrue();
      assertThat(server.connections()).isZero();
    }
  }

  // ---- whose channel it is ----

  private static ServerSocketChannel listening() throws Exception {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  void theBytesThatWereGivenAreTheCallersAgain() throws Exception {
    try (ServerSocketChannel listening = listening();
        RawClient client = new RawClient((InetSocketAddress) listening.getLocalAddress())) {
      ByteBuffer bytes = ByteBuffer.wrap(RawClient.concat(request("/chat/7"), RawClient.text("a")));
      server.adopt(listening.accept(), bytes);
      java.util.Arrays.fill(bytes.array(), (byte) 0);

      assertThat(bytes.position()).isZero();
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.frame()).isEqualTo("TEXT 7: a");
    }
  }

  @Test
  void aChannelThatIsRegisteredElsewhereIsTheCallersUntilItIsNot() throws Exception {
    try (ServerSocketChannel listening = listening();
        Selector selector = Selector.open();
        RawClient client = new RawClient((InetSocketAddress) listening.getLocalAddress())) {
      SocketChannel channel = listening.accept();
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      ByteBuffer bytes = ByteBuffer.wrap(request("/chat/7"));
      assertThatThrownBy(() -> server.adopt(channel, bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("registered with another selector");
      key.cancel();
      selector.selectNow();
      server.adopt(channel, bytes);

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void aChannelThatCannotBeAdoptedIsRefused() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(0);
    try (SocketChannel unconnected = SocketChannel.open()) {
      assertThatThrownBy(() -> server.adopt(unconnected, bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not connected");
      unconnected.close();
      assertThatThrownBy(() -> server.adopt(unconnected, bytes))
          .isInstanceOf(ClosedChannelException.class);
    }
    try (ServerSocketChannel listening = listening();
        RawClient client = new RawClient((InetSocketAddress) listening.getLocalAddress());
        SocketChannel channel = listening.accept()) {
      server.close();
      assertThatThrownBy(() -> server.adopt(channel, bytes))
          .isInstanceOf(IllegalStateException.class);
      channel.write(ByteBuffer.wrap("still mine\r\n\r\n".getBytes(ISO_8859_1)));
      assertThat(client.head()).isEqualTo("still mine\r\n\r\n");
    }
  }

  @Test
  void aForeignRequestThatWouldNotBeOneRequestIsRefused() {
    ForeignRequest request = ForeignRequest.of("/");
    assertThatThrownBy(() -> ForeignRequest.of("chat"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("request target \"chat\" does not start with a slash");
    assertThatThrownBy(() -> ForeignRequest.of("/ HTTP/1.1\r\nHost: x"))
        .hasMessage("request target has U+0020 at index 1");
    assertThatThrownBy(() -> request.header("Host", "x\r\nOrigin: y"))
        .hasMessage("value of header Host has U+000D at index 1");
    assertThatThrownBy(() -> request.header("Host:", "x"))
        .hasMessage("header name \"Host:\" has a colon");
    assertThatThrownBy(() -> request.header("", "x")).hasMessage("header name is empty");
    assertThatThrownBy(() -> request.method("GET /x HTTP/1.1"))
        .hasMessage("request method has U+0020 at index 3");
  }
}
