package io.github.wirespeed.nats;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.WebSocketClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten processes, between which a balancer would distribute the clients, act as one server. */
class TenProcessesTest {
  private static final int PROCESSES = 10;
  private static final int CLIENTS = 20;
  private static final int EACH = 50;
  private static final int KILLED = 3;

  private final List<Child> servers = new ArrayList<>();

  /** One client, which publishes "number:count" for count 0, 1, 2, ... */
  private static final class Client {
    private final int number;
    private final AsyncWebSocket connection;
    private final Map<Integer, Integer> next = new HashMap<>(); // by publisher
    private int published;

    Client(int number, AsyncWebSocket connection) {
      this.number = number;
      this.connection = connection;
    }

    String receive() throws Exception {
      return connection.receive().get(30, SECONDS).text();
    }

    void publish(int count) {
      for (int i = 0; i < count; i++) {
        connection.send(number + ":" + published++);
      }
    }

    /** Receives until it has so many of each of these; each publisher's come one by one. */
    void receiveUntil(List<Client> publishers, int count) throws Exception {
      while (!publishers.stream().allMatch(p -> next.getOrDefault(p.number, 0) >= count)) {
        String[] message = receive().split(":");
        int expected = next.merge(Integer.parseInt(message[0]), 1, Integer::sum) - 1;
        assertThat(message[1])
            .as("what client %d receives of client %s", number, message[0])
            .isEqualTo(Integer.toString(expected));
      }
    }
  }

  @AfterEach
  void killAll() {
    servers.forEach(Child::close);
  }

  @Test
  void aPublicationThroughAnyReachesAllOnceAndInOrderThoughOneOfThemIsKilled(
      @TempDir Path directory) throws Exception {
    try (Broker broker = Broker.start(directory);
        WebSocketClient client = WebSocketClient.create()) {
      for (int i = 0; i < PROCESSES; i++) {
        servers.add(Child.start(ServerProgram.class, broker.uri()));
      }
      List<String> uris = new ArrayList<>();
      for (Child server : servers) {
        uris.add(server.expect("SERVER") + "/room");
      }
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Client(i, client.connectAsync(uris.get(i % PROCESSES)).get(30, SECONDS)));
      }
      for (Client each : clients) {
        assertThat(each.receive()).isEqualTo("ready");
      }

      List<Client> publishers = clients.subList(0, PROCESSES); // one at each server
      publishers.forEach(publisher -> publisher.publish(EACH));
      for (Client each : clients) {
        each.receiveUntil(publishers, EACH);
        assertThat(each.next.values()).hasSize(PROCESSES).containsOnly(EACH);
      }

      Thread killer = new Thread(servers.get(KILLED)::kill);
      for (int i = 0; i < EACH; i++) {
        publishers.forEach(publisher -> publisher.publish(1));
        if (i == EACH / 2) {
          killer.start();
        }
      }
      killer.join();
      List<Client> left =
          clients.stream().filter(each -> each.number % PROCESSES != KILLED).toList();
      List<Client> publishersLeft =
          publishers.stream().filter(each -> each.number != KILLED).toList();
      for (Client each : left) {
        each.receiveUntil(publishersLeft, 2 * EACH);
      }
      assertNothingElseCame(left, publishersLeft);
    }
  }

  /** By one more message each, behind which nothing that was sent before can come. */
  private static void assertNothingElseCame(List<Client> left, List<Client> publishers)
      throws Exception {
    publishers.forEach(publisher -> publisher.publish(1));
    for (Client each : left) {
      each.receiveUntil(publishers, 2 * EACH + 1);
      Map<Integer, Integer> received = new HashMap<>(each.next);
      assertThat(received.remove(KILLED)).isBetween(EACH, 2 * EACH);
      assertThat(received)
          .isEqualTo(
              IntStream.range(0, PROCESSES)
                  .filter(i -> i != KILLED)
                  .boxed()
                  .collect(Collectors.toMap(i -> i, i -> 2 * EACH + 1)));
    }
  }
}
