package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.wirespeed.WaitStrategy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Requests by hand, and all that comes back until the server ends TCP. */
final class Requests {
  static final String HOST = "Host: localhost\r\n";
  static final String UPGRADE = "Upgrade: websocket\r\n";
  static final String CONNECTION = "Connection: Upgrade\r\n";
  static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  static final String GOOD = HOST + UPGRADE + CONNECTION + KEY + VERSION;

  private Requests() {}

  /** A server that is told to be small. */
  static ServerBuilder server() {
    return WebSocketServer.builder().loops(1).waitStrategy(WaitStrategy.blocking());
  }

  static String upgrade(String path, String... headers) {
    return request("GET", path, GOOD + lines(headers));
  }

  static String get(String path, String... headers) {
    return request("GET", path, HOST + lines(headers));
  }

  static String head(String path) {
    return request("HEAD", path, HOST);
  }

  private static String request(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\n" + headers + "\r\n";
  }

  private static String lines(String... headers) {
    return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
  }

  static InetSocketAddress address(WebSocketServer server) {
    return (InetSocketAddress) server.addresses().get(0);
  }

  static RawClient client(WebSocketServer server) throws IOException {
    return new RawClient(address(server));
  }

  /** A client that has sent this. */
  static RawClient sent(WebSocketServer server, String request) throws IOException {
    RawClient client = client(server);
    client.send(request.getBytes(ISO_8859_1));
    return client;
  }

  /** What comes back; throws if TCP does not end in 10 s, or ends by a reset. */
  static String answer(WebSocketServer server, String request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(10_000);
      socket.connect(address(server));
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** An answer in plain text to the letter; headers stand in front of the content type. */
  static String text(String status, String body, String... headers) {
    return "HTTP/1.1 "
        + status
        + "\r\nConnection: close\r\n"
        + lines(headers)
        + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Only the body of what comes back. */
  static String body(WebSocketServer server, String request) throws IOException {
    String answer = answer(server, request);
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /** Only its status. */
  static int status(WebSocketServer server, String request) throws IOException {
    return Integer.parseInt(answer(server, request).substring(9, 12));
  }
}
