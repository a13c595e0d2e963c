package io.github.wirespeed;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A connection that belongs to an event loop: what there is to do with it beside receiving, which
 * is {@link AsyncWebSocket}'s or a {@link MessageHandler}'s.
 *
 * <p><b>Threads.</b> Any thread may call anything, and none ever waits in it. The messages of one
 * thread arrive in the order in which it sent them.
 *
 * <p><b>Sending.</b> A send that the network can take now is written now, on the calling thread.
 * Where another thread is writing, or the network takes nothing, the message goes to the mailbox,
 * which holds {@link WebSocketOptions#mailbox} of them; a message that finds it full waits, its
 * stage not done, and is still sent in its order. A burst of sends without a wait in between leaves
 * in fewer, larger writes.
 *
 * <p>The stage of a send is done when the message is <i>accepted</i>: the payload is the caller's
 * again, and the connection will send it in order or, if it ends first, count it among {@link
 * ConnectionClosedException#unsentMessages}. Until then the payload must not be changed.
 */
public sealed interface WebSocketConnection permits Connection {
  /**
   * Sends a text message.
   *
   * @return done when it is accepted; fails with {@link ConnectionClosedException} if it never will
   *     be
   * @throws IllegalArgumentException if the text holds a lone surrogate; nothing was sent
   */
  Stage<Void> send(String text);

  /**
   * Sends a binary message: {@link #send(ByteBuffer)} of the whole array.
   *
   * @return as there
   */
  Stage<Void> send(byte[] bytes);

  /**
   * Sends a binary message.
   *
   * @param payload from its position to its limit, at which the position is when this returns; the
   *     bytes are the caller's again when the stage is done
   * @return as {@link #send(String)}
   */
  Stage<Void> send(ByteBuffer payload);

  /**
   * Sends a message on as it came, text or binary, without decoding it: for an echo or a relay.
   *
   * @param message looked at until this returns, in spite of what its stage says: what cannot leave
   *     now is copied
   * @return as {@link #send(String)}
   */
  Stage<Void> send(MessageView message);

  /**
   * Sends a text message as {@link #send(String)} does, compressed or not, whatever its size.
   *
   * @param compress without effect where the server did not agree to {@link
   *     WebSocketOptions#compression}
   * @return as there
   * @throws IllegalArgumentException as there
   */
  Stage<Void> send(String text, boolean compress);

  /**
   * Sends a binary message as {@link #send(ByteBuffer)} does, compressed or not, whatever its size:
   * what is compressed already, a picture, is better sent as it is.
   *
   * @param compress as for text
   * @return as there
   */
  Stage<Void> send(ByteBuffer payload, boolean compress);

  /**
   * Sends a message that many connections get. A server's connection sends the frames as they were
   * encoded once for all of them; a client's, which must mask each message by a key of its own,
   * encodes it as any other.
   *
   * <p>Where compression was agreed on and the message has the threshold's size, it goes out
   * compressed by itself, once for all connections that agreed on the same. Messages that this
   * connection compresses afterwards then refer to none before it.
   *
   * @return as {@link #send(String)}
   */
  Stage<Void> send(PreparedMessage message);

  /**
   * Sends several messages, one behind the other with no other sender's in between, in as few
   * writes as possible.
   *
   * @param messages kept until they are accepted: they must not change
   * @return done when all of them are accepted
   * @throws IllegalArgumentException if a text holds a lone surrogate; nothing was sent
   */
  Stage<Void> sendAll(Collection<? extends Message> messages);

  /**
   * Sends a text message if it is accepted at once.
   *
   * @return false if the mailbox is full, or the connection closed: nothing was sent
   * @throws IllegalArgumentException as {@link #send(String)}
   */
  boolean trySend(String text);

  /** Sends a binary message if it is accepted at once: {@link #trySend(ByteBuffer)}. */
  boolean trySend(byte[] bytes);

  /**
   * Sends a binary message if it is accepted at once.
   *
   * @param payload its position moves to its limit only where it was accepted; the caller's again
   *     when this returns
   * @return false if the mailbox is full, or the connection closed: nothing was sent
   */
  boolean trySend(ByteBuffer payload);

  /** Sends a message that many connections get, if it is accepted at once; false as above. */
  boolean trySend(PreparedMessage message);

  /** Sends a ping; done when its pong came, within 10 s: {@link #ping(Duration)}. */
  Stage<Duration> ping();

  /**
   * Sends a ping.
   *
   * @return done when its pong was read, with the time since the ping was sent; fails with {@link
   *     java.util.concurrent.TimeoutException} if none comes in time, which ends nothing else
   */
  Stage<Duration> ping(Duration timeout);

  /**
   * Sends a ping with a payload of the caller's, of whose pong {@link MessageHandler#onPong} is
   * told and {@link #roundTrips} is not.
   *
   * @param payload at most 125 bytes; it is copied
   * @return done when it is accepted
   * @throws IllegalArgumentException if it is longer
   */
  Stage<Void> ping(ByteBuffer payload);

  /** What the pings so far have measured: the user's own, and those of a {@link Keepalive}. */
  RoundTrips roundTrips();

  /**
   * Sends a pong that answers nothing: a heartbeat, RFC 6455 5.5.3.
   *
   * @param payload at most 125 bytes
   * @throws IllegalArgumentException if the payload is longer
   */
  Stage<Void> pong(ByteBuffer payload);

  /** Closes with 1000 and no reason: {@link #close(int, String)}. */
  Stage<Void> close();

  /** Closes, with {@link WebSocketOptions#closeTimeout}: {@link #close(int, String, Duration)}. */
  Stage<Void> close(int code, String reason);

  /**
   * Closes: what was accepted is sent, then a Close; the peer's Close and the end of TCP are waited
   * for until the time is up. Receives that wait end at once, and messages that were not received
   * yet are discarded. Idempotent.
   *
   * @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999
   * @param reason at most 123 bytes of UTF-8
   * @return done, and never failed, when the connection is over and its socket released
   * @throws IllegalArgumentException if code or reason must not be sent; nothing is closed
   */
  Stage<Void> close(int code, String reason, Duration timeout);

  /** Done, and never failed, when the connection is over, however that came about. */
  Stage<ConnectionClosedException> closed();

  /** Whether neither side has begun to close and the network has not been seen to fail. */
  boolean isOpen();

  /**
   * The code of the peer's Close: 1005 if it held none (RFC 6455 7.1.5), 1006 if the connection
   * ended without one, -1 while neither is known.
   */
  int closeCode();

  /** The reason of the peer's Close; empty while, or if, there is none. */
  String closeReason();

  /**
   * How the connection stands: open, on its way to the end, or over, and what went over it so far.
   * Any thread, at any time; after {@link #closed} is done always the same object, which has the
   * unsent messages too.
   */
  CloseReport report();

  /** The subprotocol that the server chose; empty if none. */
  String subprotocol();

  /** The headers of the server's 101, by name in any case. */
  Map<String, List<String>> responseHeaders();

  /** This side's address; also after the end. */
  SocketAddress localAddress();

  /** The server's address; also after the end. */
  SocketAddress remoteAddress();
}
