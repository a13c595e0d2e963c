package io.github.wirespeed.bench.peers;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * Jetty: a listener for each connection, which demands the next message when the last is on its
 * way. Publications are sent to each session, with {@link InFlight} bounding how many are under
 * way, by their callbacks.
 */
final class JettyServer implements HostedServer {
  private final Set<Session> subscribers = ConcurrentHashMap.newKeySet();
  private final InFlight inFlight = new InFlight();
  private final ServerConnector connector;

  JettyServer(Service service) throws Exception {
    Server server = new Server();
    connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setMaxBinaryMessageSize(MAX_MESSAGE);
              container.setMaxFrameSize(MAX_MESSAGE);
              // Echoes are to be one frame each, as everybody else's are.
              container.setAutoFragment(false);
              container.setIdleTimeout(Duration.ZERO); // none
              container.addMapping(
                  "/*",
                  (request, response, callback) ->
                      service == Service.ECHO ? new Echo() : new Fanout(this));
            }));
    server.start();
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  /** Public because Jetty looks for its methods. */
  public static final class Echo implements Session.Listener {
    private Session session;

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
      session.demand();
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      session.sendBinary(
          payload,
          Callback.from(
              () -> {
                callback.succeed();
                session.demand();
              },
              callback::fail));
    }
  }

  /** Likewise. */
  public static final class Fanout implements Session.Listener.AutoDemanding {
    private final JettyServer server;
    private Session session;

    Fanout(JettyServer server) {
      this.server = server;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
    }

    @Override
    public void onWebSocketText(String text) {
      if (Publications.isCommand(text)) {
        Publications.of(text).start(server::publish);
      } else {
        server.subscribers.add(session);
        session.sendText(SUBSCRIBED, Callback.NOOP);
      }
    }
  }

  private void publish(byte[] message) throws Exception {
    inFlight.begin();
    Runnable done = inFlight.eachOf(subscribers.size());
    Callback callback = Callback.from(done, failure -> done.run());
    for (Session session : subscribers) {
      session.sendBinary(ByteBuffer.wrap(message), callback);
    }
  }
}
