package io.github.wirespeed.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a {@link TcpTransport} costs: heap per wait, descriptors per connection. */
@Timeout(120)
class TcpResourcesTest {

  private static final int WAITS = 20_000;

  /** A wait allocates nothing; this is for what the JVM itself may do on our thread meanwhile. */
  private static final double NEAR_ZERO = 1.0;

  /** A step of the code under test. */
  private interface Step {
    void run() throws Exception;
  }

  @Test
  void lookingAllocatesNothing() throws Exception {
    try (TcpPair pair = TcpPair.open()) {
      report("look, nothing there", () -> pair.near().awaitReadable(false, 0));
      report("look, writable", () -> pair.near().awaitWritable(0));
    }
  }

  @Test
  void waitingAllocatesNothing() throws Exception {
    try (TcpPair pair = TcpPair.open()) {
      TcpTransport near = pair.near();
      report("wait for room", () -> near.awaitWritable(Long.MAX_VALUE));
      report("woken wait", () -> wokenWait(near));
      report("wait for either", () -> near.awaitReadable(true, TcpPair.LONG_NANOS));
      pair.far().write(ByteBuffer.allocate(1));
      report("wait for bytes", () -> near.awaitReadable(false, TcpPair.LONG_NANOS));
    }
  }

  @Test
  void sleepingAllocatesNothing() throws Exception {
    try (TcpPair pair = TcpPair.open()) {
      Threads.Run<Void> echo = Threads.PLATFORM.run(() -> echo(pair.far()));
      ByteBuffer buffer = ByteBuffer.allocateDirect(1);
      report(
          "write, sleep, read",
          () -> {
            pair.near().write(buffer.clear());
            buffer.clear();
            while (pair.near().read(buffer) == 0) {
              pair.near().awaitReadable(false, Long.MAX_VALUE);
            }
          });
      pair.near().close();
      echo.result();
    }
  }

  @Test
  void aThousandConnectionsLeaveNoDescriptorBehind() throws Exception {
    leavesNoDescriptorBehind(Threads.PLATFORM);
  }

  @Test
  void aThousandConnectionsOfVirtualThreadsLeaveNoDescriptorBehind() throws Exception {
    Assumptions.assumeTrue(
        Threads.haveVirtual(), "virtual threads came with JDK 21; this is " + Runtime.version());
    leavesNoDescriptorBehind(Threads.VIRTUAL);
  }

  @Test
  void connectingKeepsNoSelector() throws Exception {
    try (ServerSocketChannel listener = TcpPair.listen();
        TcpPair first = TcpPair.open(listener)) {
      long before = descriptors();
      try (TcpPair second = TcpPair.open(listener)) {
        assertThat(descriptors() - before).as("one socket at each end").isEqualTo(2);
        assertThat(second.near().isOpen()).isTrue();
      }
      assertThat(first.near().isOpen()).isTrue();
    }
  }

  private static void leavesNoDescriptorBehind(Threads threads) throws Exception {
    try (ServerSocketChannel listener = TcpPair.listen()) {
      threads.call(() -> useOnce(listener)); // opens what is opened once per JVM
      long before = settledDescriptors(0);
      for (int i = 0; i < 1_000; i++) {
        threads.call(() -> useOnce(listener));
      }
      long after = settledDescriptors(before);
      System.out.printf("[%s] %s descriptors: %d, %d%n", version(), threads, before, after);
      assertThat(after).isEqualTo(before);
    }
  }

  private static Void useOnce(ServerSocketChannel listener) throws IOException {
    try (TcpPair pair = TcpPair.open(listener)) {
      pair.near().awaitWritable(Long.MAX_VALUE);
      pair.near().write(ByteBuffer.allocate(1));
      pair.far().awaitReadable(false, Long.MAX_VALUE);
      pair.far().awaitReadable(true, Long.MAX_VALUE);
      pair.near().awaitReadable(false, 0);
    }
    return null;
  }

  /** The readiness thread drops its keys in its own time; so look until {@code goal} is met. */
  private static long settledDescriptors(long goal) throws Exception {
    long now = descriptors();
    for (int i = 0; i < 200 && now > goal; i++) {
      Thread.sleep(5);
      now = descriptors();
    }
    return now;
  }

  private static long descriptors() throws IOException {
    Path self = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(self), "descriptors are counted in " + self);
    try (Stream<Path> open = Files.list(self)) {
      return open.count();
    }
  }

  private static void wokenWait(TcpTransport transport) throws IOException {
    transport.wakeup();
    transport.awaitReadable(false, Long.MAX_VALUE);
  }

  private static Void echo(Transport transport) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
    int read;
    while ((read = transport.read(buffer.clear())) >= 0) {
      if (read == 0) {
        transport.awaitReadable(false, Long.MAX_VALUE);
      } else {
        transport.write(buffer.flip());
      }
    }
    return null;
  }

  private static void report(String what, Step step) throws Exception {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    for (int i = 0; i < WAITS; i++) {
      step.run();
    }
    long before = threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < WAITS; i++) {
      step.run();
    }
    double perWait = (double) (threads.getThreadAllocatedBytes(self) - before) / WAITS;
    System.out.printf("[%s] %s: %.4f bytes per wait%n", version(), what, perWait);
    assertThat(perWait).as(what).isLessThan(NEAR_ZERO);
  }

  private static int version() {
    return Runtime.version().feature();
  }
}
