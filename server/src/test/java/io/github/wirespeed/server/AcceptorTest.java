package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopGroup;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.loop.Spin;
import io.github.wirespeed.transport.TcpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accepting when that fails. */
@Timeout(30)
class AcceptorTest {
  private final LoopGroup loops = new LoopGroup(2, () -> Spin.NONE, "acceptor-test");
  private final BlockingQueue<TcpTransport> taken = new LinkedBlockingQueue<>();
  private final Set<EventLoop> homes = ConcurrentHashMap.newKeySet();
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
    return start(source, false);
  }

  private Acceptor start(Acceptor.Source source, boolean ownLoop) {
    Intake intake =
        new Intake(
            loops,
            new ConnectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE),
            new Sessions(),
            true,
            (loop, tcp) -> {
              homes.add(loop);
              taken.add(tcp);
              return new Kept(tcp);
            });
    Acceptor acceptor = new Acceptor(channel, source, loops, intake, ownLoop);
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
    AtomicBoolean exhausted = new AtomicBoolean(true);
    start(
        () -> {
          calls.incrementAndGet();
          if (exhausted.get()) {
            throw new IOException("Too many open files");
          }
          return channel.accept();
        });
    try (Socket one = connect()) {
      Thread.sleep(300); // a proof that something does not happen
      assertThat(calls.get()).as("no core is burnt").isBetween(1, 50);
      assertThat(taken).isEmpty();
      exhausted.set(false);
      assertTaken();
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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionsStayInTheLoopThatAcceptsThemOrGoToAllInTurn(boolean ownLoop) throws Exception {
    start(channel::accept, ownLoop);
    for (int i = 0; i < 6; i++) {
      connect().close();
      assertTaken();
    }
    assertThat(homes).hasSize(ownLoop ? 1 : 2);
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
