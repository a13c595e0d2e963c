package io.github.wirespeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.SteppedLoop;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.transport.MemoryTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand connections that are kept alive on one loop. */
@Timeout(60)
class KeepaliveManyTest {
  private static final int CONNECTIONS = 1_000;
  private static final int ROOM = 32; // for two pings, masked

  private final List<MemoryTransport> servers = new ArrayList<>();
  private final List<AsyncWebSocket> clients = new ArrayList<>();

  @Test
  void theyHaveOneTimerEachAndNoThread() throws Exception {
    WebSocketOptions options = LoopSession.options().keepalive(Keepalive.standard());
    int threads = Thread.activeCount();
    try (SteppedLoop loop = new SteppedLoop()) {
      Halves halves = new Halves(Role.CLIENT, options.limits(), options.fragmentSize());
      Home home = new Home(loop.loop(), halves, null, null);
      loop.inLoop(() -> open(loop, home, options));

      assertThat(loop.timers()).isEqualTo(CONNECTIONS);
      assertThat(Thread.activeCount()).isEqualTo(threads);
      loop.advance(Duration.ofSeconds(20));
      int pinged = 0;
      ByteBuffer in = ByteBuffer.allocate(ROOM);
      for (MemoryTransport server : servers) {
        pinged += server.read(in.clear()) == 14 ? 1 : 0;
        server.write(ByteBuffer.wrap(Session.frame(Session.PONG, "")));
      }
      assertThat(pinged).isEqualTo(CONNECTIONS);
      loop.settle();
      loop.advance(Duration.ofSeconds(19));

      assertThat(loop.timers()).isEqualTo(CONNECTIONS);
      assertThat(Thread.activeCount()).isEqualTo(threads);
      assertThat(clients).allMatch(AsyncWebSocket::isOpen);
      loop.advance(Duration.ofSeconds(1));
      loop.advance(Duration.ofSeconds(20)); // nobody answers
      loop.advance(Duration.ofSeconds(1));
      assertThat(clients).noneMatch(AsyncWebSocket::isOpen);
      assertThat(loop.timers()).as("what is over is forgotten").isZero();
    }
  }

  private void open(SteppedLoop loop, Home home, WebSocketOptions options) {
    Connection.Opened opened = new Connection.Opened("", Map.of());
    for (int i = 0; i < CONNECTIONS; i++) {
      MemoryTransport.Pair pair = MemoryTransport.pair(ROOM);
      servers.add(pair.right());
      Registration registration = loop.loop().register(new Nobody());
      AsyncWebSocket ws =
          new AsyncWebSocket(
              home, options, pair.left(), registration, opened, ByteBuffer.allocate(0));
      registration.handler(ws);
      ws.start();
      clients.add(ws);
    }
  }

  /** Until the connection is made. */
  private static final class Nobody implements LoopHandler {
    @Override
    public boolean ready(int readyOps) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {
      throw new AssertionError("failed before it was open", cause);
    }
  }
}
