package io.github.wirespeed.nats;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.server.ServerBuilder;
import io.github.wirespeed.server.SlowConsumer;
import io.github.wirespeed.server.Topic;
import io.github.wirespeed.server.WebSocketServer;
import java.time.Duration;

/**
 * A server that publishes what it receives to the one topic that everybody is subscribed to, and
 * greets with "ready" who will get all of it from then on.
 */
final class ServerProgram {
  private ServerProgram() {}

  /** URL of the broker; says "PORT" and where it listens. */
  public static void main(String[] args) throws Exception {
    NatsBackplane backplane =
        NatsBackplane.builder().server(args[0]).timeout(Duration.ofSeconds(30)).connect();
    ServerBuilder builder = WebSocketServer.builder();
    Topic room = builder.topics().topic("room/1");
    MessageHandler handler =
        new MessageHandler() {
          @Override
          public void onOpen(WebSocketConnection connection) {
            room.subscribe(connection, SlowConsumer.block(10_000));
            backplane.settled().thenRun(() -> connection.send("ready"));
          }

          @Override
          public void onMessage(WebSocketConnection connection, MessageView message) {
            room.publish(message.text());
          }
        };
    try (WebSocketServer server =
        builder.loops(1).route("/room", handler).backplane(backplane).start()) {
      System.out.println("SERVER " + server.uri());
      Child.untilParentEnds();
    }
  }
}
