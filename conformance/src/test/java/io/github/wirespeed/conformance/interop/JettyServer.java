package io.github.wirespeed.conformance.interop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** The server of Jetty. */
final class JettyServer implements ForeignServer {
  private final BlockingQueue<ForeignPeer> accepted = new LinkedBlockingQueue<>();
  private final Server server;
  private final ServerConnector connector;

  JettyServer(boolean deflate) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(8, 2);
    threads.setDaemon(true);
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              configure(container, deflate);
              container.addMapping(
                  "/*", (request, response, callback) -> accept(request, response, deflate));
            }));
    server.setStopTimeout(0);
    server.start();
  }

  static void configure(Configurable jetty, boolean deflate) {
    jetty.setMaxBinaryMessageSize(MAX_MESSAGE);
    jetty.setMaxTextMessageSize(MAX_MESSAGE);
    jetty.setMaxFrameSize(MAX_MESSAGE);
    // The frames are to be those that the tests send; but what Jetty inflates has to be in several.
    jetty.setAutoFragment(deflate);
    jetty.setIdleTimeout(Duration.ofMinutes(2));
  }

  private Object accept(
      ServerUpgradeRequest request, ServerUpgradeResponse response, boolean deflate) {
    if (!deflate) {
      response.setExtensions(List.of());
    }
    CompletableFuture<JettyPeer> opened = new CompletableFuture<>();
    var unused = opened.thenAccept(accepted::add);
    return new JettyPeer(request.getHttpURI().getPath().equals(ECHO)).listener(opened);
  }

  @Override
  public String uri() {
    return "ws://127.0.0.1:" + connector.getLocalPort();
  }

  @Override
  public ForeignPeer accepted() throws Exception {
    return accepted.poll(60, TimeUnit.SECONDS);
  }

  @Override
  public void stop() throws Exception {
    server.stop();
  }
}
