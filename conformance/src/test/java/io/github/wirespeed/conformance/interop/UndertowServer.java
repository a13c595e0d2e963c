package io.github.wirespeed.conformance.interop;

import io.undertow.Handlers;
import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The server of Undertow. */
final class UndertowServer implements ForeignServer {
  private final BlockingQueue<ForeignPeer> accepted = new LinkedBlockingQueue<>();
  private final Undertow server;

  UndertowServer() {
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(2)
            .setHandler(
                Handlers.websocket(
                    (exchange, channel) ->
                        accepted.add(
                            new UndertowPeer(channel, exchange.getRequestURI().equals(ECHO)))))
            .build();
    server.start();
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
