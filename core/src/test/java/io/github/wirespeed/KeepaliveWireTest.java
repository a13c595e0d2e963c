package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.Opening;
import io.github.wirespeed.protocol.HttpHead;
import io.github.wirespeed.transport.TcpTransport;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keepalive of blocking connections over TCP, by the thread that they share. */
@Timeout(60)
class KeepaliveWireTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<Transport> open = new ArrayList<>();
  private Transport server;
  private WebSocket ws;

  @AfterEach
  void end() {
    open.forEach(Transport::close);
  }

  private WebSocket connect(Keepalive keepalive) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Transport client =
          TcpTransport.connect((InetSocketAddress) listener.getLocalAddress(), LONG.toNanos());
      server = TcpTransport.adopt(listener.accept());
      open.add(client);
      open.add(server);
      HttpHead response = HttpHead.status("HTTP/1.1", 101, "Switching Protocols", List.of());
      ws =
          new WebSocket(
              new Opening.Upgraded(client, ByteBuffer.allocate(0), response, null, null),
              WebSocketOptions.defaults().keepalive(keepalive));
      return ws;
    }
  }

  private void serve(byte[]... frames) throws IOException {
    server.write(ByteBuffer.wrap(Session.concat(frames)));
  }

  /** The next frame that the client sends. */
  private String sent() throws IOException {
    ClientFrames frames = new ClientFrames();
    ByteBuffer in = ByteBuffer.allocate(1024);
    while (true) {
      String frame = frames.next();
      if (frame != null) {
        return frame;
      }
      int n = server.read(in.clear());
      if (n < 0) {
        return "END";
      } else if (n == 0) {
        assertThat(server.awaitReadable(false, LONG.toNanos())).as("it sends").isTrue();
      }
      frames.add(in.flip());
    }
  }

  private static void until(BooleanSupplier done) throws Exception {
    while (!done.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  @Test
  void thePeersPingsAreAnsweredThoughNobodyReceives() throws Exception {
    connect(Keepalive.standard());
    for (int i = 0; i < 3; i++) {
      serve(Session.frame(Session.TEXT, "m" + i), Session.frame(Session.PING, "p" + i));
      assertThat(sent()).isEqualTo("PONG \"p" + i + "\"");
    }
    for (int i = 0; i < 3; i++) {
      assertThat(ws.receive().text()).isEqualTo("m" + i);
    }
  }

  @Test
  void aFullInboxIsReadOnAfterItWasReceived() throws Exception {
    connect(Keepalive.standard());
    byte[][] frames = new byte[100][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = Session.frame(Session.TEXT, "m" + i);
    }
    serve(frames);
    serve(Session.frame(Session.PING, "behind"));
    for (int i = 0; i < 50; i++) {
      assertThat(ws.receive(LONG).text()).isEqualTo("m" + i);
    }
    assertThat(sent()).isEqualTo("PONG \"behind\"");
    for (int i = 50; i < 100; i++) {
      assertThat(ws.receive(LONG).text()).isEqualTo("m" + i);
    }
  }

  @Test
  void pongsAreReadAndMeasuredThoughNobodyReceives() throws Exception {
    connect(Keepalive.periodic(Duration.ofMillis(5)));
    Background<Boolean> peer = Background.run(() -> new EchoPeer(server, 1000).run());
    until(() -> ws.roundTrips().count() >= 20);
    ws.close();

    peer.result();
    assertThat(ws.roundTrips().min()).isPositive();
  }

  @Test
  void aPeerThatIsSilentIsGivenUpWhoeverReceives() throws Exception {
    connect(Keepalive.whenIdle(Duration.ofMillis(50)).pongTimeout(Duration.ofMillis(50)));
    assertThatThrownBy(ws::receive)
        .isInstanceOf(ConnectionClosedException.class)
        .hasCauseInstanceOf(KeepaliveException.class);

    connect(Keepalive.whenIdle(Duration.ofMillis(50)).pongTimeout(Duration.ofMillis(50)));
    until(() -> !ws.isOpen());
    assertThatThrownBy(ws::receive).hasCauseInstanceOf(KeepaliveException.class);
  }

  @Test
  void aSilentPeerEndsASendThatWaits() throws Exception {
    connect(Keepalive.whenIdle(Duration.ofMillis(100)).pongTimeout(Duration.ofMillis(100)));
    byte[] much = new byte[64 << 20];

    assertThatThrownBy(() -> ws.send(much))
        .isInstanceOf(ConnectionClosedException.class)
        .hasCauseInstanceOf(KeepaliveException.class);
  }

  @Test
  void aConnectionThatEndedHoldsNoDescriptor() throws Exception {
    connect(Keepalive.standard());
    serve(Session.closeFrame(1001, ""));
    assertThat(sent()).isEqualTo("CLOSE 1001");
    assertThat(sent()).isEqualTo("END");
    // Bytes for a socket that is gone are answered with a reset: shut down only, it would be quiet.
    assertThatThrownBy(
            () -> {
              while (true) {
                serve(Session.frame(Session.TEXT, "late"));
                Thread.sleep(1);
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void nothingIsLostOrMixedWhileTheKeeperAndOthersCompete() throws Exception {
    connect(
        Keepalive.periodic(Duration.ofMillis(1)).text("ping").answeredBy("ping").staleAfter(LONG));
    Background<Boolean> peer = Background.run(() -> new EchoPeer(server, 1000).run());
    int messages = 3000;
    Background<Boolean> sender =
        Background.run(
            () -> {
              for (int i = 0; i < messages; i++) {
                ws.send("m" + i + "x".repeat(i % 300));
                if (i % 40 == 0) {
                  Thread.sleep(1);
                }
              }
            });
    for (int i = 0; i < messages; i++) {
      String text = ws.receive(LONG).text();
      assertThat(text).isEqualTo("m" + i + "x".repeat(i % 300));
      if (i % 500 == 0) {
        Thread.sleep(300); // the keeper reads ahead meanwhile
      }
    }
    sender.result();
    until(() -> ws.roundTrips().count() > 0);
    ws.close();
    peer.result();
  }
}
