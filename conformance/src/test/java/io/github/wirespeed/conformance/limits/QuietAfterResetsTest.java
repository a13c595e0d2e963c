package io.github.wirespeed.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.conformance.wire.Bytes;
import io.github.wirespeed.conformance.wire.RawClient;
import io.github.wirespeed.conformance.wire.RawConnection;
import io.github.wirespeed.conformance.wire.RawServer;
import io.github.wirespeed.server.EchoServer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When peers have gone in any way, no thread of ours goes on turning. */
@Timeout(60)
class QuietAfterResetsTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long WINDOW_MILLIS = 200;
  private static final long TURNING_NANOS = TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS / 10);

  private final Set<Long> before = ids();

  @Test
  void theServersThreadsSleepAfterResetsAtEveryByte() throws Exception {
    byte[] script =
        Bytes.concat(
            Bytes.ascii(RawClient.REQUEST),
            Bytes.text(true, "first"),
            Bytes.frame(true, 0x02, new byte[200]),
            Bytes.frame(true, 0x89, new byte[5]));
    try (EchoServer server = EchoServer.builder().start()) {
      for (int length = 0; length <= script.length; length++) {
        try (RawConnection client = RawClient.connect(server)) {
          client.sendUntilRefused(Arrays.copyOf(script, length));
          if (length % 2 == 0) {
            client.reset();
          }
        }
      }
      assertQuiet();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "POLLER", mode = EnumSource.Mode.EXCLUDE) // its thread is the test's
  void aClientsThreadsSleepAfterAReset(Api api) throws Exception {
    try (RawServer server = new RawServer();
        RawServer.Pair<Client> pair = server.open(api)) {
      pair.peer().send(Bytes.frame(false, 0x02, new byte[200]));
      pair.peer().reset();
      assertThatThrownBy(pair.client()::receive).isInstanceOf(ConnectionClosedException.class);
      assertQuiet();
    }
  }

  /** Within some tries there is a while in which none of the new threads works. */
  private void assertQuiet() throws InterruptedException {
    Set<Long> ours = ids();
    ours.removeAll(before);
    long worked = Long.MAX_VALUE;
    for (int i = 0; i < 10 && worked > TURNING_NANOS; i++) {
      worked = workOfAWhile(ours);
    }
    assertThat(worked).as("nanoseconds in %d ms", WINDOW_MILLIS).isLessThanOrEqualTo(TURNING_NANOS);
  }

  private static long workOfAWhile(Set<Long> threads) throws InterruptedException {
    Map<Long, Long> start = new HashMap<>();
    for (long id : threads) {
      start.put(id, THREADS.getThreadCpuTime(id));
    }
    Thread.sleep(WINDOW_MILLIS);
    long worked = 0;
    for (long id : threads) {
      worked += Math.max(0, THREADS.getThreadCpuTime(id) - start.get(id)); // -1 if it has ended
    }
    return worked;
  }

  private static Set<Long> ids() {
    Set<Long> ids = new HashSet<>();
    for (long id : THREADS.getAllThreadIds()) {
      ids.add(id);
    }
    return ids;
  }
}
