package io.github.wirespeed.conformance.api;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The blocking API, which has the shape already. */
record BlockingClient(WebSocket webSocket) implements Client {
  @Override
  public void send(String text) throws IOException {
    webSocket.send(text);
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    webSocket.send(bytes);
  }

  @Override
  public Message receive() throws IOException {
    return webSocket.receive();
  }

  @Override
  public List<Message> rest() {
    List<Message> rest = new ArrayList<>();
    webSocket.forEach(rest::add);
    return rest;
  }

  @Override
  public Duration ping() throws IOException {
    return webSocket.ping();
  }

  @Override
  public void pong(ByteBuffer payload) throws IOException {
    webSocket.pong(payload);
  }

  @Override
  public void close(int code, String reason) {
    webSocket.close(code, reason);
  }

  @Override
  public void close() {
    webSocket.close();
  }

  @Override
  public boolean isOpen() {
    return webSocket.isOpen();
  }

  @Override
  public int closeCode() {
    return webSocket.closeCode();
  }

  @Override
  public String closeReason() {
    return webSocket.closeReason();
  }

  @Override
  public String subprotocol() {
    return webSocket.subprotocol();
  }

  @Override
  public Map<String, List<String>> responseHeaders() {
    return webSocket.responseHeaders();
  }

  @Override
  public CloseReport report() {
    return webSocket.report();
  }

  @Override
  public SocketAddress remoteAddress() {
    return webSocket.remoteAddress();
  }
}
