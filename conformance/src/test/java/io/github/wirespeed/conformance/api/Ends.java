package io.github.wirespeed.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.WebSocketConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A client's listener that remembers what it was told. */
final class Ends implements BiConsumer<WebSocketConnection, ConnectionClosedException> {
  private static final long HANG_SECONDS = 30;

  private final List<End> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch first = new CountDownLatch(1);

  private record End(WebSocketConnection connection, ConnectionClosedException how) {}

  @Override
  public void accept(WebSocketConnection connection, ConnectionClosedException how) {
    told.add(new End(connection, how));
    first.countDown();
  }

  /** One connection ended, once, and like that. */
  void assertOnce(WebSocketConnection connection, ConnectionClosedException how) {
    try {
      assertThat(first.await(HANG_SECONDS, TimeUnit.SECONDS)).as("listener told").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for the listener", e);
    }
    assertThat(told).as("ends").hasSize(1);
    assertThat(told.get(0).connection()).isSameAs(connection);
    assertThat(told.get(0).how()).isSameAs(how);
  }
}
