package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client in every workload that it has. */
@Timeout(60)
class SessionTest {
  private static final int PAYLOAD = 700;

  /** More than a unit of any workload, and a part of one. */
  private static final int MESSAGES = 230;

  static List<Arguments> combinations() {
    List<Arguments> combinations = new ArrayList<>();
    for (Workload workload : Workload.values()) {
      for (Client client : Client.values()) {
        if (workload.measures(client)) {
          combinations.add(Arguments.of(workload, client));
        }
      }
    }
    return combinations;
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void movesItsBytesAndTimesEachMessage(Workload workload, Client client) throws IOException {
    try (BenchServer server = new BenchServer(WaitStrategy.adaptive());
        CountingRelay echo = relay(server.endpoint().echo());
        CountingRelay stream = relay(server.endpoint().stream());
        CountingRelay raw = new CountingRelay(server.endpoint().raw())) {
      Endpoint endpoint =
          Endpoint.ofPorts(echo.port(), stream.port(), raw.port(), WaitStrategy.adaptive(), null);
      Histogram times = new Histogram(3);
      long nanos;
      try (Session session = endpoint.connect(client, workload, PAYLOAD)) {
        assertThat(session.run(MESSAGES, times)).isPositive();
        nanos = session.run(1, times);
        assertThat(session.allocatedBytes()).isPositive();
      }
      assertThat(nanos).isPositive();
      assertThat(times.getTotalCount()).isEqualTo(MESSAGES + 1);

      long payloads = (long) (MESSAGES + 1) * PAYLOAD;
      long up = echo.toServer() + stream.toServer() + raw.toServer();
      long down = echo.toClient() + stream.toClient() + raw.toClient();
      boolean sends = workload == Workload.UPLOAD || workload.echoed();
      boolean receives = workload != Workload.UPLOAD;
      if (workload == Workload.ERRORS) {
        assertThat(up + down).isLessThan(PAYLOAD * 2);
      } else {
        assertThat(up).matches(n -> (n >= payloads) == sends, "to the server: " + up);
        assertThat(down).matches(n -> (n >= payloads) == receives, "to the client: " + down);
      }
    }
  }

  /** Every client, and every workload that has a floor or decodes what comes in bursts. */
  static List<Arguments> combinationsOverTls() {
    return combinations().stream()
        .filter(
            c ->
                c.get()[0] == Workload.RR
                    || (c.get()[0] != Workload.ERRORS
                        && (c.get()[1] == Client.FLOOR || c.get()[1] == Client.CALLBACK)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("combinationsOverTls")
  void movesTheSameOverTls(Workload workload, Client client) throws IOException {
    try (BenchServer server =
        new BenchServer(WaitStrategy.adaptive(), EventLoop.HOT_CHANNELS, /* tls= */ true)) {
      Endpoint endpoint = server.endpoint();
      assertThat(endpoint.uri(workload)).startsWith("wss://");
      assertThat(endpoint.agreed()).startsWith("TLSv1.3, TLS_");
      Histogram times = new Histogram(3);
      try (Session session = endpoint.connect(client, workload, PAYLOAD)) {
        assertThat(session.run(MESSAGES, times)).isPositive();
      }
      assertThat(times.getTotalCount()).isEqualTo(MESSAGES);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOOR", "BLOCKING", "ASYNC", "CALLBACK", "POLLER", "ASYNC_BATCH"})
  void aServerThatGoesAwayIsAnErrorAndNoHang(Client client) throws IOException {
    long some = 100 * PAYLOAD;
    try (BenchServer server = new BenchServer(WaitStrategy.adaptive());
        CountingRelay echo = new CountingRelay(address(server.endpoint().echo()), some);
        CountingRelay raw = new CountingRelay(server.endpoint().raw(), some)) {
      Endpoint endpoint =
          Endpoint.ofPorts(echo.port(), echo.port(), raw.port(), WaitStrategy.adaptive(), null);
      try (Session session = endpoint.connect(client, Workload.PIPELINED, PAYLOAD)) {
        assertThatThrownBy(() -> session.run(1_000_000, new Histogram(3)))
            .isInstanceOfAny(IOException.class, CompletionException.class);
      }
    }
  }

  private static CountingRelay relay(String uri) throws IOException {
    return new CountingRelay(address(uri));
  }

  private static InetSocketAddress address(String uri) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(uri).getPort());
  }
}
