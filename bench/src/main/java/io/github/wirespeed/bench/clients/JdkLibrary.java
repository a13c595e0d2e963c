package io.github.wirespeed.bench.clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * {@code java.net.http.WebSocket}. Its documentation has a listener that asks for one part of a
 * message after the other by {@code request(1)}, and one send outstanding at a time, the next
 * composed onto the stage of the last. Parts are counted as they come and never put together: it
 * hands them out in its own buffers.
 */
final class JdkLibrary implements Library {
  private HttpClient client;
  private Trust trusted;

  @Override
  public String version() {
    return "java.net.http of JDK " + Versions.ofJdk();
  }

  @Override
  public Connection open(URI uri, Trust trust) throws Exception {
    if (client == null || !Objects.equals(trust, trusted)) {
      HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
      client = (trust == null ? builder : builder.sslContext(trust.context())).build();
      trusted = trust;
    }
    PushDriver driver = new PushDriver();
    WebSocket webSocket =
        client
            .newWebSocketBuilder()
            .buildAsync(uri, new Parts(driver))
            .get(SECONDS, TimeUnit.SECONDS);
    return driver.over(new Open(webSocket, driver));
  }

  private static final class Parts implements WebSocket.Listener {
    private final Receiver receiver;
    private int size;
    private ByteBuffer gathered = ByteBuffer.allocate(0);

    Parts(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
      size += data.remaining();
      if (receiver.wantsPayload()) {
        if (gathered.remaining() < data.remaining()) {
          gathered = ByteBuffer.allocate(2 * size).put(gathered.flip());
        }
        gathered.put(data);
      }
      webSocket.request(1);
      if (last) {
        int whole = size;
        size = 0;
        receiver.message(gathered, whole, ByteBuffer::flip);
        gathered = ByteBuffer.allocate(0);
      }
      return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      receiver.text();
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      receiver.failed("closed with " + code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      receiver.failed(error);
    }
  }

  private static final class Open implements Link {
    private final WebSocket webSocket;
    private final BiConsumer<WebSocket, Throwable> tellsFailure;
    private ByteBuffer payload;
    private CompletableFuture<WebSocket> last;

    Open(WebSocket webSocket, Receiver receiver) {
      this.webSocket = webSocket;
      this.tellsFailure =
          (on, failure) -> {
            if (failure != null) {
              receiver.failed(failure);
            }
          };
      this.last = CompletableFuture.completedFuture(webSocket);
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Override
    public void send() {
      ByteBuffer next = payload.duplicate();
      last = last.thenCompose(on -> on.sendBinary(next, true));
    }

    /** A send that fails is told by its stage alone. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what it does with it is all
    public void flush() {
      if (!last.isDone() || last.isCompletedExceptionally()) {
        last.whenComplete(tellsFailure);
      }
    }

    @Override
    public void close() throws Exception {
      try {
        last.thenCompose(on -> on.sendClose(WebSocket.NORMAL_CLOSURE, ""))
            .get(SECONDS, TimeUnit.SECONDS);
      } finally {
        webSocket.abort();
      }
    }
  }
}
