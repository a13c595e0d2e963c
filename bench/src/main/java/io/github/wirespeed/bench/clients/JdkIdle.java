package io.github.wirespeed.bench.clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The JDK's client: one for all its connections, with one listener. It has no keepalive. */
final class JdkIdle implements IdleClient {
  private static final WebSocket.Listener LISTENER = new WebSocket.Listener() {};

  private final List<WebSocket> open = new ArrayList<>();
  private HttpClient client;

  @Override
  public void open(URI uri, Trust trust, Duration keepalive, int connections) throws Exception {
    if (keepalive != null) {
      throw new UnsupportedOperationException("the JDK's client has no keepalive");
    } else if (client == null) {
      HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
      client = (trust == null ? builder : builder.sslContext(trust.context())).build();
    }
    List<CompletableFuture<WebSocket>> opening = new ArrayList<>(AT_A_TIME);
    for (int i = 0; i < connections; i++) {
      opening.add(client.newWebSocketBuilder().buildAsync(uri, LISTENER));
      if (opening.size() == AT_A_TIME || i == connections - 1) {
        for (CompletableFuture<WebSocket> one : opening) {
          open.add(one.get(SECONDS, TimeUnit.SECONDS));
        }
        opening.clear();
      }
    }
  }

  @Override
  public void close() {
    open.forEach(WebSocket::abort);
    open.clear();
  }
}
