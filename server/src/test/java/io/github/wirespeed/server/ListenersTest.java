package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.loop.EventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a server listens, and that it goes on. */
@Timeout(30)
class ListenersTest {
  @TempDir Path folder;

  private static ServerBuilder builder() {
    return Guard.echo("listeners-test");
  }

  private static InetSocketAddress any() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @BeforeAll
  static void warmUp() throws IOException {
    builder().start().close(); // what the JDK opens once
  }

  private static void assertEchoes(SocketAddress address) throws IOException {
    if (address instanceof InetSocketAddress inet) {
      try (RawClient client = new RawClient(inet)) {
        client.open();
        client.send(RawClient.text("x"));
        assertThat(client.frame()).isEqualTo("TEXT x");
      }
      return;
    }
    try (SocketChannel channel = SocketChannel.open(address)) {
      channel.write(ByteBuffer.wrap(Guard.REQUEST));
      ByteBuffer in = ByteBuffer.allocate(4096);
      String head = "";
      while (!head.endsWith("\r\n\r\n")) {
        assertThat(channel.read(in)).isPositive();
        head = new String(in.array(), 0, in.position(), ISO_8859_1);
      }
      assertThat(head).startsWith("HTTP/1.1 101 ");
      channel.write(ByteBuffer.wrap(RawClient.text("x")));
      in.clear().limit(3);
      while (in.hasRemaining()) {
        assertThat(channel.read(in)).isPositive();
      }
      assertThat(in.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0x81, 1, 'x'}));
    }
  }

  @Test
  void severalAddressesAreServedAndListedInTheirOrder() throws Exception {
    Path file = folder.resolve("s");
    try (WebSocketServer server =
        builder()
            .address(UnixDomainSocketAddress.of(file))
            .address(any())
            .address(new InetSocketAddress("127.0.0.2", 0))
            .start()) {
      List<SocketAddress> addresses = server.addresses();

      assertThat(addresses).hasSize(3);
      assertThat(addresses.get(0)).isEqualTo(UnixDomainSocketAddress.of(file));
      assertThat(((InetSocketAddress) addresses.get(2)).getHostString()).isEqualTo("127.0.0.2");
      assertThat(server.uri())
          .isEqualTo("ws://127.0.0.1:" + ((InetSocketAddress) addresses.get(1)).getPort());
      for (SocketAddress address : addresses) {
        assertEchoes(address);
      }
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void killRemovesTheSocketFileToo() throws Exception {
    Path file = folder.resolve("s");
    WebSocketServer server = builder().address(UnixDomainSocketAddress.of(file)).start();
    assertThat(file).exists();
    server.kill();

    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatAnotherServerPutInItsPlaceStays() throws Exception {
    Path file = folder.resolve("s");
    WebSocketServer first = builder().address(UnixDomainSocketAddress.of(file)).start();
    Files.move(file, folder.resolve("moved"));
    try (WebSocketServer second = builder().address(UnixDomainSocketAddress.of(file)).start()) {
      first.close();

      assertThat(file).exists();
      assertEchoes(second.addresses().get(0));
    }
  }

  private void assertCannotListen(Path file, String why) {
    assertThatThrownBy(() -> builder().address(UnixDomainSocketAddress.of(file)).start())
        .isInstanceOf(BindException.class)
        .hasMessageStartingWith("cannot listen on " + file)
        .hasMessageContaining(why);
    assertThat(file).as("it is not ours to remove").exists();
  }

  @Test
  void aSocketFileThatALiveServerHasIsInUse() throws Exception {
    Path file = folder.resolve("s");
    try (WebSocketServer server = builder().address(UnixDomainSocketAddress.of(file)).start()) {
      assertCannotListen(file, "is in use: a server listens there");
      assertEchoes(server.addresses().get(0));
    }
  }

  @Test
  void aSocketFileThatADeadServerLeftIsNamedAsThat() throws Exception {
    Path file = folder.resolve("s");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(file));
    }
    assertCannotListen(file, "left behind by a server that has ended");
  }

  @Test
  void aFileThatIsNoSocketIsNamedAsThat() throws Exception {
    Path file = Files.writeString(folder.resolve("s"), "text");
    assertCannotListen(file, "is not a socket");
    assertThat(file).hasContent("text");
  }

  @Test
  void whereOneAddressCannotBeBoundNothingListens() throws Exception {
    Path file = folder.resolve("s");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int before = Guard.descriptors();
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      ServerBuilder builder =
          builder().address(any()).address(UnixDomainSocketAddress.of(file)).address(address);

      assertThatThrownBy(builder::start)
          .isInstanceOf(BindException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(":" + address.getPort());
      assertThat(file).doesNotExist();
      assertThat(Guard.threads("listeners-test")).isEmpty();
      assertThat(Guard.comesTrue(() -> Guard.descriptors() <= before)).isTrue();
    }
  }

  @Test
  void addressesThatAreNoneAreRefusedByName() {
    assertThatThrownBy(
            () -> builder().address(InetSocketAddress.createUnresolved("nowhere", 1)).start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("not resolved");
    assertThatThrownBy(() -> builder().address(new SocketAddress() {}).start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on");
    Path deep = folder.resolve("d".repeat(200));
    assertThatThrownBy(() -> builder().address(UnixDomainSocketAddress.of(deep)).start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(deep.toString());
  }

  /** How many sockets listen on a port, by Linux's own list; 0A is LISTEN. */
  private static long listening(int port) throws IOException {
    Path list = Path.of("/proc/net/tcp");
    assumeTrue(Files.exists(list));
    String local = String.format(":%04X 00000000:0000 0A", port);
    long found = Files.readAllLines(list).stream().filter(line -> line.contains(local)).count();
    Path ipv6 = Path.of("/proc/net/tcp6");
    String mapped = String.format(":%04X 00000000000000000000000000000000:0000 0A", port);
    return Files.exists(ipv6)
        ? found + Files.readAllLines(ipv6).stream().filter(line -> line.contains(mapped)).count()
        : found;
  }

  @Test
  void withASharedPortEachLoopAcceptsForItself() throws Exception {
    try (ServerSocketChannel probe = ServerSocketChannel.open()) {
      assumeTrue(probe.supportedOptions().contains(java.net.StandardSocketOptions.SO_REUSEPORT));
    }
    Set<String> threads = ConcurrentHashMap.newKeySet();
    try (WebSocketServer server =
        Guard.bare("listeners-test")
            .loops(3)
            .reusePort(true)
            .route(
                "/",
                (connection, message) -> {
                  threads.add(Thread.currentThread().getName());
                  connection.send(message);
                })
            .start()) {
      assertThat(server.addresses()).hasSize(1);
      assertThat(Guard.threads("listeners-test")).hasSize(3);
      assertThat(listening(Guard.address(server).getPort())).isEqualTo(3);
      // The kernel distributes by a hash of the ports: some of many go anywhere.
      for (int i = 0; i < 300 && threads.size() < 3; i++) {
        assertEchoes(server.addresses().get(0));
      }
      assertThat(threads)
          .containsExactlyInAnyOrder("listeners-test-1", "listeners-test-2", "listeners-test-3");
      try (WebSocketServer other =
          builder().address(server.addresses().get(0)).reusePort(true).start()) {
        assertThat(other.addresses()).isEqualTo(server.addresses());
      }
    }
  }

  private static void die(EventLoop loop) throws InterruptedException {
    loop.execute(
        () -> {
          throw new StackOverflowError("a test's");
        });
    assertThat(Guard.comesTrue(loop::ended)).isTrue();
  }

  @Test
  void aLoopThatDiesTakesItsConnectionsAndNoListener() throws Exception {
    for (boolean shared : new boolean[] {false, true}) {
      try (WebSocketServer server = builder().reusePort(shared).start()) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          clients.add(Guard.open(server));
        }
        die(server.loops().loops().get(0));
        int ended = 0;
        for (RawClient client : clients) {
          client.socket.setSoTimeout(10_000);
          try {
            client.send(RawClient.text("x"));
            if (client.frame().equals("TEXT x")) {
              continue;
            }
          } catch (IOException e) {
            // Reset.
          }
          ended++;
        }
        assertThat(ended).as("those of one loop").isPositive().isLessThan(40);
        assertThat(Guard.comesTrue(() -> server.connections() < 40)).isTrue();
        for (int i = 0; i < 20; i++) {
          assertEchoes(server.addresses().get(0));
        }
        for (RawClient client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  void whenAllLoopsDieAgainAndAgainItStillListens() throws Exception {
    try (WebSocketServer server = builder().start()) {
      for (int round = 0; round < 5; round++) {
        for (EventLoop loop : server.loops().loops()) {
          die(loop);
        }
        assertEchoes(server.addresses().get(0));
        assertEchoes(server.addresses().get(0));
      }
      assertThat(new HashSet<>(Guard.threads("listeners-test"))).hasSize(2);
    }
    assertThat(Guard.threads("listeners-test")).isEmpty();
  }
}
