package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many may connect. */
@Timeout(60)
class ConnectionLimitsTest {
  private static final LoopbackCertificate CERTIFICATE = LoopbackCertificate.make();

  private static ServerBuilder echo() {
    return Guard.echo("limits-test");
  }

  private static RawClient from(String source, WebSocketServer server) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(source, 0));
    return new RawClient(socket, Guard.address(server));
  }

  private static void assertTurnedAway(RawClient client) throws IOException {
    client.send(Guard.REQUEST);
    assertThat(client.head())
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .contains("Retry-After: 1\r\n", "Connection: close\r\n", "Content-Length: 21\r\n");
    assertThat(client.ended()).isTrue();
    client.close();
  }

  private static void assertFree(WebSocketServer server) throws InterruptedException {
    assertThat(
            Guard.comesTrue(() -> server.limits().count() == 0 && server.limits().addresses() == 0))
        .as("%d connections of %d", server.limits().count(), server.limits().addresses())
        .isTrue();
  }

  @Test
  void oneMoreThanTheLimitIsAnsweredWith503AndAPlaceThatIsFreedIsGivenAgain() throws Exception {
    try (WebSocketServer server = echo().maxConnections(3).start()) {
      RawClient first = Guard.open(server);
      try (RawClient opening = Guard.connect(server);
          RawClient third = Guard.open(server)) {
        opening.send(new byte[] {'G'});
        assertTurnedAway(Guard.connect(server));
        assertTurnedAway(Guard.connect(server));
        assertThat(server.limits().refused()).isEqualTo(2);
        assertThat(server.limits().count()).isEqualTo(3);
        third.send(RawClient.text("undisturbed"));
        assertThat(third.frame()).isEqualTo("TEXT undisturbed");
        first.close();
        assertThat(Guard.comesTrue(() -> server.limits().count() == 2)).isTrue();
        try (RawClient next = Guard.open(server)) {
          assertTurnedAway(Guard.connect(server));
          next.send(RawClient.text("in"));
          assertThat(next.frame()).isEqualTo("TEXT in");
        }
      }
      assertFree(server);
    }
  }

  @Test
  void eachAddressHasPlacesOfItsOwn() throws Exception {
    try (WebSocketServer server = echo().maxConnectionsPerAddress(2).start()) {
      try (RawClient one = from("127.0.0.1", server);
          RawClient two = from("127.0.0.1", server);
          RawClient other = from("127.0.0.9", server)) {
        one.open();
        two.open();
        assertTurnedAway(from("127.0.0.1", server));
        other.open();
        assertThat(server.limits().addresses()).isEqualTo(2);
      }
      assertFree(server);
    }
  }

  @Test
  void clientsOfAUnixDomainSocketHaveNoAddress() throws Exception {
    var folder = java.nio.file.Files.createTempDirectory("limits");
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (WebSocketServer server =
            echo().address(address).maxConnections(3).maxConnectionsPerAddress(1).start();
        var one = java.nio.channels.SocketChannel.open(address);
        var two = java.nio.channels.SocketChannel.open(address)) {
      assertThat(Guard.comesTrue(() -> server.limits().count() == 2)).isTrue();
      assertThat(one.isConnected() && two.isConnected()).isTrue();
      assertThat(server.limits().addresses()).isZero();
    }
    java.nio.file.Files.delete(folder);
  }

  @Test
  void overTlsOneTooManyIsClosedAndAHandshakeThatIsNotDoneCounts() throws Exception {
    try (WebSocketServer server =
            echo().tls(CERTIFICATE.serverContext()).maxConnections(2).start();
        RawClient silent = Guard.connect(server);
        RawClient open =
            new RawClient(
                CERTIFICATE.clientContext().getSocketFactory().createSocket(),
                Guard.address(server))) {
      open.open();
      try (RawClient third = Guard.connect(server)) {
        assertThat(third.ended()).isTrue();
      }
      silent.socket.close();
      assertThat(Guard.comesTrue(() -> server.limits().count() == 1)).isTrue();
      open.send(RawClient.text("x"));
      assertThat(open.frame()).isEqualTo("TEXT x");
      open.socket.close();
      assertFree(server);
    }
  }

  @Test
  void aPlaceIsFreedHoweverAConnectionEnds() throws Exception {
    try (WebSocketServer server =
        echo()
            .maxConnections(100)
            .maxConnectionsPerAddress(100)
            .handshakeTimeout(Duration.ofMillis(200))
            .start()) {
      try (RawClient closed = Guard.open(server);
          RawClient refused = Guard.connect(server);
          RawClient wrong = Guard.connect(server);
          RawClient slow = Guard.connect(server);
          RawClient violating = Guard.open(server)) {
        closed.send(RawClient.close(1000, ""));
        refused.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        wrong.send("?\r\n\r\n".getBytes(ISO_8859_1));
        slow.send(new byte[] {'G'});
        violating.send(new byte[] {(byte) 0xFF});
        for (RawClient each : List.of(closed, refused, wrong, slow, violating)) {
          assertThat(each.ended()).isTrue();
        }
      }
      Guard.reset(Guard.open(server));
      Guard.reset(Guard.connect(server));
      Guard.open(server).close();
      Guard.connect(server).close();
      assertFree(server);
    }
  }

  @Test
  void clientsThatAreTooManyAndDoNotGoAreClosed() throws Exception {
    int before = Guard.descriptors();
    List<RawClient> many = new ArrayList<>();
    try (WebSocketServer server = echo().maxConnections(1).start();
        RawClient first = Guard.open(server)) {
      for (int i = 0; i < 200; i++) {
        many.add(Guard.connect(server));
      }
      // Some were told why, the others only closed; nobody holds a descriptor of the server's.
      for (RawClient each : many) {
        try {
          assertThat(each.ended()).isTrue();
        } catch (IOException e) {
          // Reset.
        }
        each.close();
      }
      first.send(RawClient.text("x"));
      assertThat(first.frame()).isEqualTo("TEXT x");
    }
    assertThat(Guard.comesTrue(() -> Guard.descriptors() <= before + 5)).isTrue();
  }

  @Test
  void manyThreadsGetExactlyAsManyPlacesAsThereAre() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(50, 20);
    InetAddress[] addresses = {
      InetAddress.getByName("10.0.0.1"),
      InetAddress.getByName("10.0.0.2"),
      InetAddress.getByName("10.0.0.3")
    };
    int threads = 6;
    AtomicInteger most = new AtomicInteger();
    AtomicInteger now = new AtomicInteger();
    AtomicInteger[] mostOf = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    AtomicInteger[] nowOf = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int which = t % addresses.length;
      InetSocketAddress from = new InetSocketAddress(addresses[which], 1000 + t);
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                for (int round = 0; round < 300; round++) {
                  List<ConnectionLimits.Place> mine = new ArrayList<>();
                  for (int i = 0; i < 15; i++) {
                    ConnectionLimits.Place place = limits.take(from);
                    if (place != null) {
                      mine.add(place);
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      mostOf[which].accumulateAndGet(nowOf[which].incrementAndGet(), Math::max);
                    }
                  }
                  for (ConnectionLimits.Place place : mine) {
                    now.decrementAndGet();
                    nowOf[which].decrementAndGet();
                    place.run();
                    place.run();
                  }
                }
              });
      running.add(thread);
      thread.start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(most.get()).isPositive().isLessThanOrEqualTo(50);
    assertThat(mostOf).allSatisfy(n -> assertThat(n.get()).isPositive().isLessThanOrEqualTo(20));
    assertThat(limits.count()).isZero();
    assertThat(limits.addresses()).isZero();
    for (int i = 0; i < 50; i++) {
      InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 1, (byte) i});
      assertThat(limits.take(new InetSocketAddress(address, 1))).isNotNull();
    }
    assertThat(limits.take(new InetSocketAddress(addresses[0], 1))).isNull();
  }
}
