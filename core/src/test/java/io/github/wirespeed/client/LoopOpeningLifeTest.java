package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer.Conversation;
import io.github.wirespeed.loop.LoopHandler;
import io.github.wirespeed.loop.Registration;
import io.github.wirespeed.protocol.WebSocketUri;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What an opening on an event loop has and one on a thread has not: a resolver, the loop's end. */
class LoopOpeningLifeTest extends LoopOpeningFixture {
  LoopOpeningLifeTest() throws IOException {}

  @Test
  void anAddressNeedsNoResolver() throws Exception {
    start();
    ScriptedServer server = willing();

    open(server.uri("/"));

    Opening.Upgraded upgraded = (Opening.Upgraded) probe.result();
    upgraded.transport().close();
  }

  @Test
  void aResolverThatRejectsIsAFailure() throws Exception {
    start();

    open("ws://a-name.invalid");

    assertThat(probe.failure())
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("nothing is looked up here");
    onLoop(() -> {});
    probe.toldOnceOn(thread);
  }

  @Test
  void aThreadThatTakesTheTurnsMayLookNamesUpToo() throws Exception {
    ScriptedServer server = willing();

    open(named(server), Runnable::run, LONG, probe);
    assertThat(probe.told()).as("told before the loop had a turn").isZero();
    while (probe.told() == 0) {
      loop.poll();
    }

    Opening.Upgraded upgraded = (Opening.Upgraded) probe.result();
    probe.toldOnceOn(Thread.currentThread());
    upgraded.transport().close();
  }

  @Test
  void theTimeForLookingUpIsLimitedToo() throws Exception {
    start();
    ScriptedServer server = willing();

    open(named(server), lookUps::add, Duration.ofMillis(20), probe);

    assertThat(probe.failure())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageStartingWith("no time left to connect to a-name.invalid:");
    comesTooLate(server);
  }

  @Test
  void aLoopThatIsClosedFailsIt() throws Exception {
    start();
    ScriptedServer server = server(Conversation::untilClientLeft);
    open(server.uri("/"));
    server.request();

    loop.close();

    endedOn(thread, null);
    server.ended();
  }

  @Test
  void aLoopThatDiesFailsItAndSaysWhy() throws Exception {
    start();
    ScriptedServer server = server(Conversation::untilClientLeft);
    open(server.uri("/"));
    server.request();
    AssertionError death = new AssertionError("on purpose");

    Logger log = Logger.getLogger("io.github.wirespeed.loop");
    log.setUseParentHandlers(false);
    try {
      loop.execute(
          () -> {
            throw death;
          });
      endedOn(thread, death);
      thread.join(20_000);
    } finally {
      log.setUseParentHandlers(true);
    }
    server.ended();
  }

  @Test
  void aLoopThatEndsBeforeItsNextTurnFailsIt() throws Exception {
    ScriptedServer server = willing();
    open(server.uri("/"));

    loop.close();
    loop.run();

    endedOn(Thread.currentThread(), null);
  }

  @Test
  void aLoopThatEndsWhileTheNameIsLookedUpIsNoticedByTheResolver() throws Exception {
    start();
    ScriptedServer server = willing();
    open(named(server), lookUps::add, LONG, probe);
    loop.close();
    thread.join(20_000);

    lookUps.take().run();

    endedOn(Thread.currentThread(), null);
  }

  @Test
  void aLoopThatHasEndedIsNoticedAtOnce() throws Exception {
    loop.close();
    loop.run();

    LoopOpening opening = open(willing().uri("/"));

    endedOn(Thread.currentThread(), null);
    opening.cancel();
    probe.toldOnceOn(Thread.currentThread());
  }

  @Test
  void whatIsWrongIsThrownAndNotTold() {
    assertThatThrownBy(
            () ->
                LoopOpening.open(
                    loop,
                    NO_RESOLVER,
                    Request.of(WebSocketUri.of("ws://127.0.0.1"), List.of(), List.of("a b")),
                    LONG,
                    probe))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subprotocol is not a token");
    assertThat(probe.told()).isZero();
  }

  @Test
  void theRegistrationIsHandedOver() throws Exception {
    start();
    ScriptedServer server =
        server(
            c -> {
              c.send(c.accept(""));
              c.untilReleased();
              c.send("later");
              c.untilClientLeft();
            });
    Receiving receiving = new Receiving();

    open(server.uri("/"), NO_RESOLVER, LONG, receiving);
    receiving.result();
    server.release();

    assertThat(receiving.first.get(20, TimeUnit.SECONDS)).isEqualTo((byte) 'l');
    loop.close();
    receiving.ended.get(20, TimeUnit.SECONDS);
    server.ended();
  }

  /** Hands the connection over. */
  private static final class Receiving extends OutcomeProbe {
    final CompletableFuture<Byte> first = new CompletableFuture<>();
    final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    @Override
    public void opened(Opening.Upgraded upgraded, Registration place) {
      place.handler(new Reader(upgraded.transport()));
      place.interest(SelectionKey.OP_READ);
      super.opened(upgraded, place);
    }

    /** Goes on where the opening ends. */
    private final class Reader implements LoopHandler {
      private final Transport transport;

      Reader(Transport transport) {
        this.transport = transport;
      }

      @Override
      public boolean ready(int readyOps) {
        ByteBuffer in = ByteBuffer.allocate(1);
        try {
          return transport.read(in) > 0 && first.complete(in.get(0));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public void failed(Throwable cause) {
        transport.close();
        ended.complete(true);
      }
    }
  }

  @Test
  void whereTheReceiverThrowsTheConnectionIsClosed() throws Exception {
    start();
    ScriptedServer server = willing();
    OutcomeProbe throwing =
        new OutcomeProbe() {
          @Override
          public void opened(Opening.Upgraded upgraded, Registration place) {
            super.opened(upgraded, place);
            throw new IllegalStateException("on purpose");
          }
        };

    open(server.uri("/"), NO_RESOLVER, LONG, throwing);

    assertThat(((Opening.Upgraded) throwing.result()).response().status()).isEqualTo(101);
    server.ended(); // the client left
    onLoop(() -> {});
    throwing.toldOnceOn(thread);
    assertThat(throwing.registration().interest()).isZero();
  }

  @Test
  void manyOpeningsShareOneLoop() throws Exception {
    List<OutcomeProbe> probes = new ArrayList<>();
    List<ScriptedServer> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(i % 2 == 0 ? willing() : server(c -> c.send("HTTP/1.1 404 Not Found\r\n\r\n")));
      probes.add(new OutcomeProbe());
      open(all.get(i).uri("/" + i), NO_RESOLVER, LONG, probes.get(i));
    }
    start();

    for (int i = 0; i < 20; i++) {
      Opening.Result result = probes.get(i).result();
      assertThat(all.get(i).request()).startsWith("GET /" + i + " ");
      if (i % 2 == 0) {
        ((Opening.Upgraded) result).transport().close();
      } else {
        assertThat(((Opening.Refused) result).response().status()).isEqualTo(404);
      }
      all.get(i).ended();
      probes.get(i).toldOnceOn(thread);
    }
  }
}
