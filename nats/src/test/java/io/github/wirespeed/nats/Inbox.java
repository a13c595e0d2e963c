package io.github.wirespeed.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.server.Backplane;
import io.github.wirespeed.server.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What arrived at a backplane. */
final class Inbox implements Backplane.Arrivals {
  private static final long HANG_SECONDS = 20;

  private final LinkedBlockingQueue<Publication> arrived = new LinkedBlockingQueue<>();

  @Override
  public void arrived(Publication publication) {
    arrived.add(publication);
  }

  /** Waits for the next one. */
  Publication next() throws InterruptedException {
    Publication next = arrived.poll(HANG_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("a publication of another server").isNotNull();
    return next;
  }

  /** Waits for so many texts. */
  List<String> texts(int count) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    while (texts.size() < count) {
      texts.add(next().message().text());
    }
    return texts;
  }

  /** Whether nothing is there that was not asked for. */
  boolean isEmpty() {
    return arrived.isEmpty();
  }
}
