package io.github.wirespeed.conformance.interop;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.websockets.WebSocketExtension;
import io.undertow.websockets.client.WebSocketClient;
import io.undertow.websockets.client.WebSocketClientNegotiation;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The client of Undertow. */
final class UndertowClient implements ForeignClient {
  private final ByteBufferPool pool = new DefaultByteBufferPool(true, 16 << 10);
  private final XnioWorker worker;
  private final boolean deflate;

  UndertowClient(boolean deflate) throws Exception {
    this.deflate = deflate;
    worker =
        Xnio.getInstance()
            .createWorker(
                OptionMap.builder()
                    .set(Options.WORKER_IO_THREADS, 1)
                    .set(Options.THREAD_DAEMON, true)
                    .getMap());
  }

  @Override
  public ForeignPeer connect(String uri) throws Exception {
    WebSocketClient.ConnectionBuilder builder =
        WebSocketClient.connectionBuilder(worker, pool, URI.create(uri));
    if (deflate) {
      builder
          .setClientNegotiation(
              new WebSocketClientNegotiation(
                  List.of(), WebSocketExtension.parse("permessage-deflate")))
          .setClientExtensions(Set.of(UndertowServer.compression(true)));
    }
    return new UndertowPeer(builder.connect().get(), false);
  }

  @Override
  public boolean canCloseInMessage() {
    return false;
  }

  @Override
  public boolean canStartAfresh() {
    return false;
  }

  @Override
  public void stop() {
    worker.shutdownNow();
  }
}
