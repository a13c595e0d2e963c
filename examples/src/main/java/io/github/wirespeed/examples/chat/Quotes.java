package io.github.wirespeed.examples.chat;

import io.github.wirespeed.Message;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.server.SlowConsumer;
import io.github.wirespeed.server.Topic;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prices that wander at random, and whoever listens to them. A message is a name and a price:
 * "EURUSD 1.0875".
 */
final class Quotes implements MessageHandler, AutoCloseable {
  private static final long TICK_MILLIS = 200;
  private static final double STEP = 0.0003; // of the price: the standard deviation of a tick

  private final Topic topic;
  private final Random random = new Random();
  private final Map<String, Double> prices = new LinkedHashMap<>(); // the ticker's thread only
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Quotes that stand still.
   *
   * @param topic where they are published
   */
  Quotes(Topic topic) {
    this.topic = topic;
    prices.put("EURUSD", 1.0875);
    prices.put("GBPUSD", 1.2714);
    prices.put("USDCHF", 0.8846);
    prices.put("XAUUSD", 2650.0);
  }

  /** Publishes, until it is closed. */
  void start() {
    new Thread(this::tickUntilClosed, "chat-quotes").start();
  }

  @Override
  public void onOpen(WebSocketConnection connection) {
    // Nobody wants an old price: of each name a slow page is kept the newest one only.
    topic.subscribe(connection, SlowConsumer.conflate(prices.size()));
  }

  @Override
  public void onMessage(WebSocketConnection connection, MessageView message) {
    connection.close(1008, "quotes take no messages");
  }

  private void tickUntilClosed() {
    try {
      while (!closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // as good as closed
    }
  }

  private void tick() {
    prices.replaceAll((name, price) -> price * (1 + STEP * random.nextGaussian()));
    prices.forEach(
        (name, price) -> {
          String quote = String.format(Locale.ROOT, "%s %.4f", name, price);
          topic.publish(name, new Message.Text(quote));
        });
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
