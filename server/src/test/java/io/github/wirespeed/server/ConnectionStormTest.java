package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many connections that come and go in every way: nothing of them stays. */
@Timeout(600)
class ConnectionStormTest {
  /** {@code -Dwirespeed.storm=1000} for fewer. */
  private static final int CONNECTIONS = Integer.getInteger("wirespeed.storm", 100_000);

  private static final int THREADS = 4;
  private static final byte[] LOST =
      RawClient.REQUEST.replace("GET /", "GET /nowhere").getBytes(ISO_8859_1);

  @Test
  void nothingIsLeftOfConnectionsThatCameAndWentInEveryWay() throws Exception {
    try (WebSocketServer server =
            Guard.echo("storm-test")
                .maxConnections(10_000)
                .maxConnectionsPerAddress(5_000)
                .start();
        RawClient stays = Guard.open(server)) {
      for (int i = 0; i < 50; i++) {
        visit(server, i); // what is opened once
      }
      assertThat(Guard.comesTrue(() -> server.limits().count() == 1)).isTrue();
      int descriptors = Guard.descriptors();
      AtomicInteger next = new AtomicInteger();
      List<FutureTask<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        FutureTask<Void> task =
            new FutureTask<>(
                () -> {
                  for (int i = next.getAndIncrement(); i < CONNECTIONS; ) {
                    visit(server, i);
                    i = next.getAndIncrement();
                  }
                  return null;
                });
        tasks.add(task);
        new Thread(task, "storm-client-" + t).start();
      }
      for (FutureTask<Void> task : tasks) {
        task.get(10, TimeUnit.MINUTES);
      }
      assertThat(Guard.comesTrue(() -> server.limits().count() == 1 && server.connections() == 1))
          .as("%d connections, %d open", server.limits().count(), server.connections())
          .isTrue();
      assertThat(server.limits().addresses()).isEqualTo(1);
      assertThat(server.limits().refused()).isZero();
      assertThat(Guard.comesTrue(() -> Guard.descriptors() <= descriptors + 5))
          .as("%d descriptors before, %d now", descriptors, Guard.descriptors())
          .isTrue();
      assertThat(Guard.threads("storm-test")).hasSize(2);
      stays.send(RawClient.text("undisturbed"));
      assertThat(stays.frame()).isEqualTo("TEXT undisturbed");
    }
    assertThat(Guard.threads("storm-test")).isEmpty();
  }

  private static void visit(WebSocketServer server, int number) throws Exception {
    Socket socket = new Socket();
    // From many addresses, so that none runs out of ports while others rest.
    socket.bind(new InetSocketAddress("127.0." + (1 + number % 20) + "." + (1 + number % 7), 0));
    try (RawClient client = new RawClient(socket, Guard.address(server))) {
      switch (number % 5) {
        case 0 -> {
          client.open();
          client.send(RawClient.close(1000, ""));
          assertThat(client.frame()).isEqualTo("CLOSE 1000");
          assertThat(client.frame()).isEqualTo("END");
        }
        case 1 -> {
          client.send(new byte[] {'G', 'E', 'T'});
          Guard.reset(client);
        }
        case 2 -> {
          client.open();
          Guard.reset(client);
        }
        case 3 -> {
          client.send(LOST);
          assertThat(client.head()).startsWith("HTTP/1.1 404 ");
        }
        default -> {
          client.open();
          client.send(new byte[] {(byte) 0x81, (byte) 0xFE, 1}); // the half of a header
        }
      }
    }
  }
}
