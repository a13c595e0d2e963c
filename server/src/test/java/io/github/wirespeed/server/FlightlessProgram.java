package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A server with some traffic, in a process in which nobody records. */
final class FlightlessProgram {
  private FlightlessProgram() {}

  public static void main(String[] args) throws Exception {
    try (WebSocketServer server =
        WebSocketServer.builder()
            .loops(1)
            .route("/", (connection, message) -> connection.send(message))
            .start()) {
      try (RawClient client = Observed.open(server)) {
        Flight.dropped("topic", null, 1);
        client.send(RawClient.text("x"), RawClient.close(1000, ""));
        client.ended();
      }
      try (RawClient client = new RawClient(Observed.address(server))) {
        client.send(Observed.request("/nowhere").getBytes(ISO_8859_1));
        client.ended();
      }
      Observed.until(() -> server.statistics().closed() == 1 && server.statistics().opening() == 0);
      ServerStatistics now = server.statistics();
      System.out.println(now.opened() + " opened, " + now.refused() + " refused");
    }
  }
}
