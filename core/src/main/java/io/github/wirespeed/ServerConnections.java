package io.github.wirespeed;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Connections whose other end is the client: the same actor, in the other role. For this project's
 * own server, whose module alone can name what it is given. Any thread.
 */
public final class ServerConnections {
  private final Homes homes;

  /**
   * For one server.
   *
   * @param listener told of each connection that is over, on its loop's thread; null if nobody is
   */
  public ServerConnections(BiConsumer<WebSocketConnection, ConnectionClosedException> listener) {
    this.homes = new Homes(Role.SERVER, listener);
  }

  /**
   * An opening handshake that was answered with 101.
   *
   * @param transport the connection, with nothing of the answer left to write
   * @param first bytes that came behind the request: the first frames
   * @param subprotocol empty if there is none
   * @param headers what was added to the 101; unmodifiable
   * @param deflate what was agreed of permessage-deflate; null if nothing was
   */
  @SuppressWarnings("exports") // its types are for the modules of this project only
  public record Answered(
      Transport transport,
      ByteBuffer first,
      String subprotocol,
      Map<String, List<String>> headers,
      PerMessageDeflate deflate) {}

  /**
   * Starts a connection whose messages are shown to a handler. Loop thread only.
   *
   * @param registration of its channel, whose turns are the connection's from now on
   */
  @SuppressWarnings("exports")
  public WebSocketConnection handled(
      EventLoop loop,
      Registration registration,
      Answered answered,
      WebSocketOptions options,
      MessageHandler handler) {
    return started(
        new HandledConnection(
            homes.home(loop, null, options),
            options,
            answered.transport(),
            registration,
            opened(answered),
            answered.first(),
            handler),
        registration,
        answered.deflate(),
        options);
  }

  /** Starts a connection whose messages are asked for; otherwise as {@link #handled}. */
  @SuppressWarnings("exports")
  public AsyncWebSocket pulled(
      EventLoop loop, Registration registration, Answered answered, WebSocketOptions options) {
    return started(
        new AsyncWebSocket(
            homes.home(loop, null, options),
            options,
            answered.transport(),
            registration,
            opened(answered),
            answered.first()),
        registration,
        answered.deflate(),
        options);
  }

  /**
   * Options with which a connection is closed with 1001 when nothing was received for so long,
   * unless that is because this side did not read.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static WebSocketOptions closingIdle(WebSocketOptions options, Duration silence) {
    return options.keepalive(options.keepalive().idleAfter(silence));
  }

  /**
   * The loop that a connection lives in. Any thread.
   *
   * @throws IllegalArgumentException if it is not one of these connections
   */
  @SuppressWarnings("exports")
  public EventLoop loopOf(WebSocketConnection connection) {
    Home home = ((Connection) connection).home();
    if (!homes.has(home)) {
      throw new IllegalArgumentException(connection + " is not a connection of this server");
    }
    return home.loop();
  }

  /** Whether a connection is over, and the listener was told or is about to be. Any thread. */
  public static boolean isOver(WebSocketConnection connection) {
    return ((Connection) connection).isOver();
  }

  /** What a blocking face of a connection receives from: waits for the next message. */
  public interface Receives {
    /** The next message. */
    Message receive() throws IOException;
  }

  /** The messages as {@link AsyncWebSocket#iterator} gives them. */
  public static Iterator<Message> iterator(Receives from) {
    return new MessageIterator(from::receive);
  }

  private static Connection.Opened opened(Answered answered) {
    // Most answers add nothing, and tens of thousands of connections may have the same.
    return answered.subprotocol().isEmpty() && answered.headers().isEmpty()
        ? Connection.Opened.PLAIN
        : new Connection.Opened(answered.subprotocol(), answered.headers());
  }

  private static <C extends Connection> C started(
      C connection,
      Registration registration,
      PerMessageDeflate deflate,
      WebSocketOptions options) {
    connection.compressed(Deflation.of(deflate, options.compression(), Role.SERVER));
    registration.handler(connection);
    connection.start();
    return connection;
  }

  /**
   * How many messages wait in a connection's mailbox now: accepted, and not written. Costs its
   * threads nothing.
   */
  public static int depth(WebSocketConnection connection) {
    return ((Connection) connection).outbound().depth();
  }
}
