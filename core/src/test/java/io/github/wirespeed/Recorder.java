package io.github.wirespeed;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a handler is told, and then does what the test says. */
final class Recorder implements MessageHandler {
  final List<String> events = new ArrayList<>();

  /** How it ended; null until then. */
  ConnectionClosedException how;

  /** Something that a handler does. */
  interface Reaction<T> {
    void to(WebSocketConnection connection, T what) throws Exception;
  }

  Reaction<Void> onOpen = (connection, nothing) -> {};
  Reaction<MessageView> onMessage = (connection, message) -> {};
  Reaction<ConnectionClosedException> onClosed = (connection, how) -> {};

  @Override
  public void onOpen(WebSocketConnection connection) throws Exception {
    events.add("open");
    onOpen.to(connection, null);
  }

  @Override
  public void onMessage(WebSocketConnection connection, MessageView message) throws Exception {
    events.add(message.isText() ? message.text() : message.size() + " bytes");
    onMessage.to(connection, message);
  }

  @Override
  public void onClosed(WebSocketConnection connection, ConnectionClosedException closed)
      throws Exception {
    events.add("closed " + closed.code());
    how = closed;
    onClosed.to(connection, closed);
  }
}
