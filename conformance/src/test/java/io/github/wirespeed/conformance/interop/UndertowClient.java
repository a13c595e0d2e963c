package io.github.wirespeed.conformance.interop;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.websockets.client.WebSocketClient;
import java.net.URI;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The client of Undertow. */
final class UndertowClient implements ForeignClient {
  private final ByteBufferPool pool = new DefaultByteBufferPool(true, 16 << 10);
  private final XnioWorker worker;

  UndertowClient() throws Exception {
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
    return new UndertowPeer(
        WebSocketClient.connectionBuilder(worker, pool, URI.create(uri)).connect().get(), false);
  }

  @Override
  public boolean canCloseInMessage() {
    return false;
  }

  @Override
  public void stop() {
    worker.shutdownNow();
  }
}
