package io.github.wirespeed.conformance.api;

import io.github.wirespeed.Message;
import io.github.wirespeed.Stage;
import io.github.wirespeed.WebSocketConnection;
import java.io.IOException;
import java.util.List;

/** What the two APIs have in common that show messages to a handler. */
abstract class HandledClient extends LoopClient {
  private final Collector collector;

  HandledClient(WebSocketConnection connection, Ends ends, Collector collector) {
    super(connection, ends);
    this.collector = collector;
  }

  @Override
  <T> T await(Stage<T> stage) throws IOException {
    return join(stage);
  }

  @Override
  public Message receive() throws IOException {
    return collector.receive();
  }

  @Override
  public List<Message> rest() {
    return collector.rest();
  }

  @Override
  public void close(int code, String reason) {
    super.close(code, reason);
    collector.close();
  }

  @Override
  public void close() {
    super.close();
    collector.assertInOrder();
  }
}
