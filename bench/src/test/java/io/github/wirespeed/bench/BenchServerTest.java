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
      Allocation found = Allocation.measure(server.endpoint(), 256);
      assertThat(found.owned()).isGreaterThanOrEqualTo(256);
    }
  }

  @Test
  void readsListsOfCores() {
    assertThat(Pinning.cores("0,1")).containsExactly(0, 1);
    assertThat(Pinning.cores("0-2,8")).containsExactly(0, 1, 2, 8);
    assertThat(Pinning.cores("3")).containsExactly(3);
    assertThat(Pinning.cores("")).isEmpty();
    assertThat(Pinning.cores("all")).isEmpty();
  }
}
