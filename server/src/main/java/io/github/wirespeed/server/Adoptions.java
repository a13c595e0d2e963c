package io.github.wirespeed.server;

import io.github.wirespeed.ServerConnections.Answered;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopGroup;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.transport.TcpTransport;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes over sockets that another HTTP server has accepted. Any thread. */
final class Adoptions {
  private final LoopGroup loops;
  private final Openings server;

  Adoptions(LoopGroup loops, Openings server) {
    this.loops = loops;
    this.server = server;
  }

  /** See {@link WebSocketServer#adopt(SocketChannel, ByteBuffer)}. */
  void unanswered(SocketChannel channel, ByteBuffer bytes) throws IOException {
    ByteBuffer own = copyOf(bytes);
    EventLoop loop = loops.next();
    TcpTransport transport = take(channel);
    if (!loop.execute(() -> open(loop, transport, own))) {
      transport.close(); // the loop ended just now
    }
  }

  private void open(EventLoop loop, TcpTransport transport, ByteBuffer bytes) {
    ServerOpening opening = server.open(loop, transport, server.handshakeNanos());
    Registration registration;
    try {
      registration = loop.register(transport.channel(), SelectionKey.OP_READ, opening);
    } catch (IOException | IllegalStateException e) {
      transport.close(); // reset before we came to it, or the loop ends
      return;
    }
    opening.registered(registration);
    try {
      opening.begin(bytes);
    } catch (RuntimeException | Error e) {
      registration.cancel(); // as the loop does when it gives a turn
      opening.failed(e);
      throw e;
    }
  }

  /**
   * See {@link WebSocketServer#adopt(SocketChannel, ByteBuffer, ForeignRequest, Route, String)}.
   */
  CompletionStage<WebSocketConnection> answered(
      SocketChannel channel,
      ByteBuffer first,
      ForeignRequest request,
      Route route,
      String subprotocol)
      throws IOException {
    ByteBuffer own = copyOf(first);
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(route, "route");
    EventLoop loop = loops.next();
    TcpTransport transport = take(channel);
    Answered answered =
        new Answered(transport, own, subprotocol == null ? "" : subprotocol, Map.of(), null);
    CompletableFuture<WebSocketConnection> started = new CompletableFuture<>();
    if (!loop.execute(() -> start(loop, answered, request, route, started))) {
      fail(transport, started, new ClosedChannelException());
    }
    return started;
  }

  @SuppressWarnings("CatchingUnchecked") // the channel is nobody else's any more
  private void start(
      EventLoop loop,
      Answered answered,
      ForeignRequest request,
      Route route,
      CompletableFuture<WebSocketConnection> started) {
    Transport transport = answered.transport();
    WebSocketOptions options = route.rules().options();
    Registration registration = null;
    WebSocketConnection connection;
    try {
      Endpoint endpoint = Endpoint.of(route, UpgradeRequest.foreign(request.head(), transport));
      registration =
          loop.register(transport.channel(), SelectionKey.OP_READ, new Starting(transport));
      connection =
          endpoint.start(
              server,
              loop,
              registration,
              answered,
              options != null ? options : server.settings().options());
    } catch (Throwable t) {
      if (registration != null) {
        registration.cancel();
      }
      fail(transport, started, t);
      return;
    }
    started.complete(connection);
  }

  private static void fail(
      Transport transport, CompletableFuture<WebSocketConnection> started, Throwable why) {
    transport.close();
    started.completeExceptionally(why);
  }

  /** In a channel's place until its connection is there, in the same turn. */
  private record Starting(Transport transport) implements LoopHandler {
    @Override
    public boolean ready(int readyOps) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {
      transport.close();
    }
  }

  /** Makes the channel ours. */
  private static TcpTransport take(SocketChannel channel) throws IOException {
    if (channel.isRegistered()) {
      throw new IllegalArgumentException(
          "the channel is registered with another selector: cancel its key, and have that"
              + " selector select once more, as only then the key is gone: "
              + channel);
    }
    return TcpTransport.adopt(channel);
  }

  /** The caller's buffer is the caller's again. */
  private static ByteBuffer copyOf(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }
}
