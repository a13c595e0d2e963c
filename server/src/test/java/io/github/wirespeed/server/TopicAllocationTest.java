package io.github.wirespeed.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.github.wirespeed.WebSocketClient;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a publication costs the heap, of its publisher and of the server's loops. */
@Timeout(120)
class TopicAllocationTest {
  private static final int ROUNDS = 15;
  private static final int COUNT = 500;
  private static final int TOGETHER = 50;
  private static final String TEXT = "x".repeat(256);

  /** The frame and its text's bytes, twice 256, and a handful of objects. */
  private static final double MOST = 1300;

  /** Of a subscriber: nothing, but for what selecting a channel may. */
  private static final double MOST_EACH = 4;

  private static double perPublication(int subscribers) throws Exception {
    assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (TopicServer server = new TopicServer();
        WebSocketClient client = WebSocketClient.create()) {
      Topic topic = server.topic("t");
      for (int i = 0; i < subscribers; i++) {
        client.connect(server.server.uri() + "/", (connection, message) -> {}).join();
        topic.subscribe(server.connection(), SlowConsumer.block(64));
      }
      long least = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long before = allocated(threads);
        for (int i = 0; i < COUNT / TOGETHER; i++) {
          List<CompletionStage<Void>> stages = new ArrayList<>(TOGETHER);
          for (int j = 0; j < TOGETHER; j++) {
            stages.add(topic.publish(TEXT));
          }
          for (CompletionStage<Void> stage : stages) {
            TopicServer.done(stage);
          }
        }
        least = Math.min(least, allocated(threads) - before);
      }
      assertThat(topic.statistics().delivered()).isEqualTo((long) ROUNDS * COUNT * subscribers);
      return (double) least / COUNT;
    }
  }

  private static long allocated(ThreadMXBean threads) {
    long sum = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null && info.getThreadName().startsWith("wirespeed-server")) {
        sum += threads.getThreadAllocatedBytes(info.getThreadId());
      }
    }
    return sum;
  }

  @Test
  void aPublicationCostsTheSameForHoweverManySubscribers() throws Exception {
    double few = perPublication(2);
    double many = perPublication(100);

    assertThat(few).isLessThan(MOST);
    assertThat(many - few).isLessThan(98 * MOST_EACH);
  }
}
