package io.github.wirespeed.examples.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wirespeed.WebSocket;
import java.io.IOException;
import java.time.Duration;

/**
 * The DevTools protocol: a browser told what to do, by JSON over a WebSocket, whose client is this
 * project's own. For one thread.
 */
final class DevTools implements AutoCloseable {
  private static final Duration HANG = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final WebSocket socket;
  private int lastId;

  DevTools(String uri) throws IOException {
    this.socket = WebSocket.connect(uri);
  }

  /** Parameters to be filled in. */
  ObjectNode parameters() {
    return json.createObjectNode();
  }

  /**
   * Calls a method and waits for its result; what else the browser tells meanwhile is not asked
   * for.
   *
   * @param session of the page that it is for; null for the browser
   */
  JsonNode call(String session, String method, ObjectNode parameters) throws IOException {
    ObjectNode call = json.createObjectNode().put("id", ++lastId).put("method", method);
    call.set("params", parameters);
    if (session != null) {
      call.put("sessionId", session);
    }
    socket.send(call.toString());
    JsonNode answer;
    do {
      answer = json.readTree(socket.receive(HANG).text());
    } while (answer.path("id").asInt() != lastId);
    if (answer.has("error")) {
      throw new IOException(method + ": " + answer.get("error"));
    }
    return answer.get("result");
  }

  @Override
  public void close() {
    socket.close();
  }
}
