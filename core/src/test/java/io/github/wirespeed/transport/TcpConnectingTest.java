package io.github.wirespeed.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection in steps that never wait; with waiting in between, {@link TcpContract} has it. */
@Timeout(30)
class TcpConnectingTest {

  @Test
  void whatItWasWaitedForIsAConnection() throws Exception {
    try (ServerSocketChannel listener = TcpPair.listen()) {
      TcpConnecting connecting = TcpConnecting.start(TcpPair.addressOf(listener));
      try (TcpPair pair = new TcpPair(finished(connecting), accepted(listener))) {
        TcpTransport near = pair.near();
        assertThat(near.channel()).isSameAs(connecting.channel());
        assertThat(near.remoteAddress()).isEqualTo(pair.far().localAddress());

        connecting.close(); // it owns nothing any more

        near.write(ByteBuffer.wrap(new byte[] {7}));
        assertThat(pair.far().awaitReadable(false, TcpPair.LONG_NANOS)).isTrue();
        assertThatThrownBy(connecting::finishConnect)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("127.0.0.1:")
            .hasMessageContaining("taken already");
      }
    }
  }

  @Test
  void aRefusalNamesTheAddressAndClosesTheChannel() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocketChannel listener = TcpPair.listen()) {
      nobody = TcpPair.addressOf(listener);
    }
    TcpConnecting connecting = TcpConnecting.start(nobody);

    assertThatThrownBy(() -> finished(connecting))
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused: 127.0.0.1:" + nobody.getPort());
    assertThat(connecting.channel().isOpen()).isFalse();
  }

  @Test
  void givingUpClosesTheChannel() throws Exception {
    try (ServerSocketChannel listener = TcpPair.listen()) {
      TcpConnecting connecting = TcpConnecting.start(TcpPair.addressOf(listener));

      connecting.close();

      assertThat(connecting.channel().isOpen()).isFalse();
      assertThatThrownBy(connecting::finishConnect).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void theTimeThatItHadIsInTheMessage() throws Exception {
    try (ServerSocketChannel listener = TcpPair.listen();
        TcpConnecting connecting = TcpConnecting.start(TcpPair.addressOf(listener))) {
      assertThat(connecting.timedOut(1_500_000_000))
          .hasMessage("no connection to %s within 1500 ms".formatted(connecting));
    }
  }

  @Test
  void anUnresolvedAddressIsAnUnknownHost() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);

    assertThatThrownBy(() -> TcpConnecting.start(unresolved))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("host nowhere.invalid is not resolved");
  }

  private static TcpTransport accepted(ServerSocketChannel listener) throws IOException {
    return TcpTransport.adopt(listener.accept());
  }

  private static TcpTransport finished(TcpConnecting connecting) throws IOException {
    TcpTransport transport = connecting.finishConnect();
    while (transport == null) {
      connecting.await(TcpPair.LONG_NANOS);
      transport = connecting.finishConnect();
    }
    return transport;
  }
}
