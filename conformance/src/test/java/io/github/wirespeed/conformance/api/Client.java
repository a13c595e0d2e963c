package io.github.wirespeed.conformance.api;

import io.github.wirespeed.CloseReport;
import io.github.wirespeed.Message;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A connection of ours by whichever API, as the blocking one shows it. What an API tells besides,
 * in events or stages, is checked by its adapter: once and in order, and nothing after the end.
 */
public interface Client extends Closeable {
  /** Sends a text message; returns when it is accepted. */
  void send(String text) throws IOException;

  /** Sends a binary message; returns when it is accepted. */
  void send(byte[] bytes) throws IOException;

  /**
   * Waits for the next message.
   *
   * @throws io.github.wirespeed.ConnectionClosedException if there is no more
   */
  Message receive() throws IOException;

  /**
   * All messages that are still to come.
   *
   * @throws java.io.UncheckedIOException if the connection does not end normally
   */
  List<Message> rest();

  /** Sends a ping and waits for its pong. */
  Duration ping() throws IOException;

  /** Sends a pong that answers nothing. */
  void pong(ByteBuffer payload) throws IOException;

  /** Closes, and waits until the connection is over. */
  void close(int code, String reason);

  /**
   * Closes with 1000 unless it is over, lets go of whatever belongs to the connection, and checks
   * what was told of its end.
   */
  @Override
  void close();

  /** As in the API. */
  boolean isOpen();

  /** As in the API. */
  int closeCode();

  /** As in the API. */
  String closeReason();

  /** As in the API. */
  String subprotocol();

  /** As in the API. */
  Map<String, List<String>> responseHeaders();

  /** As in the API. */
  CloseReport report();

  /** As in the API. */
  SocketAddress remoteAddress();
}
