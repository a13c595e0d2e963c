package io.github.wirespeed.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread for each connection: which it is, what it gets, and whom it stops. */
@Timeout(60)
class BlockingRouteTest {
  private static final BlockingHandler ECHO =
      ws -> {
        for (Message m : ws) {
          ws.send(m);
        }
      };

  static WebSocketServer serving(BlockingHandler handler) throws Exception {
    return WebSocketServer.builder().route("/**", handler).start();
  }

  static RawClient open(WebSocketServer server) throws Exception {
    RawClient client = new RawClient((InetSocketAddress) server.addresses().get(0));
    client.open();
    return client;
  }

  @Test
  void tenThousandMessagesComeBackInOrder() throws Exception {
    try (WebSocketServer server = serving(ECHO);
        WebSocket client = WebSocket.connect(server.uri())) {
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 10_000; i++) {
                    if (i % 2 == 0) {
                      client.send("message " + i);
                    } else {
                      client.send(new byte[i % 5_000]);
                    }
                  }
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      sender.start();

      for (int i = 0; i < 10_000; i++) {
        Message message = client.receive();
        if (i % 2 == 0) {
          assertThat(message.text()).isEqualTo("message " + i);
        } else {
          assertThat(message.bytes()).hasSize(i % 5_000);
        }
      }
      sender.join();
    }
  }

  @Test
  void fiveHundredConnectionsHaveEachAThread() throws Exception {
    CountDownLatch all = new CountDownLatch(500);
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    BlockingHandler handler =
        ws -> {
          threads.add(Thread.currentThread());
          all.countDown();
          all.await(); // passes only if nobody waits for a thread of another's
          ECHO.serve(ws);
        };
    List<RawClient> clients = new ArrayList<>();
    try (WebSocketServer server = serving(handler)) {
      for (int i = 0; i < 500; i++) {
        clients.add(open(server));
      }
      for (int i = 0; i < 500; i++) {
        clients.get(i).send(RawClient.text("from " + i));
      }

      for (int i = 0; i < 500; i++) {
        assertThat(clients.get(i).frame()).isEqualTo("TEXT from " + i);
      }
      Set<Thread> different = new HashSet<>(threads);
      assertThat(different).hasSize(500);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void theThreadIsVirtualWhereThereAreSuchAndADaemonElsewhere() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    CountDownLatch set = new CountDownLatch(1);
    BlockingHandler handler =
        ws -> {
          thread.set(Thread.currentThread());
          set.countDown();
        };
    try (WebSocketServer server = serving(handler);
        RawClient client = open(server)) {
      assertThat(client.frame()).isEqualTo("CLOSE 1000");
      set.await();

      assertThat(thread.get().getName()).matches("wirespeed-blocking-\\d+");
      assertThat(thread.get().isDaemon()).isTrue();
      assertThat(isVirtual(thread.get())).isEqualTo(Runtime.version().feature() >= 21);
    }
  }

  static boolean isVirtual(Thread thread) throws Exception {
    try {
      return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  @Test
  void framesInOnePacketWithTheRequestAreServedThoughTheThreadComesLate() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    BlockingHandler handler =
        ws -> {
          sent.await();
          ECHO.serve(ws);
        };
    try (WebSocketServer server = serving(handler);
        RawClient client = new RawClient((InetSocketAddress) server.addresses().get(0))) {
      List<byte[]> parts = new ArrayList<>();
      parts.add(RawClient.REQUEST.getBytes(ISO_8859_1));
      for (int i = 0; i < 200; i++) { // more than is read ahead
        parts.add(RawClient.text("early " + i));
      }
      client.send(parts.toArray(new byte[0][]));
      client.head();
      sent.countDown();

      for (int i = 0; i < 200; i++) {
        assertThat(client.frame()).isEqualTo("TEXT early " + i);
      }
    }
  }

  @Test
  void aHandlerThatBlocksForEverStopsNobodyElse() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    BlockingHandler handler =
        ws -> {
          if (ws.request().path().equals("/blocked")) {
            never.await();
          }
          ECHO.serve(ws);
        };
    try (WebSocketServer server = WebSocketServer.builder().loops(1).route("/**", handler).start();
        RawClient blocked = new RawClient((InetSocketAddress) server.addresses().get(0))) {
      blocked.send(
          RawClient.REQUEST.replace("GET / ", "GET /blocked ").getBytes(ISO_8859_1),
          RawClient.text("nobody looks"),
          RawClient.frame(0x89, "still there?"));
      blocked.head();
      assertThat(blocked.frame()).isEqualTo("PONG still there?");
      try (RawClient client = open(server)) {
        client.send(RawClient.text("hello"));

        assertThat(client.frame()).isEqualTo("TEXT hello");
      }
    }
  }
}
