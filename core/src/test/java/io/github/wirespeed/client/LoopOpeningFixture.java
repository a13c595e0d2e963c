package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.Spin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A loop, servers, and one opening whose outcome is kept. */
@Timeout(30)
abstract class LoopOpeningFixture {
  static final Duration LONG = Duration.ofSeconds(20);
  static final Executor NO_RESOLVER =
      task -> {
        throw new RejectedExecutionException("nothing is looked up here");
      };
  static final Names LOOPBACK = host -> new InetAddress[] {loopback()};

  private final List<ScriptedServer> servers = new ArrayList<>();
  final LinkedBlockingQueue<Runnable> lookUps = new LinkedBlockingQueue<>();
  final OutcomeProbe probe = new OutcomeProbe();
  final EventLoop loop = new EventLoop(Spin.NONE);
  Thread thread; // null where the test takes the turns

  LoopOpeningFixture() throws IOException {}

  @AfterEach
  final void end() throws Exception {
    loop.close();
    if (thread == null) {
      loop.run();
    } else {
      thread.join(20_000);
    }
    for (ScriptedServer server : servers) {
      server.close();
    }
  }

  private static InetAddress loopback() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  final void start() {
    thread = loop.start("opening-loop");
  }

  final ScriptedServer server(ScriptedServer.Script script) throws IOException {
    ScriptedServer server = new ScriptedServer(script);
    servers.add(server);
    return server;
  }

  final ScriptedServer willing() throws IOException {
    return server(
        c -> {
          c.send(c.accept(""));
          c.untilClientLeft();
        });
  }

  final LoopOpening open(String uri) {
    return open(uri, NO_RESOLVER, LONG, probe);
  }

  final LoopOpening open(
      String uri, Executor resolver, Duration timeout, LoopOpening.Outcome outcome) {
    return open(Reaching.by(LOOPBACK).request(uri), resolver, timeout, outcome);
  }

  final LoopOpening open(
      Request request, Executor resolver, Duration timeout, LoopOpening.Outcome outcome) {
    return LoopOpening.open(loop, resolver, request, timeout, outcome);
  }

  static String named(ScriptedServer server) {
    return server.uri("/").replace("127.0.0.1", "a-name.invalid");
  }

  final void onLoop(Runnable task) throws Exception {
    FutureTask<Void> turn = new FutureTask<>(task, null);
    assertThat(loop.execute(turn)).isTrue();
    turn.get(20, TimeUnit.SECONDS);
  }

  final void cancelledOn(Thread expected) throws Exception {
    assertThat(probe.failure())
        .isInstanceOf(CancellationException.class)
        .hasMessage("the opening was cancelled");
    probe.toldOnceOn(expected);
  }

  final void endedOn(Thread expected, Throwable cause) throws Exception {
    assertThat(probe.failure())
        .isInstanceOf(IOException.class)
        .hasMessage("the event loop ended before the connection was open")
        .hasCause(cause);
    probe.toldOnceOn(expected);
  }

  /** The addresses are there when nobody wants them any more. */
  final void comesTooLate(ScriptedServer server) throws Exception {
    lookUps.take().run();
    onLoop(() -> {});
    probe.toldOnceOn(thread);
    OutcomeProbe other = new OutcomeProbe();
    open(server.uri("/the-first"), NO_RESOLVER, LONG, other);
    ((Opening.Upgraded) other.result()).transport().close();
    assertThat(server.request()).as("the first connection").startsWith("GET /the-first ");
  }
}
