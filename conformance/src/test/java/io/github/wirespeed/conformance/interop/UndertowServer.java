package io.github.wirespeed.conformance.interop;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The server of Undertow. */
final class UndertowServer implements ForeignServer {
  private final BlockingQueue<ForeignPeer> accepted = new LinkedBlockingQueue<>();
  private final Undertow server;

  UndertowServer(boolean deflate) {
    WebSocketProtocolHandshakeHandler handler =
        Handlers.websocket(
            (exchange, channel) ->
                accepted.add(new UndertowPeer(channel, exchange.getRequestURI().equals(ECHO))));
    if (deflate) {
      handler.addExtension(compression(false));
    }
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(2)
            .setHandler(handler)
            .build();
    server.start();
  }

  /** With Undertow's own level and both takeovers, for messages as large as all. */
  static PerMessageDeflateHandshake compression(boolean client) {
    return new PerMessageDeflateHandshake(
        client, PerMessageDeflateHandshake.DEFAULT_DEFLATER, true, true, MAX_MESSAGE);
  }

  @Override
  public String uri() {
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    return "ws://127.0.0.1:" + address.getPort();
  }

  @Override
  public ForeignPeer accepted() throws Exception {
    return accepted.poll(60, TimeUnit.SECONDS);
  }

  @Override
  public boolean canCloseInMessage() {
    return false;
  }

  @Override
  public void stop() {
    server.stop();
  }
}
