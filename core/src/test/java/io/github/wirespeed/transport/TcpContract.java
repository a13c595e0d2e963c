package io.github.wirespeed.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What {@link TcpTransport} must do on threads of either kind. */
abstract class TcpContract extends TransportContract {

  TcpContract(Threads threads) {
    super(threads);
  }

  @Override
  void connect() throws IOException {
    TcpPair pair = TcpPair.open();
    near = pair.near();
    far = pair.far();
  }

  @Override
  void resetByPeer() throws IOException {
    ((TcpTransport) far).channel().setOption(StandardSocketOptions.SO_LINGER, 0);
    far.close();
  }

  @Test
  void bothEndsAreNonBlockingAndDoNotDelay() throws Exception {
    for (Transport end : new Transport[] {near, far}) {
      SocketChannel channel = ((TcpTransport) end).channel();
      assertThat(channel.isBlocking()).isFalse();
      assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
    }
  }

  @Test
  void refusedConnectionNamesTheAddress() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocketChannel listener = TcpPair.listen()) {
      nobody = TcpPair.addressOf(listener);
    }
    assertThatThrownBy(() -> threads.call(() -> TcpTransport.connect(nobody, FOREVER)))
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused: 127.0.0.1:" + nobody.getPort());
  }

  @Test
  void unresolvedAddressIsAnUnknownHost() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
    assertThatThrownBy(() -> TcpTransport.connect(unresolved, FOREVER))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("host nowhere.invalid is not resolved");
  }

  @Test
  void connectingTimesOutAndCanBeInterrupted() throws Exception {
    try (ServerSocketChannel deaf = ServerSocketChannel.open()) {
      deaf.bind(new InetSocketAddress(TcpPair.loopback(), 0), 1);
      InetSocketAddress address = TcpPair.addressOf(deaf);
      Deque<TcpTransport> accepted = new ArrayDeque<>();
      try {
        String message = "no connection to 127.0.0.1:%d within 50 ms".formatted(address.getPort());
        assertThatThrownBy(() -> fillBacklog(address, accepted))
            .isInstanceOf(SocketTimeoutException.class)
            .hasMessage(message);
        Threads.Run<TcpTransport> connecting =
            threads.run(
                () -> {
                  try {
                    return TcpTransport.connect(address, FOREVER);
                  } finally {
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                  }
                });
        connecting.untilAsleep();
        connecting.thread().interrupt();
        assertThatThrownBy(connecting::result)
            .isExactlyInstanceOf(InterruptedIOException.class)
            .hasMessage("interrupted while connecting to 127.0.0.1:" + address.getPort());
      } finally {
        accepted.forEach(TcpTransport::close);
      }
    }
  }

  private void fillBacklog(InetSocketAddress address, Deque<TcpTransport> accepted)
      throws Exception {
    for (int i = 0; i < 20; i++) {
      accepted.add(threads.call(() -> TcpTransport.connect(address, 50_000_000)));
    }
    Assumptions.abort("this system lets connections wait without an end");
  }

  @Test
  void adoptWantsAConnectedChannel() throws Exception {
    SocketChannel unconnected = SocketChannel.open();
    try (unconnected) {
      assertThatThrownBy(() -> TcpTransport.adopt(unconnected))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("channel is not connected: ");
    }
    assertThatThrownBy(() -> TcpTransport.adopt(unconnected))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aWaitAfterAWriteFailsIsNotEndless() throws Exception {
    fillUp(near);
    Threads.Run<Boolean> wait = threads.run(() -> near.awaitWritable(FOREVER));
    wait.untilAsleep();
    resetByPeer();
    assertThat(wait.result()).isTrue();
    assertThatThrownBy(() -> near.write(ascii("x"))).isInstanceOf(IOException.class);
  }
}
