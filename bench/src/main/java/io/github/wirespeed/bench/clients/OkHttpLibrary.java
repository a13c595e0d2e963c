package io.github.wirespeed.bench.clients;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/**
 * OkHttp. It has one way: a listener that is given a {@code ByteString} for each message, and a
 * {@code send} that leaves one in a queue of 16 MiB for its writer. Its documentation has whoever
 * sends a lot ask {@code queueSize}, as a send that does not fit ends the connection.
 */
final class OkHttpLibrary implements Library {
  private static final long QUEUE = 16 << 20;
  private static final long QUEUE_PAUSE_NANOS = 20_000;

  private final OkHttpClient plain =
      new OkHttpClient.Builder()
          .socketFactory(new NoDelaySockets())
          .readTimeout(Duration.ZERO)
          .protocols(List.of(Protocol.HTTP_1_1))
          // It always offers to compress, and has no option for it.
          .addInterceptor(
              chain ->
                  chain.proceed(
                      chain
                          .request()
                          .newBuilder()
                          .removeHeader("Sec-WebSocket-Extensions")
                          .build()))
          .build();

  @Override
  public String version() {
    return "OkHttp " + OkHttp.VERSION;
  }

  @Override
  public Connection open(URI uri, Trust trust) throws Exception {
    OkHttpClient client =
        trust == null
            ? plain
            : plain
                .newBuilder()
                .sslSocketFactory(trust.context().getSocketFactory(), trust.manager())
                .build();
    PushDriver driver = new PushDriver();
    Messages messages = new Messages(driver);
    WebSocket webSocket =
        client.newWebSocket(new Request.Builder().url(uri.toString()).build(), messages);
    try {
      messages.open.get(SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      webSocket.cancel();
      throw e;
    }
    return driver.over(new Open(webSocket, messages));
  }

  private static final class Messages extends WebSocketListener {
    private final Receiver receiver;
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    Messages(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
      open.complete(null);
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteString bytes) {
      receiver.message(bytes, bytes.size(), ByteString::asByteBuffer);
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
      receiver.text();
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
      receiver.failed("closed with " + code + " " + reason);
      webSocket.close(code == 1005 ? 1000 : code, null);
    }

    @Override
    public void onClosed(WebSocket webSocket, int code, String reason) {
      over.complete(null);
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable why, Response response) {
      open.completeExceptionally(why);
      over.complete(null);
      receiver.failed(why);
    }
  }

  private static final class Open implements Link {
    private final WebSocket webSocket;
    private final Messages messages;
    private ByteString payload;

    Open(WebSocket webSocket, Messages messages) {
      this.webSocket = webSocket;
      this.messages = messages;
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = ByteString.of(bytes);
    }

    @Override
    public void send() throws IOException {
      while (webSocket.queueSize() + payload.size() > QUEUE) {
        LockSupport.parkNanos(QUEUE_PAUSE_NANOS);
      }
      if (!webSocket.send(payload)) {
        throw new IOException("OkHttp did not take a message");
      }
    }

    @Override
    public void close() throws Exception {
      webSocket.close(1000, null);
      try {
        messages.over.get(SECONDS, TimeUnit.SECONDS);
      } finally {
        webSocket.cancel();
      }
    }
  }
}
