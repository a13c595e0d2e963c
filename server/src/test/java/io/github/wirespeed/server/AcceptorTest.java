package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.LoopGroup;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Accepting when that fails. */
@Timeout(30)
class AcceptorTest {
  private final LoopGroup loops = new LoopGroup(2, () -> Spin.NONE, "acceptor-test");
  private final BlockingQueue<TcpTransport> taken = new LinkedBlockingQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private ServerSocketChannel channel;

  /** Keeps what came. */
  private record Kept(TcpTransport tcp) implements Accepted {
    @Override
    public void registered(Registration own) {}

    @Override
    public void stop() {}

    @Override
    public boolean ready(int readyOps) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {
      tcp.close();
    }
  }

  @BeforeEach
  void bind() throws IOException {
    channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.configureBlocking(false);
  }

  @AfterEach
  void end() throws Exception {
    loops.close();
    loops.join();
    assertThat(channel.isOpen()).as("a closed group closes its listeners").isFalse();
  }

  private Acceptor start(Acceptor.Source source) {
    Intake intake =
        new Intake(
            loops,
            new ConnectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE),
            new Sessions(),
            true,
            (loop, tcp) -> {
              taken.add(tcp);
              return new Kept(tcp);
            });
    Acceptor acceptor = new Acceptor(channel, source, loops, intake, false);
    acceptor.start();
    return acceptor;
  }

  private Socket connect() throws IOException {
    InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
    return new Socket(address.getAddress(), address.getPort());
  }

  private void assertTaken() throws InterruptedException {
    assertThat(taken.poll(20, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void withoutDescriptorsItPausesAndGoesOnWhenThereAreSome() throws Exception {
    start(
        () -> {
          if (calls.incrementAndGet() <= 6) {
            throw new IOException("Too many open files");
          }
          return channel.accept();
        });
    try (Socket one = connect()) {
      assertTaken();
      // Two calls fail in each of three turns, with a pause behind each: no core is burnt.
      assertThat(calls.get()).isBetween(7, 9);
      try (Socket two = connect()) {
        assertTaken();
        assertThat(one.isConnected() && two.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aFailureThatIsOneClientsIsNoPause() throws Exception {
    start(
        () -> {
          if (calls.incrementAndGet() % 2 == 1) {
            throw new IOException("Protocol error");
          }
          return channel.accept();
        });
    for (int i = 0; i < 20; i++) {
      connect().close();
      assertTaken();
    }
  }

  @Test
  void whatItsOwnTurnThrowsDoesNotEndTheListener() throws Exception {
    start(
        () -> {
          if (calls.incrementAndGet() == 2) {
            throw new OutOfMemoryError("a test's");
          }
          return channel.accept();
        });
    for (int i = 0; i < 5; i++) {
      connect().close();
      assertTaken();
    }
    assertThat(calls.get()).isGreaterThan(5);
  }

  @Test
  void afterCloseNobodyIsTaken() throws Exception {
    Acceptor acceptor = start(channel::accept);
    connect().close();
    assertTaken();
    acceptor.close();
    acceptor.close();

    assertThat(channel.isOpen()).isFalse();
  }
}
