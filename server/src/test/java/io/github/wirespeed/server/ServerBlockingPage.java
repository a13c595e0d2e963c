package io.github.wirespeed.server;

import io.github.wirespeed.Message;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.WebSocketConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The code of {@code docs/server-blocking.md}, as the compiler sees it. */
final class ServerBlockingPage {
  private ServerBlockingPage() {}

  static WebSocketServer chat() throws IOException {
    WebSocketServer server =
        WebSocketServer.builder()
            .port(8080)
            .route(
                "/chat",
                ws -> {
                  for (Message m : ws) {
                    ws.send(m);
                  }
                })
            .start();
    return server;
  }

  static Route quotes() {
    return Route.blocking(ServerBlockingPage::quotes);
  }

  private static void quotes(ServerWebSocket ws) throws IOException {
    String symbol = ws.request().parameter("symbol");
    while (ws.isOpen()) {
      try {
        Message command = ws.receive(Duration.ofSeconds(1));
        if (command.isText() && command.text().equals("stop")) {
          return;
        }
      } catch (SocketTimeoutException e) {
        ws.send(symbol + " 17.03");
      }
    }
  }

  static void accepted(SocketChannel channel, WebSocketServer server) throws IOException {
    front(channel, server);
  }

  private static void front(SocketChannel channel, WebSocketServer server) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16 << 10);
    channel.read(bytes);
    bytes.flip();
    if (StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString().startsWith("GET /chat")) {
      server.adopt(channel, bytes);
    } else {
      page(channel, bytes);
    }
  }

  private static void page(SocketChannel channel, ByteBuffer request) throws IOException {
    channel.write(request); // whatever such a server answers
    channel.close();
  }

  static void takenApart(
      WebSocketServer server,
      SocketChannel channel,
      Map<String, List<String>> headers,
      ByteBuffer bytesBehindTheRequest)
      throws IOException {
    ForeignRequest request = ForeignRequest.of("/chat/7?since=3").headers(headers);
    server.adopt(channel, request, bytesBehindTheRequest);
  }

  static CompletionStage<WebSocketConnection> answered(
      WebSocketServer server,
      SocketChannel channel,
      ForeignRequest request,
      ByteBuffer bytesBehindTheRequest,
      MessageHandler handler)
      throws IOException {
    CompletionStage<WebSocketConnection> connection =
        server.adopt(channel, bytesBehindTheRequest, request, Route.to(handler), "v2.chat");
    return connection;
  }
}
