package io.github.wirespeed;

import java.util.ArrayDeque;

/** Messages that nobody has asked for yet, within bounds. The holder of the baton's. */
final class Inbox {
  /** Mostly it is one message that came before it was asked for. */
  private static final int FEW = 3;

  private final ArrayDeque<Message> messages = new ArrayDeque<>(FEW);
  private long bytes;

  void add(Message message) {
    messages.add(message);
    bytes += size(message);
  }

  /** The oldest message, taken out; null if there is none. */
  Message poll() {
    Message message = messages.poll();
    if (message != null) {
      bytes -= size(message);
    }
    return message;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Whether no more should be read for now. */
  boolean full(WebSocketOptions options) {
    return messages.size() >= options.inbox() || bytes >= options.inboxBytes();
  }

  /** Whether there is room again to make reading worth it. */
  boolean roomy(WebSocketOptions options) {
    return messages.size() <= options.inbox() / 2 && bytes <= options.inboxBytes() / 2;
  }

  private static int size(Message message) {
    return message.isText() ? message.text().length() : message.bytes().length;
  }
}
