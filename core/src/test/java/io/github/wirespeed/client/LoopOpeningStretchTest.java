package io.github.wirespeed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.client.ScriptedServer.Conversation;
import io.github.wirespeed.transport.TestCertificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens to an opening on a loop in the stretches that only some openings have. */
class LoopOpeningStretchTest extends LoopOpeningFixture {
  LoopOpeningStretchTest() throws IOException {}

  @Test
  void itIsCancelledWhileSeveralAddressesAreTried() throws Exception {
    start();
    try (DeafListener one = new DeafListener("127.0.0.2", 0);
        DeafListener two = new DeafListener("127.0.0.3", one.port())) {
      Request request =
          Reaching.by(host -> addresses(one.host(), two.host()))
              .attemptDelay(Duration.ofMillis(10))
              .request("ws://127.0.0.1:" + one.port());
      onLoop(() -> {});
      long before = Descriptors.settled(0);

      LoopOpening opening = open(request, NO_RESOLVER, LONG, probe);
      awaitDescriptors(before + 2);
      opening.cancel();

      cancelledOn(thread);
      assertThat(Descriptors.settled(before)).isEqualTo(before);
    }
  }

  private static InetAddress[] addresses(String one, String two) throws UnknownHostException {
    return new InetAddress[] {InetAddress.getByName(one), InetAddress.getByName(two)};
  }

  private static void awaitDescriptors(long count) throws Exception {
    while (Descriptors.settled(Long.MAX_VALUE) < count) {
      Thread.sleep(1);
    }
  }

  @Test
  void theResolverAsksTheHandlerOfCookiesToo() throws Exception {
    start();
    ScriptedServer server = willing();
    open(withCookies(server.uri("/")), lookUps::add, LONG, probe);

    task().run(); // for the request
    server.request();
    task().run(); // of the response

    ((Opening.Upgraded) probe.result()).transport().close();
    probe.toldOnceOn(thread);
    server.ended();
  }

