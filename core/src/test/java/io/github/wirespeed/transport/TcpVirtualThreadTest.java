package io.github.wirespeed.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@link TcpTransport} on virtual threads, and what is theirs alone. */
class TcpVirtualThreadTest extends TcpContract {

  private static final int CONNECTIONS = 500;
  private static final int ROUNDS = 20;

  TcpVirtualThreadTest() {
    super(Threads.VIRTUAL);
  }

  @BeforeAll
  static void needsVirtualThreads() {
    Assumptions.assumeTrue(
        Threads.haveVirtual(), "virtual threads came with JDK 21; this is " + Runtime.version());
  }

  @Test
  void tellsVirtualThreadsFromPlatformThreads() throws Exception {
    assertThat(Threads.VIRTUAL.call(VirtualThreads::isCurrent)).isTrue();
    assertThat(Threads.PLATFORM.call(VirtualThreads::isCurrent)).isFalse();
  }

  @Test
  void fiveHundredConnectionsEcho() throws Exception {
    List<Threads.Run<Void>> runs = new ArrayList<>();
    try (ServerSocketChannel listener = TcpPair.listen()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        TcpPair pair = TcpPair.open(listener);
        long seed = i;
        runs.add(Threads.VIRTUAL.run(() -> echo(pair.far())));
        runs.add(Threads.VIRTUAL.run(() -> askForEchoes(pair.near(), new Random(seed))));
      }
      for (Threads.Run<Void> run : runs) {
        run.result();
      }
    }
  }

  @Test
  void sleepingWaitsDoNotHoldTheCarriers() throws Exception {
    int many = 4 * Runtime.getRuntime().availableProcessors() + 8;
    List<TcpPair> pairs = new ArrayList<>();
    List<Threads.Run<Boolean>> waits = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      TcpPair pair = TcpPair.open();
      pairs.add(pair);
      waits.add(Threads.VIRTUAL.run(() -> pair.near().awaitReadable(false, FOREVER)));
    }
    for (Threads.Run<Boolean> wait : waits) {
      wait.untilAsleep();
    }
    assertThat(Threads.VIRTUAL.call(() -> "a carrier was free")).isEqualTo("a carrier was free");
    for (int i = 0; i < many; i++) {
      pairs.get(i).far().write(ascii("x"));
      assertThat(waits.get(i).result()).isTrue();
      pairs.get(i).close();
    }
  }

  @Test
  void whenTheReadinessThreadDiesWaitsFailAndTheNextOneStartsAnother() throws Exception {
    Threads.Run<Boolean> reader = Threads.VIRTUAL.run(() -> near.awaitReadable(false, FOREVER));
    fillUp(near);
    Threads.Run<Boolean> writer = Threads.VIRTUAL.run(() -> near.awaitWritable(FOREVER));
    reader.untilAsleep();
    writer.untilAsleep();
    Selector broken = ReadinessThread.runningSelector();
    // A key that is none of its own makes the thread fail.
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    pipe.source().register(broken, SelectionKey.OP_READ, "not a ChannelWaits");
    pipe.sink().write(ByteBuffer.allocate(1));
    broken.wakeup();
    for (Threads.Run<Boolean> wait : List.of(reader, writer)) {
      assertThatThrownBy(wait::result)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the thread wirespeed-readiness has ended: ")
          .hasCauseInstanceOf(ClassCastException.class);
    }
    while (broken.isOpen()) { // closed last, and only @Timeout bounds when
      Thread.onSpinWait();
    }
    pipe.source().close();
    pipe.sink().close();

    assertThat(near.isOpen()).isTrue();
    waitSeesBytesThatComeLater();
    assertThat(ReadinessThread.runningSelector()).isNotSameAs(broken);
  }

  @Test
  void readinessThreadIsOneDaemon() throws Exception {
    Threads.VIRTUAL.call(() -> near.awaitReadable(false, 1));
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals(ReadinessThread.NAME))
        .singleElement()
        .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
  }

  private static Void askForEchoes(Transport transport, Random random) throws IOException {
    try (transport) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] question = new byte[1 + random.nextInt(4096)];
        random.nextBytes(question);
        writeFully(transport, ByteBuffer.wrap(question));
        ByteBuffer reply = ByteBuffer.allocate(question.length);
        while (reply.hasRemaining()) {
          int read = transport.read(reply);
          assertThat(read).isNotNegative();
          if (read == 0) {
            transport.awaitReadable(false, round % 2 == 0 ? FOREVER : TcpPair.LONG_NANOS);
          }
        }
        assertThat(reply.array()).isEqualTo(question);
      }
    }
    return null;
  }

  private static Void echo(Transport transport) throws IOException {
    try (transport) {
      ByteBuffer buffer = ByteBuffer.allocate(1024);
      int read;
      while ((read = transport.read(buffer.clear())) >= 0) {
        writeFully(transport, buffer.flip());
        if (read == 0) {
          transport.awaitReadable(false, FOREVER);
        }
      }
    }
    return null;
  }

  private static void writeFully(Transport transport, ByteBuffer src) throws IOException {
    while (src.hasRemaining()) {
      if (transport.write(src) == 0) {
        transport.awaitWritable(FOREVER);
      }
    }
  }
}
