package io.github.wirespeed.conformance.api;

import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;

/** The callback API: a handler, in a loop of the library's. */
final class CallbackClient extends HandledClient {
  private final WebSocketClient loops;

  private CallbackClient(
      WebSocketClient loops, WebSocketConnection connection, Ends ends, Collector collector) {
    super(connection, ends, collector);
    this.loops = loops;
  }

  static CallbackClient connect(String uri, WebSocketOptions options) throws IOException {
    Ends ends = new Ends();
    Collector collector = new Collector();
    WebSocketClient loops = WebSocketClient.builder().onClosed(ends).build();
    try {
      WebSocketConnection connection = join(loops.connect(uri, options, collector));
      return new CallbackClient(loops, connection, ends, collector);
    } catch (Throwable t) {
      loops.close();
      throw t;
    }
  }

  @Override
  void release() {
    loops.close();
  }
}
