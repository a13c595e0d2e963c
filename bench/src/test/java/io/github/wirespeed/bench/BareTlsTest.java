package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.server.LoopbackCertificate;
import io.github.wirespeed.transport.TcpTransport;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BareTlsTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();
  private static final WaitStrategy WAIT = WaitStrategy.adaptive();

  /** What the other end does. */
  private interface Peer {
    void serve(BareTls tls) throws IOException;
  }

  private static InetSocketAddress serve(ServerSocketChannel channel, Peer peer)
      throws IOException {
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              BareTcp tcp = new BareTcp(TcpTransport.adopt(channel.accept()), WAIT);
              try (BareTls tls = BareTlsTrust.serve(tcp, CERTIFICATE.serverContext())) {
                peer.serve(tls);
              }
              return null;
            });
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return (InetSocketAddress) channel.getLocalAddress();
  }

  private static BareTls connect(InetSocketAddress address) throws IOException {
    BareTcp tcp = new BareTcp(TcpTransport.connect(address, Long.MAX_VALUE), WAIT);
    return BareTlsTrust.connect(tcp, CERTIFICATE.clientContext());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 264, 16_384, 16_385, 300_000})
  void whatIsWrittenComesBackAsItWas(int size) throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      ByteBuffer there = Payload.direct(size);
      InetSocketAddress address =
          serve(
              channel,
              tls -> {
                ByteBuffer all = ByteBuffer.allocateDirect(size);
                while (all.hasRemaining()) {
                  tls.read(all);
                }
                tls.write(ByteBuffer.allocateDirect(3), all.flip());
                tls.read(ByteBuffer.allocate(1));
              });
      try (BareTls tls = connect(address)) {
        tls.write(there);
        tls.skip(null, 3);
        ByteBuffer back = ByteBuffer.allocate(size);
        while (back.hasRemaining()) {
          assertThat(tls.read(back)).isPositive();
        }
        assertThat(back.flip()).isEqualTo(there.flip());
        assertThat(tls.session().getProtocol()).isEqualTo("TLSv1.3");
      }
    }
  }

  @Test
  void theEndOfTheConnectionIsAnError() throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open();
        BareTls tls = connect(serve(channel, peer -> peer.write(ByteBuffer.allocate(2))))) {
      tls.skip(null, 2);
      assertThatThrownBy(() -> tls.skip(null, 1)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void trustsTheIssuerOfItsLineOnly() throws IOException {
    String other = BareTlsTrust.line(LoopbackCertificate.make().issuer());
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      InetSocketAddress address = serve(channel, tls -> {});
      BareTcp tcp = new BareTcp(TcpTransport.connect(address, Long.MAX_VALUE), WAIT);
      assertThatThrownBy(() -> BareTlsTrust.connect(tcp, BareTlsTrust.of(other)))
          .isInstanceOf(SSLException.class);
    }
    assertThatThrownBy(() -> BareTlsTrust.of("bm9uZQ=="))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bm9uZQ==");
  }
}
