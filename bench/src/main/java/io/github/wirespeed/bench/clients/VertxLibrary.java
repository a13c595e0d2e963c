package io.github.wirespeed.bench.clients;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Vert.x, which stands on Netty. Its documentation has handlers on the event loop, recommends the
 * native transport for speed, and OpenSSL's engine for TLS; both where they can be loaded.
 */
final class VertxLibrary implements Library {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));

  @Override
  public String version() {
    return "Vert.x "
        + Versions.ofPackage(Vertx.class)
        + (vertx.isNativeTransportEnabled() ? ", epoll" : ", NIO")
        + (OpenSsl.isAvailable() ? ", TLS by " + OpenSsl.versionString() : "");
  }

  @Override
  public Connection open(URI uri, Trust trust) throws Exception {
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setTcpNoDelay(true)
            .setMaxFrameSize(MAX_MESSAGE)
            .setMaxMessageSize(MAX_MESSAGE);
    if (trust != null) {
      options
          .setSsl(true)
          .setTrustOptions(new PemTrustOptions().addCertPath(trust.pem().toString()));
      if (OpenSsl.isAvailable()) {
        options.setSslEngineOptions(new OpenSSLEngineOptions());
      }
    }
    PushDriver driver = new PushDriver();
    WebSocketClient client = vertx.createWebSocketClient(options);
    CompletableFuture<Open> opened = new CompletableFuture<>();
    // From the loop, so that nothing comes before there are handlers for it.
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        go ->
            client
                .connect(
                    new WebSocketConnectOptions()
                        .setHost(uri.getHost())
                        .setPort(uri.getPort())
                        .setSsl(trust != null)
                        .setURI(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()))
                .onSuccess(webSocket -> opened.complete(new Open(client, context, webSocket)))
                .onSuccess(webSocket -> listen(webSocket, driver))
                .onFailure(opened::completeExceptionally));
    try {
      return driver.over(opened.get(SECONDS, TimeUnit.SECONDS));
    } catch (Exception e) {
      client.close();
      throw e;
    }
  }

  private static void listen(WebSocket webSocket, Receiver receiver) {
    webSocket
        .binaryMessageHandler(
            message -> receiver.message(message, message.length(), VertxLibrary::bytes))
        .textMessageHandler(text -> receiver.text())
        .exceptionHandler(receiver::failed)
        .closeHandler(closed -> receiver.failed("closed with " + webSocket.closeStatusCode()));
  }

  private static ByteBuffer bytes(Buffer message) {
    return ByteBuffer.wrap(message.getBytes());
  }

  private static final class Open implements Link {
    private final WebSocketClient client;
    private final Context context;
    private final WebSocket webSocket;
    private Buffer payload;

    Open(WebSocketClient client, Context context, WebSocket webSocket) {
      this.client = client;
      this.context = context;
      this.webSocket = webSocket;
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = Buffer.buffer(bytes);
    }

    @Override
    public void start(Runnable sends) {
      context.runOnContext(go -> sends.run());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // one that fails ends the connection
    public void send() {
      webSocket.writeBinaryMessage(payload);
    }

    @Override
    public void close() throws Exception {
      try {
        webSocket.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
      } finally {
        client.close();
      }
    }
  }
}
