package io.github.wirespeed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.WaitStrategy;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BenchServerTest {
  @Test
  void runsInAProcessOfItsOwnAndEndsWithItsInput() throws IOException {
    Endpoint endpoint;
    try (ServerProcess server = ServerProcess.start(WaitStrategy.blocking(), List.of())) {
      endpoint = server.endpoint();
      assertThat(Meter.round(endpoint, Workload.RR, 1000, Client.BLOCKING, 1, 3).messages())
          .isEqualTo(3);
    }
    Endpoint gone = endpoint;
    assertThatThrownBy(() -> gone.open(gone.echo())).isInstanceOf(IOException.class);
  }

  @Test
  void oneThatCannotStartIsAnError() {
    assertThatThrownBy(() -> ServerProcess.start(WaitStrategy.blocking(), List.of("true")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not start");
  }

  @Test
  void countsWhatIsAllocated() throws IOException {
    try (BenchServer server = new BenchServer(WaitStrategy.adaptive())) {
      List<Allocation> found = Allocation.measure(server.endpoint(), 256, List.of(Client.values()));
      assertThat(found)
          .extracting(Allocation::client)
          .containsExactly(Client.BLOCKING, Client.ASYNC, Client.CALLBACK, Client.POLLER);
      assertThat(found.get(0).owned()).isGreaterThanOrEqualTo(256);
      assertThat(found.get(1).owned()).isGreaterThanOrEqualTo(256);
      assertThat(found.get(1).view()).isNaN();
      assertThat(found.get(2).owned()).isNaN();
      assertThat(found).allSatisfy(a -> assertThat(a.send()).isNotNegative());
    }
  }
}