  @Test
  void itIsCancelledDuringATaskAndTheChannelIsClosed() throws Exception {
    start();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String uri = "ws://127.0.0.1:" + listener.getLocalPort();
      LoopOpening opening = open(withCookies(uri), lookUps::add, LONG, probe);
      Runnable task = task();

      opening.cancel();

      cancelledOn(thread);
      assertHungUp(listener);
      task.run();
      onLoop(() -> {});
      probe.toldOnceOn(thread);
    }
  }

  @Test
  void theTimeOfATaskIsLimitedToo() throws Exception {
    start();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String uri = "ws://127.0.0.1:" + listener.getLocalPort();
      open(withCookies(uri), lookUps::add, Duration.ofMillis(300), probe);
      Runnable task = task();

      assertThat(probe.failure())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("the handler of cookies did not answer in time");
      assertHungUp(listener);
      task.run();
      onLoop(() -> {});
      probe.toldOnceOn(thread);
    }
  }

  @Test
  void aTaskThatIsRejectedIsAFailure() throws Exception {
    start();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String uri = "ws://127.0.0.1:" + listener.getLocalPort();

      open(withCookies(uri), NO_RESOLVER, LONG, probe);

      assertThat(probe.failure()).isInstanceOf(RejectedExecutionException.class);
      assertHungUp(listener);
      probe.toldOnceOn(thread);
    }
  }

  @Test
  void aLoopThatEndsDuringATaskIsNoticed() throws Exception {
    start();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String uri = "ws://127.0.0.1:" + listener.getLocalPort();
      open(withCookies(uri), lookUps::add, LONG, probe);
      Runnable task = task();

      loop.close();

      endedOn(thread, null);
      assertHungUp(listener);
      task.run();
      probe.toldOnceOn(thread);
    }
  }

  @Test
  void itIsCancelledWhileTheNameOfARedirectIsLookedUp() throws Exception {
    start();
    ScriptedServer server = redirecting("ws://b-name.invalid/");
    Request request = Reaching.by(LOOPBACK).redirects(1).request(server.uri("/"));
    LoopOpening opening = open(request, lookUps::add, LONG, probe);
    Runnable lookUp = task();
    server.ended(); // the first connection is closed by now

    opening.cancel();

    cancelledOn(thread);
    lookUp.run();
    onLoop(() -> {});
    probe.toldOnceOn(thread);
  }

  @Test
  void itIsCancelledWhileTheServerThatARedirectLedToIsWaitedFor() throws Exception {
    start();
    ScriptedServer silent = server(Conversation::untilClientLeft);
    ScriptedServer first = redirecting(silent.uri("/"));
    Request request = Reaching.by(LOOPBACK).redirects(1).request(first.uri("/"));
    LoopOpening opening = open(request, NO_RESOLVER, LONG, probe);
    silent.request();

    opening.cancel();

    cancelledOn(thread);
    silent.ended(); // the client left
    first.ended();
  }

  @Test
  void openingsThatFailInAllStretchesLeaveNoDescriptorBehind() throws Exception {
    start();
    cancelInTheMiddle(); // opens what is opened once per JVM
    long before = Descriptors.settled(0);
    for (int i = 0; i < 20; i++) {
      cancelInTheMiddle();
    }
    assertThat(Descriptors.settled(before)).isEqualTo(before);
  }

  private void cancelInTheMiddle() throws Exception {
    ScriptedServer silent = server(Conversation::untilClientLeft);
    ScriptedServer first = redirecting(silent.uri("/"));
    OutcomeProbe either = new OutcomeProbe();
    Request request =
        Reaching.by(LOOPBACK).cookies(new CookieManager()).redirects(1).request(first.uri("/"));
    LoopOpening opening = open(request, Runnable::run, LONG, either);
    silent.request();
    opening.cancel();
    either.failure();
    silent.ended();
    first.ended();
    silent.close();
    first.close();
    onLoop(() -> {});
  }

  @Test
  void theResolverComputesForTls() throws Exception {
    start();
    try (ScriptedServer server =
        ScriptedServer.secure(
            TestCertificates.VALID.context(),
            c -> {
              c.send(c.accept(""));
              c.untilClientLeft();
            })) {
      LinkedBlockingQueue<Thread> computed = new LinkedBlockingQueue<>();
      Executor resolver =
          task -> {
            computed.add(Thread.currentThread());
            lookUps.add(task);
          };
      open(secure(server.uri("/")), resolver, LONG, probe);
      int tasks = 0;
      while (probe.told() == 0) {
        Runnable task = lookUps.poll(10, TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run();
          tasks++;
        }
      }

      ((Opening.Upgraded) probe.result()).transport().close();
      assertThat(tasks).isPositive();
      assertThat(computed).containsOnly(thread);
      server.ended();
    }
  }

  @Test
  void itIsCancelledInTheHandshakeOfTlsAndTheChannelIsClosed() throws Exception {
    start();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LoopOpening opening =
          open(secure("wss://127.0.0.1:" + listener.getLocalPort()), NO_RESOLVER, LONG, probe);
      try (Socket socket = listener.accept()) {
        socket.setSoTimeout(20_000);
        assertThat(socket.getInputStream().read()).as("a handshake record").isEqualTo(22);

        opening.cancel();

        cancelledOn(thread);
        socket.getInputStream().transferTo(OutputStream.nullOutputStream()); // until it left
      }
    }
  }

  @Test
  void itIsCancelledWhileTlsComputesAndTheChannelIsClosed() throws Exception {
    start();
    try (ScriptedServer server =
        ScriptedServer.secure(
            TestCertificates.VALID.context(),
            c -> {
              throw new AssertionError("a request came: " + c.request());
            })) {
      LoopOpening opening = open(secure(server.uri("/")), lookUps::add, LONG, probe);
      Runnable task = task();

      opening.cancel();

      cancelledOn(thread);
      task.run();
      onLoop(() -> {});
      probe.toldOnceOn(thread);
      assertThatThrownBy(server::ended).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void itIsCancelledWhileAProxyIsWaitedForAndTheChannelIsClosed() throws Exception {
    start();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProxyHop hop = ProxyHop.of(ProxyHop.Kind.HTTP, "127.0.0.1", listener.getLocalPort());
      Request request = Reaching.by(LOOPBACK).proxy(uri -> hop).request("ws://server.test");
      LoopOpening opening = open(request, Runnable::run, LONG, probe);
      try (Socket socket = listener.accept()) {
        socket.setSoTimeout(20_000);
        assertThat(socket.getInputStream().read()).isEqualTo('C');

        opening.cancel();

        cancelledOn(thread);
        socket.getInputStream().transferTo(OutputStream.nullOutputStream()); // until it left
      }
    }
  }

  private static Request secure(String uri) {
    TlsSettings trusting = TlsSettings.PLATFORM.withContext(TestCertificates.trusting());
    return Reaching.by(LOOPBACK).tls(trusting).request(uri);
  }

  private static Request withCookies(String uri) {
    return Reaching.by(LOOPBACK).cookies(new CookieManager()).request(uri);
  }

  private ScriptedServer redirecting(String location) throws IOException {
    return server(
        c -> {
          c.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n");
          c.untilClientLeft();
        });
  }

  private Runnable task() throws InterruptedException {
    Runnable task = lookUps.poll(20, TimeUnit.SECONDS);
    assertThat(task).as("a task for the resolver").isNotNull();
    return task;
  }

  private static void assertHungUp(ServerSocket listener) throws IOException {
    try (Socket socket = listener.accept()) {
      socket.setSoTimeout(20_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
