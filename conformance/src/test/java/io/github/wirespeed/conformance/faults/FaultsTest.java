package io.github.wirespeed.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.wirespeed.Compression;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.conformance.load.Leftovers;
import io.github.wirespeed.server.EchoServer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the network does between our client and our server, at whichever byte: the client gets
 * the messages that were complete, then one report of the end, and the server serves on.
 *
 * <p>Every ending happens at every offset of either direction; the API and whether messages are
 * compressed take turns, all of them with {@code -Dconformance.long=true}.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
  private static final boolean LONG = Boolean.getBoolean("conformance.long");
  private static final Compression COMPRESSION = Compression.deflate().threshold(0);
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(30);

  private int descriptors;
  private Set<Thread> threads;
  private EchoServer server;
  private WebSocket other;

  @BeforeAll
  void start() throws Exception {
    descriptors = Leftovers.descriptors();
    threads = Leftovers.threads();
    server =
        EchoServer.builder()
            .compression(COMPRESSION)
            .handshakeTimeout(Duration.ofSeconds(60))
            .start();
    other = WebSocket.connect(server.uri());
  }

  @AfterAll
  void theServerServesOnAndNothingIsLeft() throws Exception {
    other.send("still");
    assertThat(other.receive().text()).isEqualTo("still");
    other.close();
    server.close();
    Leftovers.assertNoDescriptorsBeyond(descriptors);
    Leftovers.assertNoThreadsBeyond(threads);
  }

  private static WebSocketOptions options(boolean compressed, Fault fault) {
    // Where nothing can come any more there is nothing to wait for.
    boolean stalls = fault.ending() == Fault.Ending.STALL && fault.at() >= 0;
    WebSocketOptions options =
        WebSocketOptions.defaults()
            .closeTimeout(Duration.ofMillis(stalls ? 1 : 5000))
            .connectTimeout(Duration.ofMillis(timesOut(fault) ? 30 : 20_000));
    return compressed ? options.compression(COMPRESSION) : options;
  }

  static Stream<Arguments> deliveries() {
    List<Arguments> all = new ArrayList<>();
    for (Api api : Api.values()) {
      for (boolean compressed : new boolean[] {false, true}) {
        for (int pieces : new int[] {Fault.MERGED, Fault.AT_RANDOM, 0, 1, 2, 7}) {
          all.add(Arguments.of(api, compressed, pieces));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void piecesChangeNothing(Api api, boolean compressed, int pieces) throws Exception {
    Fault fault = Fault.inPieces(pieces);
    long seed = ThreadLocalRandom.current().nextLong();
    try (FaultProxy proxy = new FaultProxy(server.address(), fault, fault, seed);
        Client ws = api.connect(proxy.uri(), options(compressed, fault))) {
      for (Message message : Exchange.MESSAGES) {
        send(ws, message);
      }
      for (Message message : Exchange.MESSAGES) {
        assertThat(ws.receive()).as("seed %d", seed).isEqualTo(message);
      }
      ws.close(4001, "done");
      assertThat(ws.closeCode()).isEqualTo(4001);
    }
  }

  private static void send(Client ws, Message message) throws IOException {
    if (message.isText()) {
      ws.send(message.text());
    } else {
      ws.send(message.bytes());
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.Ending.class)
  void atEveryByteToTheClient(Fault.Ending ending) throws Exception {
    everyOffset(ending, true);
  }

  @ParameterizedTest
  @EnumSource(Fault.Ending.class)
  void atEveryByteToTheServer(Fault.Ending ending) throws Exception {
    everyOffset(ending, false);
  }

  private void everyOffset(Fault.Ending ending, boolean toClient) throws Exception {
    List<Api> apis = List.of(Api.values());
    for (boolean compressed : new boolean[] {false, true}) {
      int length = length(toClient, compressed);
      for (int offset = 0; offset <= length; offset++) {
        Fault fault = Fault.at(offset, ending);
        List<Api> turn =
            LONG ? apis : List.of(apis.get((offset + (compressed ? 1 : 0)) % apis.size()));
        for (Api api : turn) {
          check(api, compressed, fault, toClient);
        }
      }
    }
  }

  /** How many bytes go in a direction if nothing happens. */
  private int length(boolean toClient, boolean compressed) throws Exception {
    try (FaultProxy proxy = new FaultProxy(server.address(), Fault.NONE, Fault.NONE);
        Client ws = Api.BLOCKING.connect(proxy.uri(), options(compressed, Fault.NONE))) {
      for (Message message : Exchange.MESSAGES) {
        send(ws, message);
        assertThat(ws.receive()).isEqualTo(message);
      }
      ws.close(1000, "");
      return (toClient ? proxy.toClient() : proxy.toServer()).length;
    }
  }

  private void check(Api api, boolean compressed, Fault fault, boolean toClient) throws Exception {
    String what =
        api + (compressed ? ", compressed, " : ", ") + fault + (toClient ? " in" : " out");
    try (FaultProxy proxy =
        new FaultProxy(
            server.address(), toClient ? Fault.NONE : fault, toClient ? fault : Fault.NONE)) {
      Task<Client> connecting = Task.of(() -> api.connect(proxy.uri(), options(compressed, fault)));
      Client ws = connected(connecting, proxy, fault, toClient, what);
      if (ws == null) {
        return;
      }
      try (ws) {
        converse(ws, proxy, fault, toClient, what);
      }
    }
  }

  /** The connection; null if it was not to be. */
  private static Client connected(
      Task<Client> connecting, FaultProxy proxy, Fault fault, boolean toClient, String what)
      throws Exception {
    BooleanSupplier headIsThere =
        () -> Exchange.opened(toClient ? proxy.toClient() : proxy.toServer());
    await(() -> connecting.done() || (proxy.hasHappened() && !headIsThere.getAsBoolean()), what);
    if (!connecting.done() && fault.ending().waits()) {
      proxy.release();
    } else if (!connecting.done() && fault.ending() == Fault.Ending.STALL && !timesOut(fault)) {
      proxy.close(); // it would take as long as the time-out
    }
    try {
      return connecting.result();
    } catch (IOException e) {
      assertThat(headIsThere.getAsBoolean() && fault.ending().delivers())
          .as("%s: failed though nothing was in the way: %s", what, e)
          .isFalse();
      assertThat(e.getMessage()).as(what).isNotBlank();
      if (timesOut(fault)) {
        assertThat(e).as(what).isInstanceOf(SocketTimeoutException.class);
      }
      return null;
    }
  }

  /** Whether our own time-out is waited for: at some offsets of a head, where nothing else ends. */
  private static boolean timesOut(Fault fault) {
    return fault.ending() == Fault.Ending.STALL
        && fault.at() >= 0
        && fault.at() < 100
        && fault.at() % 16 == 0;
  }

  private static void converse(
      Client ws, FaultProxy proxy, Fault fault, boolean toClient, String what) throws Exception {
    List<Message> received = Collections.synchronizedList(new ArrayList<>());
    Task<ConnectionClosedException> receiving =
        Task.of(
            () ->
                catchThrowableOfType(
                    ConnectionClosedException.class,
                    () -> {
                      while (true) {
                        received.add(ws.receive());
                      }
                    }));
    try {
      for (Message message : Exchange.MESSAGES) {
        send(ws, message);
      }
    } catch (ConnectionClosedException e) {
      // The fault came before.
    }
    await(() -> proxy.hasHappened() || received.size() == Exchange.MESSAGES.size(), what);
    // What the server got in full it sends back in full; what we got in full we have.
    IntSupplier complete = () -> Exchange.messages(toClient ? proxy.toClient() : proxy.toServer());
    if (fault.ending() == Fault.Ending.DELAY) {
      proxy.release();
      await(() -> received.size() == Exchange.MESSAGES.size(), what);
    } else if (fault.ending().delivers()) {
      await(() -> received.size() >= complete.getAsInt(), what);
    }
    proxy.release();
    boolean ends = fault.ending() != Fault.Ending.STALL && fault.ending() != Fault.Ending.DELAY;
    boolean closes = !ends || received.size() == Exchange.MESSAGES.size();
    if (closes) {
      ws.close(4001, "over");
    }
    ConnectionClosedException end = receiving.result();
    assertThat(end).as(what).isNotNull();
    assertThat(end.getMessage()).as(what).isNotBlank();
    assertThat(received).as(what).isEqualTo(Exchange.MESSAGES.subList(0, received.size()));
    if (fault.ending().delivers()) {
      assertThat(received).as(what).hasSize(complete.getAsInt());
    }
    if (!closes) {
      assertThat(end.closedHere()).as(what).isFalse();
      assertThat(end.code()).as(what).isEqualTo(1006);
    }
    ConnectionClosedException again =
        catchThrowableOfType(ConnectionClosedException.class, ws::receive);
    assertThat(again).as(what).isNotNull();
  }

  private static void await(BooleanSupplier state, String what) throws InterruptedException {
    long start = System.nanoTime();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("hangs: %s", what).isLessThan(HANG_NANOS);
      Thread.sleep(0, 100_000);
    }
  }
}
