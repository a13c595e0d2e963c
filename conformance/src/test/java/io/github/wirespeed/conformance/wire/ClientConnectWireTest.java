package io.github.wirespeed.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ports that do not answer, or not in time. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Api.class)
class ClientConnectWireTest {
  @Parameter Api api;

  private static final WebSocketOptions IMPATIENT =
      WebSocketOptions.defaults().connectTimeout(Duration.ofMillis(300));

  @Test
  void aClosedPortIsRefusedWithItsAddress() throws Exception {
    int port;
    try (RawServer server = new RawServer()) {
      port = server.port();
    }
    assertThatThrownBy(() -> api.connect("ws://127.0.0.1:" + port))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void aSilentPortTimesOut() throws Exception {
    try (RawServer server = new RawServer()) {
      Task<Throwable> client =
          Task.of(() -> catchThrowable(() -> api.connect(server.uri(), IMPATIENT)));
      try (RawConnection peer = server.accept()) {
        peer.readHead();
        assertThat(client.result()).isInstanceOf(SocketTimeoutException.class);
        assertThat(peer.discardToEnd()).isZero();
      }
    }
  }

  @Test
  void anAnswerThatDripsTimesOutAsAWhole() throws Exception {
    try (RawServer server = new RawServer()) {
      Task<Throwable> client =
          Task.of(() -> catchThrowable(() -> api.connect(server.uri(), IMPATIENT)));
      try (RawConnection peer = server.accept()) {
        peer.readHead();
        peer.send(Bytes.ascii("HTTP/1.1 101 Switching Protocols\r\nX-Drip: "));
        while (!client.done()) {
          peer.sendUntilRefused(Bytes.ascii("."));
          Thread.sleep(10);
        }
        assertThat(client.result()).isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  @Test
  void aRefusalWhoseBodyDoesNotEndIsStillToldWhenTheTimeIsUp() throws Exception {
    try (RawServer server = new RawServer()) {
      Task<Throwable> client =
          Task.of(() -> catchThrowable(() -> api.connect(server.uri(), IMPATIENT)));
      try (RawConnection peer = server.accept()) {
        peer.readHead();
        peer.send(Bytes.ascii("HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nhalf"));
        assertThat(client.result()).hasMessageContaining("503");
      }
    }
  }

  @Test
  void aPortThatDoesNotAcceptTimesOut() throws Exception {
    List<SocketChannel> fill = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      boolean isFull = false;
      while (!isFull && fill.size() < 20) {
        SocketChannel channel = SocketChannel.open();
        fill.add(channel);
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
        Thread.sleep(50);
        isFull = !channel.finishConnect();
      }
      assumeTrue(isFull, "this system accepts beyond the backlog");
      String uri = "ws://127.0.0.1:" + full.getLocalPort();
      assertThatThrownBy(() -> api.connect(uri, IMPATIENT))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("127.0.0.1:" + full.getLocalPort());
    } finally {
      for (SocketChannel channel : fill) {
        channel.close();
      }
    }
  }

  @Test
  void anInterruptEndsTheHandshakeAndStays() throws Exception {
    try (RawServer server = new RawServer()) {
      Task<Boolean> client =
          Task.of(
              () -> {
                assertThatThrownBy(() -> api.connect(server.uri()))
                    .isInstanceOf(InterruptedIOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
                return Thread.currentThread().isInterrupted();
              });
      try (RawConnection peer = server.accept()) {
        peer.readHead();
        client.thread().interrupt();
        assertThat(client.result()).as("still interrupted").isTrue();
        assertThat(peer.discardToEnd()).isZero();
      }
    }
  }

  @Test
  void aResetDuringTheHandshakeIsAnIoException() throws Exception {
    try (RawServer server = new RawServer()) {
      Task<Throwable> client = Task.of(() -> catchThrowable(() -> api.connect(server.uri())));
      RawConnection peer = server.accept();
      peer.readHead();
      peer.reset();
      assertThat(client.result()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void wrongHeadersAreRefusedBeforeAnybodyIsConnectedTo() throws Exception {
    try (RawServer server = new RawServer()) {
      for (WebSocketOptions wrong :
          List.of(
              WebSocketOptions.defaults().header("X-A", "b\r\nX-Evil: 1"),
              WebSocketOptions.defaults().header("X A", "b"),
              WebSocketOptions.defaults().header("Upgrade", "b"),
              WebSocketOptions.defaults().subprotocols("a b"),
              WebSocketOptions.defaults().subprotocols("a", "a"))) {
        assertThatThrownBy(() -> api.connect(server.uri(), wrong))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(server.isLeftAlone()).isTrue();
    }
  }
}
