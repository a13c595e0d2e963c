package io.github.wirespeed.bench.deflate;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** Jetty's client. It compresses at zlib's own level, which is 6, and at no other. */
final class JettyLibrary implements Library {
  private static final long SECONDS = 10;

  private final WebSocketClient client = new WebSocketClient();

  JettyLibrary() throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(8, 2);
    threads.setDaemon(true);
    client.getHttpClient().setExecutor(threads);
    client.setMaxTextMessageSize(1 << 20);
    client.start();
  }

  @Override
  public String label() {
    return "Jetty";
  }

  @Override
  public Link open(String uri, Setting setting) throws Exception {
    ClientUpgradeRequest request = new ClientUpgradeRequest(URI.create(uri));
    request.addExtensions(
        setting.takeover()
            ? "permessage-deflate"
            : "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    Received received = new Received();
    Session session =
        client.connect(new Counting(received), request).get(SECONDS, TimeUnit.SECONDS);
    return new Open(session, received);
  }

  @Override
  public void close() throws IOException {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IOException("Jetty's client did not stop", e);
    }
  }

  /** What comes. Public because Jetty looks for its methods. */
  public static final class Counting implements Session.Listener.AutoDemanding {
    private final Received received;

    Counting(Received received) {
      this.received = received;
    }

    @Override
    public void onWebSocketText(String text) {
      received.text(text);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
      received.failed(cause);
    }
  }

  private record Open(Session session, Received received) implements Link {
    @Override
    public void send(String text) throws Exception {
      Callback.Completable sent = new Callback.Completable();
      session.sendText(text, sent);
      sent.get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void await(int messages) throws IOException {
      received.await(messages);
    }

    @Override
    public long chars() {
      return received.chars();
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
