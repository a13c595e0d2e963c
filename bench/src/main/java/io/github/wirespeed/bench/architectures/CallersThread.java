package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Shipped as well: the blocking {@code WebSocket}, which has no thread either. */
final class CallersThread implements ArchitectureClient {
  private final WebSocket webSocket;

  CallersThread(String uri, WaitStrategy wait) throws IOException {
    webSocket = WebSocket.connect(uri, WebSocketOptions.defaults().waitStrategy(wait));
  }

  @Override
  public void send(ByteBuffer payload) throws IOException {
    webSocket.send(payload);
  }

  @Override
  public ByteBuffer receive() throws IOException {
    return webSocket.receiveView().payload();
  }

  @Override
  public void close() {
    webSocket.close();
  }
}
