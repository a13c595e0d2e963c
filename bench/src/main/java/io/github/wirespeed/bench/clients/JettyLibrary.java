package io.github.wirespeed.bench.clients;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * Jetty. Its documentation has a {@code Session.Listener} that is shown a whole message in Jetty's
 * own buffer until its callback is completed, and sends that do not block, with a callback. It
 * turns Nagle's algorithm off by itself.
 */
final class JettyLibrary implements Library {
  private WebSocketClient client;

  @Override
  public String version() {
    return "Jetty " + Jetty.VERSION;
  }

  @Override
  public Connection open(URI uri, Trust trust) throws Exception {
    if (client != null) {
      client.stop();
    }
    HttpClient http = new HttpClient();
    if (trust != null) {
      SslContextFactory.Client tls = new SslContextFactory.Client();
      tls.setSslContext(trust.context());
      http.setSslContextFactory(tls);
    }
    client = new WebSocketClient(http);
    client.setMaxBinaryMessageSize(MAX_MESSAGE);
    client.setMaxFrameSize(MAX_MESSAGE);
    client.setIdleTimeout(Duration.ZERO);
    client.start();
    PushDriver driver = new PushDriver();
    Session session =
        client
            .connect(new Messages(driver), new ClientUpgradeRequest(uri))
            .get(SECONDS, TimeUnit.SECONDS);
    return driver.over(new Open(session, driver));
  }

  /** What comes. Public because Jetty looks for its methods. */
  public static final class Messages implements Session.Listener.AutoDemanding {
    private final Receiver receiver;

    Messages(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      receiver.message(payload, payload.remaining(), ByteBuffer::duplicate);
      callback.succeed();
    }

    @Override
    public void onWebSocketText(String text) {
      receiver.text();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      receiver.failed("closed with " + code + " " + reason);
      callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
      receiver.failed(cause);
    }
  }

  private static final class Open implements Link {
    private final Session session;
    private final Callback sent;
    private ByteBuffer payload;

    Open(Session session, Receiver receiver) {
      this.session = session;
      this.sent = Callback.from(() -> {}, receiver::failed);
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Override
    public void send() {
      session.sendBinary(payload.duplicate(), sent);
    }

    @Override
    public void close() throws Exception {
      Callback.Completable closed = new Callback.Completable();
      session.close(1000, "", closed);
      try {
        closed.get(SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof ClosedChannelException)) {
          throw e;
        }
        // The server's end was first.
      } finally {
        session.disconnect();
      }
    }
  }
}
