package io.github.wirespeed.nats;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Publishes so many, waits for their stages, and is gone in the next moment. */
final class HaltingProgram {
  private HaltingProgram() {}

  /** URL of the broker, topic, how many. */
  public static void main(String[] args) throws Exception {
    NatsBackplane backplane =
        NatsBackplane.builder().server(args[0]).timeout(Duration.ofSeconds(30)).connect();
    System.out.println("CONNECTED");
    if (System.in.read() < 0) {
      return;
    }
    CompletableFuture<?>[] stages = new CompletableFuture<?>[Integer.parseInt(args[2])];
    String rest = " ".repeat(10_000); // more than the network holds
    for (int i = 0; i < stages.length; i++) {
      stages[i] =
          backplane.publish(NatsBackplaneTest.text(args[1], i + rest)).toCompletableFuture();
    }
    System.out.println("PUBLISHED");
    for (CompletableFuture<?> stage : stages) {
      stage.join();
    }
    Runtime.getRuntime().halt(17);
  }
}
