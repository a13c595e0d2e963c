package io.github.wirespeed.bench.clients;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Keepalive;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ours: async connections on one loop. */
final class WirespeedIdle implements IdleClient {
  private final WebSocketClient client = WebSocketClient.builder().build();
  private final List<AsyncWebSocket> open = new ArrayList<>();

  @Override
  public void open(URI uri, Trust trust, Duration keepalive, int connections) {
    WebSocketOptions options =
        WirespeedHandler.options(WaitStrategy.adaptive(), trust)
            .keepalive(keepalive == null ? Keepalive.off() : Keepalive.periodic(keepalive));
    List<Stage<AsyncWebSocket>> opening = new ArrayList<>(AT_A_TIME);
    for (int i = 0; i < connections; i++) {
      opening.add(client.connectAsync(uri.toString(), options));
      if (opening.size() == AT_A_TIME || i == connections - 1) {
        opening.forEach(stage -> open.add(stage.join()));
        opening.clear();
      }
    }
  }

  @Override
  public void close() {
    List<Stage<Void>> closing = new ArrayList<>(open.size());
    open.forEach(webSocket -> closing.add(webSocket.close()));
    closing.forEach(Stage::join);
    open.clear();
  }
}
