package io.github.wirespeed.bench.peers;

import io.github.wirespeed.Message;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.server.ServerBuilder;
import io.github.wirespeed.server.ServerWebSocket;
import io.github.wirespeed.server.SlowConsumer;
import io.github.wirespeed.server.Topic;
import io.github.wirespeed.server.WebSocketServer;
import java.net.InetSocketAddress;

/**
 * Ours. Publications go to a topic whose subscribers block behind a queue; {@link InFlight} bounds
 * how many are under way, by their stages.
 */
final class WirespeedServer implements HostedServer {
  private static final int QUEUE = 64;

  private final WebSocketServer server;
  private final InFlight inFlight = new InFlight();
  private Topic topic; // set before anybody is told the port

  /**
   * Starts it.
   *
   * @param threads whether the echo is a blocking handler
   */
  WirespeedServer(Service service, WaitStrategy wait, boolean threads) throws Exception {
    ServerBuilder builder = WebSocketServer.builder().waitStrategy(wait);
    if (service == Service.FANOUT) {
      builder.route("/", this::command);
    } else if (threads) {
      builder.route("/", WirespeedServer::serve);
    } else {
      builder.route("/", (connection, message) -> connection.send(message));
    }
    server = builder.start();
    topic = server.topics().topic("fanout");
  }

  @Override
  public int port() {
    return ((InetSocketAddress) server.addresses().get(0)).getPort();
  }

  private static void serve(ServerWebSocket ws) {
    for (Message message : ws) {
      ws.connection().send(message.bytes()).join();
    }
  }

  private void command(WebSocketConnection connection, MessageView message) {
    String text = message.text();
    if (Publications.isCommand(text)) {
      Publications.of(text).start(this::publish);
    } else {
      topic.subscribe(connection, SlowConsumer.block(QUEUE));
      connection.send(SUBSCRIBED);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its end is all that is wanted
  private void publish(byte[] message) throws Exception {
    inFlight.begin();
    topic.publish(new Message.Binary(message)).whenComplete((done, failure) -> inFlight.end());
  }
}
