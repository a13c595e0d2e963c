package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.client.ScriptedServer.Conversation;
import io.github.wirespeed.transport.Transport;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** An opening on an event loop can be given up at each of its stages. */
class LoopOpeningCancelTest extends LoopOpeningFixture {
  LoopOpeningCancelTest() throws IOException {}

  @Test
  void itIsCancelledWhileTheNameIsLookedUp() throws Exception {
    start();
    ScriptedServer server = willing();
    LoopOpening opening = open(named(server), lookUps::add, LONG, probe);

    opening.cancel();
    opening.cancel();

    cancelledOn(thread);
    comesTooLate(server);
  }

  @Test
  void itIsCancelledBeforeTheLoopTurns() throws Exception {
    LoopOpening opening = open(willing().uri("/"));

    opening.cancel();
    assertThat(probe.told()).as("not on a thread that is not in the loop").isZero();
    loop.poll();

    cancelledOn(Thread.currentThread());
  }

  @Test
  void itIsCancelledWhileItConnects() throws Exception {
    start();
    try (DeafListener silent = new DeafListener("127.0.0.1", 0)) {
      onLoop(() -> {});
      long before = Descriptors.settled(0);
      LoopOpening opening = open("ws://127.0.0.1:" + silent.port());
      onLoop(() -> {});
      assertThat(Descriptors.settled(before + 1)).as("it is connecting").isEqualTo(before + 1);

      opening.cancel();

      cancelledOn(thread);
      assertThat(Descriptors.settled(before)).isEqualTo(before);
    }
  }

  @Test
  void itIsCancelledWhileItWaitsForTheAnswer() throws Exception {
    start();
    ScriptedServer server = server(Conversation::untilClientLeft);
    LoopOpening opening = open(server.uri("/"));
    server.request();

    opening.cancel();

    cancelledOn(thread);
    server.ended(); // the client left
  }

  @Test
  void cancelledInTheLoopItIsToldAtOnce() throws Exception {
    start();
    ScriptedServer server = server(Conversation::untilClientLeft);
    LoopOpening opening = open(server.uri("/"));
    server.request();
    CompletableFuture<Integer> told = new CompletableFuture<>();

    onLoop(
        () -> {
          opening.cancel();
          told.complete(probe.told());
        });

    assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    cancelledOn(thread);
    server.ended();
  }

  @Test
  void cancelledWhenItIsOpenItStaysOpen() throws Exception {
    start();
    LoopOpening opening = open(willing().uri("/"));
    Transport transport = ((Opening.Upgraded) probe.result()).transport();

    opening.cancel();
    onLoop(opening::cancel);

    assertThat(transport.isOpen()).isTrue();
    probe.toldOnceOn(thread);
    transport.close();
  }

  @Test
  void cancelledAsItOpensItIsEither() throws Exception {
    start();
    for (int i = 0; i < 100; i++) {
      OutcomeProbe either = new OutcomeProbe();
      ScriptedServer server = server(LoopOpeningCancelTest::acceptAndSeeItLeave);
      LoopOpening opening = open(server.uri("/"), NO_RESOLVER, LONG, either);
      server.request();
      LockSupport.parkNanos(i * 2_000L); // before, while and after the answer comes
      opening.cancel();
      try {
        ((Opening.Upgraded) either.result()).transport().close();
      } catch (CancellationException e) {
        assertThat(either.registration()).isNull();
      }
      server.ended(); // the client left
      onLoop(() -> {});
      either.toldOnceOn(thread);
    }
  }

  private static void acceptAndSeeItLeave(Conversation c) {
    try {
      c.send(c.accept(""));
      c.untilClientLeft();
    } catch (IOException e) {
      assertThat(e).as("it left with our answer unread").isInstanceOf(SocketException.class);
    }
  }

  @Test
  void cancellingAfterTheLoopHasEndedIsToldAtOnce() throws Exception {
    start();
    LoopOpening opening = open(named(willing()), lookUps::add, LONG, probe);
    loop.close();
    thread.join(20_000);

    opening.cancel();

    cancelledOn(Thread.currentThread());
    lookUps.take().run();
    probe.toldOnceOn(Thread.currentThread());
  }
}
