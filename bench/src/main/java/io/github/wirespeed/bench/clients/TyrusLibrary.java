package io.github.wirespeed.bench.clients;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.client.SslEngineConfigurator;

/**
 * Tyrus, the reference of Jakarta WebSocket, on Grizzly, which is the container that its guide has
 * first and its standalone client holds. Programmatic endpoints and whole messages as buffers; the
 * asynchronous remote, as the blocking one would keep Grizzly's thread waiting.
 */
final class TyrusLibrary implements Library {
  /** It must hold the longest frame with its header. */
  private static final int INCOMING = MAX_MESSAGE + (64 << 10);

  @Override
  public String version() throws IOException {
    return "Tyrus "
        + Versions.ofMaven("org.glassfish.tyrus", "tyrus-core")
        + " on Grizzly "
        + Versions.ofMaven("org.glassfish.grizzly", "grizzly-framework");
  }

  @Override
  public Connection open(URI uri, Trust trust) throws Exception {
    ClientManager client = ClientManager.createClient();
    client.getProperties().put(ClientProperties.INCOMING_BUFFER_SIZE, INCOMING);
    client.getProperties().put(ClientProperties.HANDSHAKE_TIMEOUT, SECONDS * 1000);
    if (trust != null) {
      client
          .getProperties()
          .put(
              ClientProperties.SSL_ENGINE_CONFIGURATOR,
              new SslEngineConfigurator(trust.context(), true, false, false));
    }
    client.setDefaultMaxBinaryMessageBufferSize(MAX_MESSAGE);
    PushDriver driver = new PushDriver();
    Session session =
        client.connectToServer(
            new Messages(driver), ClientEndpointConfig.Builder.create().build(), uri);
    return driver.over(new Open(session, driver));
  }

  private static final class Messages extends Endpoint {
    private final Receiver receiver;

    Messages(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(
          ByteBuffer.class,
          (MessageHandler.Whole<ByteBuffer>)
              message -> receiver.message(message, message.remaining(), ByteBuffer::duplicate));
      session.addMessageHandler(
          String.class, (MessageHandler.Whole<String>) text -> receiver.text());
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      receiver.failed("closed: " + reason);
    }

    @Override
    public void onError(Session session, Throwable why) {
      receiver.failed(why);
    }
  }

  private static final class Open implements Link {
    private final Session session;
    private final SendHandler sent;
    private ByteBuffer payload;

    Open(Session session, Receiver receiver) {
      this.session = session;
      this.sent =
          result -> {
            if (!result.isOK()) {
              receiver.failed(result.getException());
            }
          };
    }

    /** It takes the array of a buffer: a direct one would be copied. */
    @Override
    public void prepare(byte[] bytes) {
      payload = ByteBuffer.wrap(bytes);
    }

    @Override
    public void send() {
      session.getAsyncRemote().sendBinary(payload.duplicate(), sent);
    }

    @Override
    public void close() throws IOException {
      session.close();
    }
  }
}
