package io.github.wirespeed.examples.chat;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.server.SlowConsumer;
import io.github.wirespeed.server.Topic;

/**
 * Somebody in a room. What comes from its page goes to all pages of the room, its own as well: all
 * of them see the same. A message is who said it, a line feed, and what; from nobody are the news.
 */
final class Chatter implements MessageHandler {
  private static final int MESSAGES_BEHIND = 256;

  private final Topic room;
  private final String name;

  Chatter(Topic room, String name) {
    this.room = room;
    this.name = name;
  }

  @Override
  public void onOpen(WebSocketConnection connection) {
    // A gap in a conversation is worse than an end: who cannot follow is told, and comes again.
    room.subscribe(connection, SlowConsumer.close(MESSAGES_BEHIND));
    room.publish("\n" + name + " came");
  }

  @Override
  public void onMessage(WebSocketConnection connection, MessageView message) {
    if (message.isText()) {
      room.publish(name + "\n" + message.text());
    } else {
      connection.close(1003, "a chat takes text");
    }
  }

  @Override
  public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
    room.publish("\n" + name + " left");
  }
}
