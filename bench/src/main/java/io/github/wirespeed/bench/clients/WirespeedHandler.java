package io.github.wirespeed.bench.clients;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.Poller;
import io.github.wirespeed.Stage;
import io.github.wirespeed.Tls;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Ours, with a {@link MessageHandler}, called where the bytes arrive: on the client's loop, or on
 * the thread that polls. What it sends goes out in one write when it returns.
 */
final class WirespeedHandler implements Library {
  private final WaitStrategy wait;
  private final WebSocketClient client;
  private final Poller poller; // null where the client's loop calls

  WirespeedHandler(WaitStrategy wait, boolean polled) {
    this.wait = wait;
    this.client = WebSocketClient.builder().waitStrategy(wait).build();
    this.poller = polled ? client.poller() : null;
  }

  static WebSocketOptions options(WaitStrategy wait, Trust trust) {
    WebSocketOptions options =
        WebSocketOptions.defaults().waitStrategy(wait).maxMessageSize(MAX_MESSAGE);
    return trust == null ? options : options.tls(Tls.defaults().context(trust.context()));
  }

  @Override
  public String version() {
    return "Wirespeed " + Versions.ofPackage(WebSocketClient.class);
  }

  @Override
  public Connection open(URI uri, Trust trust) {
    PushDriver driver = poller == null ? new PushDriver() : new PushDriver(this::poll);
    Handler handler = new Handler(driver);
    Stage<WebSocketConnection> opening =
        poller == null
            ? client.connect(uri.toString(), options(wait, trust), handler)
            : poller.connect(uri.toString(), options(wait, trust), handler);
    return driver.over(new Open(opening.join()));
  }

  private boolean poll(CountDownLatch over, long nanos) {
    long start = System.nanoTime();
    while (over.getCount() > 0) {
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      poller.poll(Duration.ofNanos(left));
    }
    return true;
  }

  private record Handler(Receiver receiver) implements MessageHandler {
    @Override
    public void onMessage(WebSocketConnection connection, MessageView message) {
      if (message.isText()) {
        receiver.text();
      } else {
        receiver.message(message, message.size(), MessageView::payload);
      }
    }

    @Override
    public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
      receiver.failed(how);
    }
  }

  private static final class Open implements Link {
    private final WebSocketConnection connection;
    private ByteBuffer payload;

    Open(WebSocketConnection connection) {
      this.connection = connection;
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    }

    @Override
    public void send() {
      connection.send(payload.clear());
    }

    @Override
    public void close() {
      connection.close().join();
    }
  }
}
