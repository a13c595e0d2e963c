package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time with the opening, a byte now and a byte then. */
@Timeout(60)
class SlowHandshakesTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();

  /** A request line that never comes to its end; over TLS, the header of a long ClientHello. */
  private static byte next(boolean tls, int sent) {
    byte[] hello = {0x16, 3, 1, 0x3F, (byte) 0xFF, 1, 0, 0x3F, (byte) 0xFB, 3, 3};
    byte[] request = {'G', 'E', 'T', ' ', '/'};
    byte[] start = tls ? hello : request;
    return sent < start.length ? start[sent] : (byte) (tls ? 0 : 'a');
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoDripsIsCutAtTheDeadlineThoughEachByteIsInTime(boolean tls) throws Exception {
    ServerBuilder builder = Guard.echo("slow-test").handshakeTimeout(Duration.ofMillis(500));
    if (tls) {
      builder.tls(CERTIFICATE.serverContext());
    }
    try (WebSocketServer server = builder.start();
        RawClient slow = Guard.connect(server)) {
      slow.socket.setSoTimeout(20);
      AtomicBoolean cut = new AtomicBoolean();
      for (int sent = 0; !cut.get() && sent < 1000; sent++) {
        try {
          slow.send(new byte[] {next(tls, sent)});
          cut.set(slow.ended());
        } catch (java.net.SocketTimeoutException e) {
          // Not yet: 20 ms until the next byte.
        } catch (IOException e) {
          cut.set(true); // it was cut while this one sent
        }
      }
      assertThat(cut).isTrue();
      assertThat(Guard.comesTrue(() -> server.limits().count() == 0)).isTrue();
    }
  }

  @Test
  void aThousandSlowClientsStopNobodyAndAreAllCut() throws Exception {
    try (WebSocketServer server =
        Guard.echo("slow-test").handshakeTimeout(Duration.ofSeconds(3)).start()) {
      InetSocketAddress address = Guard.address(server);
      List<SocketChannel> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 1000; i++) {
          SocketChannel channel = SocketChannel.open(address);
          channel.configureBlocking(false);
          channel.write(ByteBuffer.wrap(new byte[] {'G'}));
          slow.add(channel);
        }
        int honest = 0;
        List<SocketChannel> left = new ArrayList<>(slow);
        for (int sent = 1; !left.isEmpty(); sent++) {
          drip(left, sent);
          try (RawClient client = Guard.open(server)) {
            client.send(RawClient.text("x"));
            assertThat(client.frame()).isEqualTo("TEXT x");
            honest++;
          }
          Thread.sleep(20);
        }
        assertThat(honest).isPositive();
        assertThat(Guard.comesTrue(() -> server.limits().count() == 0)).isTrue();
      } finally {
        for (SocketChannel channel : slow) {
          channel.close();
        }
      }
    }
  }

  private static void drip(List<SocketChannel> left, int sent) {
    ByteBuffer in = ByteBuffer.allocate(1024);
    left.removeIf(
        channel -> {
          try {
            channel.write(ByteBuffer.wrap(new byte[] {next(false, sent)}));
            return channel.read(in.clear()) < 0;
          } catch (IOException e) {
            return true;
          }
        });
  }
}
