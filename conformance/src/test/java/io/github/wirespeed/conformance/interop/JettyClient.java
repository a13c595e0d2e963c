package io.github.wirespeed.conformance.interop;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** The client of Jetty. */
final class JettyClient implements ForeignClient {
  private final WebSocketClient client = new WebSocketClient();
  private final boolean deflate;

  JettyClient(boolean deflate) throws Exception {
    this.deflate = deflate;
    QueuedThreadPool threads = new QueuedThreadPool(8, 2);
    threads.setDaemon(true);
    client.getHttpClient().setExecutor(threads);
    JettyServer.configure(client, deflate);
    client.start();
  }

  @Override
  public ForeignPeer connect(String uri) throws Exception {
    ClientUpgradeRequest request = new ClientUpgradeRequest(URI.create(uri));
    if (deflate) {
      request.addExtensions("permessage-deflate; client_max_window_bits");
    }
    CompletableFuture<ForeignPeer> opened = new CompletableFuture<>();
    JettyPeer peer = new JettyPeer(false);
    client.connect(peer.listener(opened), request).get(60, TimeUnit.SECONDS);
    return opened.get(60, TimeUnit.SECONDS);
  }

  @Override
  public boolean canStartAfresh() {
    return false;
  }

  @Override
  public void stop() throws Exception {
    client.stop();
  }
}
