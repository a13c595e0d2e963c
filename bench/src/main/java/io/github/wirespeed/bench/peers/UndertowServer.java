package io.github.wirespeed.bench.peers;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.xnio.Pooled;

/**
 * Undertow: whole messages to a receive listener, each sent back from the buffers that it came in,
 * which are given back when it is written. Publications are sent to each channel, with {@link
 * InFlight} bounding how many are under way, by their callbacks.
 */
final class UndertowServer implements HostedServer {
  private final Set<WebSocketChannel> subscribers = ConcurrentHashMap.newKeySet();
  private final InFlight inFlight = new InFlight();
  private final Undertow server;

  UndertowServer(Service service) {
    this(service, null);
  }

  /**
   * Starts it.
   *
   * @param tls null for none
   */
  UndertowServer(Service service, SSLContext tls) {
    Undertow.Builder builder = Undertow.builder();
    server =
        (tls == null
                ? builder.addHttpListener(0, "127.0.0.1")
                : builder.addHttpsListener(0, "127.0.0.1", tls))
            .setHandler(
                Handlers.websocket(
                    (exchange, channel) -> {
                      channel
                          .getReceiveSetter()
                          .set(service == Service.ECHO ? new Echo() : new Fanout());
                      channel.resumeReceives();
                    }))
            .build();
    server.start();
  }

  @Override
  public int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private static final class Echo extends AbstractReceiveListener {
    @Override
    @SuppressWarnings("deprecation") // there is no other way to whole messages
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
      Pooled<ByteBuffer[]> data = message.getData();
      WebSockets.sendBinary(
          data.getResource(),
          channel,
          new WebSocketCallback<Void>() {
            @Override
            public void complete(WebSocketChannel on, Void nothing) {
              data.close();
            }

            @Override
            public void onError(WebSocketChannel on, Void nothing, Throwable cause) {
              data.close();
            }
          });
    }
  }

  private final class Fanout extends AbstractReceiveListener {
    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
      String text = message.getData();
      if (Publications.isCommand(text)) {
        Publications.of(text).start(UndertowServer.this::publish);
      } else {
        subscribers.add(channel);
        WebSockets.sendText(SUBSCRIBED, channel, null);
      }
    }
  }

  private void publish(byte[] message) throws Exception {
    inFlight.begin();
    Runnable done = inFlight.eachOf(subscribers.size());
    WebSocketCallback<Void> callback =
        new WebSocketCallback<>() {
          @Override
          public void complete(WebSocketChannel channel, Void nothing) {
            done.run();
          }

          @Override
          public void onError(WebSocketChannel channel, Void nothing, Throwable cause) {
            done.run();
          }
        };
    for (WebSocketChannel channel : subscribers) {
      WebSockets.sendBinary(ByteBuffer.wrap(message), channel, callback);
    }
  }
}
