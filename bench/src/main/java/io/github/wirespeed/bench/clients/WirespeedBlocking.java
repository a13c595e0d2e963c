package io.github.wirespeed.bench.clients;

import io.github.wirespeed.MessageView;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * Ours, blocking: {@code send} of a direct buffer, which need not be copied before it is masked,
 * and {@code receiveView}, which shows a message where it was read.
 */
final class WirespeedBlocking implements Library {
  private final WaitStrategy wait;

  WirespeedBlocking(WaitStrategy wait) {
    this.wait = wait;
  }

  @Override
  public String version() {
    return "Wirespeed " + Versions.ofPackage(WebSocket.class);
  }

  @Override
  public Connection open(URI uri, Trust trust) throws IOException {
    Open open = new Open(WebSocket.connect(uri.toString(), WirespeedHandler.options(wait, trust)));
    return new Connection(new PullDriver(open), open);
  }

  private static final class Open implements PullLink {
    private final WebSocket webSocket;
    private ByteBuffer payload;
    private MessageView last;

    Open(WebSocket webSocket) {
      this.webSocket = webSocket;
    }

    @Override
    public void prepare(byte[] bytes) {
      payload = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    }

    @Override
    public void send() throws IOException {
      webSocket.send(payload.clear());
    }

    @Override
    public int receive() throws IOException {
      last = webSocket.receiveView();
      if (last.isText()) {
        throw new IOException("a text message came back");
      }
      return last.size();
    }

    @Override
    public ByteBuffer payload() {
      return last.payload();
    }

    @Override
    public void close() {
      webSocket.close();
    }
  }
}
