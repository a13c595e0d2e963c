package io.github.wirespeed.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.server.WebSocketServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FleetTest {
  private static final int BYTES = 256;

  private static WebSocketServer server(MessageHandler handler) throws IOException {
    return WebSocketServer.builder().route("/", handler).start();
  }

  private static Fleet open(String client, int port, int connections) throws IOException {
    return ConnectionGrowth.open(new Line(client, "adaptive"), port, connections);
  }

  private static int port(WebSocketServer server) {
    return ((InetSocketAddress) server.addresses().get(0)).getPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"callback", "netty"})
  void everyMessageIsSentOnceAndByAllConnections(String client) throws IOException {
    AtomicInteger messages = new AtomicInteger();
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    try (WebSocketServer server =
            server(
                (connection, message) -> {
                  messages.incrementAndGet();
                  connections.add(connection);
                  assertThat(message.size()).isEqualTo(BYTES);
                  connection.send(message);
                });
        Fleet fleet = open(client, port(server), 7)) {
      assertThat(fleet.exchange(100)).isPositive();
      assertThat(messages).hasValue(100);
      assertThat(connections).hasSize(7);
      assertThat(fleet.exchange(3)).isPositive(); // fewer than there are connections
      assertThat(messages).hasValue(103);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"callback", "netty"})
  void aWrongEchoIsAnError(String client) throws IOException {
    try (WebSocketServer server =
            server((connection, message) -> connection.send(new byte[BYTES - 1]));
        Fleet fleet = open(client, port(server), 2)) {
      assertThatThrownBy(() -> fleet.exchange(10))
          .isInstanceOf(IOException.class)
          .hasMessage("a message of 255 bytes came back for one of 256");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"callback", "netty"})
  void aServerThatClosesIsAnErrorAndNoHang(String client) throws IOException {
    AtomicInteger messages = new AtomicInteger();
    try (WebSocketServer server =
            server(
                (connection, message) -> {
                  if (messages.incrementAndGet() == 20) {
                    connection.close();
                  } else {
                    connection.send(message);
                  }
                });
        Fleet fleet = open(client, port(server), 2)) {
      assertThatThrownBy(() -> fleet.exchange(1000))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a connection ended");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"floor", "callback", "netty"})
  void noServerIsAnErrorOfTheOpening(String client) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(() -> open(client, port, 2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("opened 0 connections");
  }

  @Test
  void ofTheFloorTheBytesOfOneFrameComeBackAsTheyWere() throws IOException {
    AtomicInteger bytes = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread echo = new Thread(() -> echo(server, bytes));
      echo.setDaemon(true);
      echo.start();
      try (Fleet fleet = open("floor", server.getLocalPort(), 1)) {
        assertThat(fleet.exchange(5)).isPositive();
        assertThat(bytes).hasValue(5 * 264); // header, length, key
      }
    }
  }

  private static void echo(ServerSocket server, AtomicInteger bytes) {
    try (var socket = server.accept()) {
      byte[] buffer = new byte[4096];
      for (int n = socket.getInputStream().read(buffer); n > 0; ) {
        bytes.addAndGet(n);
        socket.getOutputStream().write(buffer, 0, n);
        n = socket.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // The end of it: the client resets.
    }
  }

  @Test
  void theServerWaitsAsTheClientDoes() {
    assertThat(ConnectionGrowth.server(new Line("callback", "adaptive")).label())
        .isEqualTo("wirespeed");
    assertThat(ConnectionGrowth.server(new Line("callback", "blocking")).label())
        .isEqualTo("wirespeed-blocking");
    assertThat(ConnectionGrowth.server(new Line("netty", "blocking")).label())
        .isEqualTo("wirespeed-blocking");
    assertThat(ConnectionGrowth.server(new Line("floor", "blocking")).label()).isEqualTo("floor");
  }
}
