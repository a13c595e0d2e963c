package io.github.wirespeed.nats;

import io.github.wirespeed.server.Backplane;
import io.github.wirespeed.server.BackplaneException;
import io.github.wirespeed.server.Publication;
import io.nats.client.Message;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the topics of several servers one, through NATS.
 *
 * <pre>
 *   NatsBackplane backplane = NatsBackplane.builder().server("nats://broker:4222").connect();
 *   WebSocketServer server = WebSocketServer.builder().backplane(backplane) ... .start();
 * </pre>
 *
 * <p>A publication is confirmed when the broker has dealt with it: it is on its way to every server
 * that had subscribed by then, whatever becomes of this process. When there is no connection
 * publications fail at once, with a {@link BackplaneException} that says whether the others may
 * have got it; nothing is sent late. The connection is opened again for as long as it takes, and
 * the topics are subscribed to again; what others published meanwhile is missing here.
 *
 * <p>Stages are completed by a thread of the backplane, or one of jnats: what depends on them must
 * not wait. Any thread may call anything, and only {@link #close} waits.
 */
public final class NatsBackplane implements Backplane {
  static final Logger LOG = System.getLogger("io.github.wirespeed.nats");

  private static final String CLOSED = "the backplane is closed";
  private static final int MOST_DOUBLINGS = 30;

  private final NatsBackplaneBuilder settings;
  private final Envelope envelope = new Envelope();
  private final Counters counters = new Counters();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, String> wanted = new HashMap<>(); // topic to subject; under the lock
  private boolean closing; // under the lock
  private volatile BrokerSession session; // written under the lock; null while there is none
  private volatile String absence =
      "there was no connection to the broker yet"; // why there is none
  private volatile Arrivals arrivals; // null until started
  private Thread keeper; // written before it is started

  NatsBackplane(NatsBackplaneBuilder settings) {
    this.settings = settings;
  }

  /** How it is to be. */
  public static NatsBackplaneBuilder builder() {
    return new NatsBackplaneBuilder();
  }

  void connect() throws IOException, InterruptedException {
    BrokerSession first = BrokerSession.open(settings, counters, this::arrived);
    adopt(first);
    keep(first);
  }

  void connectInBackground() {
    settings.options((connection, event) -> {}, new io.nats.client.ErrorListener() {});
    keep(null);
  }

  private void keep(BrokerSession first) {
    keeper = new Thread(() -> keepUp(first), "wirespeed-nats");
    keeper.setDaemon(true);
    keeper.start();
  }

  /** The keeper's thread: serves one connection after the other. */
  private void keepUp(BrokerSession first) {
    BrokerSession now = first == null ? openAgain() : first;
    while (now != null) {
      try {
        now.serve();
      } catch (Throwable t) {
        LOG.log(Level.ERROR, "the backplane failed; it connects again", t);
        now.lose(t);
      }
      boolean last = leave(now.why());
      now.retire(settings.timeout.toNanos());
      now = last ? null : openAgain();
    }
  }

  /** There is no connection now; true if there will be none. */
  private boolean leave(String why) {
    lock.lock();
    try {
      session = null;
      if (closing) {
        absence = CLOSED;
      } else {
        absence = "the connection to the broker is lost: " + why;
        LOG.log(Level.WARNING, "{0}; publications fail until there is another one", absence);
      }
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Opens the next connection, for as long as it takes; null if it is closed meanwhile. */
  private BrokerSession openAgain() {
    for (int attempt = 0; pause(attempt); attempt++) {
      try {
        BrokerSession next = BrokerSession.open(settings, counters, this::arrived);
        if (adopt(next)) {
          LOG.log(Level.INFO, "connected to the broker {0}", next.server());
          return next;
        }
        next.retire(0);
      } catch (IOException | RuntimeException e) {
        absent(BrokerSession.said(e));
        LOG.log(attempt == 0 ? Level.WARNING : Level.DEBUG, "{0}; it is tried again", absence);
      } catch (InterruptedException e) {
        absent("the backplane's thread was interrupted");
      }
    }
    return null;
  }

  private void absent(String why) {
    lock.lock();
    try {
      absence = closing ? CLOSED : why;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next attempt; false if it is closed meanwhile. */
  private boolean pause(int attempt) {
    long ceiling =
        Math.min(
            settings.longestDelay.toNanos(),
            settings.firstDelay.toNanos() << Math.min(attempt, MOST_DOUBLINGS));
    long nanos = ceiling <= 0 ? settings.longestDelay.toNanos() : ceiling;
    nanos = ThreadLocalRandom.current().nextLong(nanos) + 1;
    lock.lock();
    try {
      while (!closing && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closing;
    } catch (InterruptedException e) {
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  /** Subscribes before anybody can publish there, so that nothing of the answers is missed. */
  private boolean adopt(BrokerSession next) {
    lock.lock();
    try {
      if (closing) {
        return false;
      }
      wanted.values().forEach(next::subscribe);
      session = next;
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void start(Arrivals where) {
    lock.lock();
    try {
      if (arrivals != null) {
        throw new IllegalStateException("this backplane belongs to another server already");
      }
      arrivals = where;
    } finally {
      lock.unlock();
    }
  }

  /** On jnats's thread, one at a time and in their order. */
  private void arrived(Message message) {
    try {
      Publication publication =
          envelope.open(settings.subjects.topic(message.getSubject()), message.getData());
      if (publication != null) {
        arrivals.arrived(publication);
        counters.arrived.increment();
      }
    } catch (RuntimeException e) {
      counters.dropped.increment();
      LOG.log(Level.WARNING, "a publication of another server was dropped", e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @return done when the broker has dealt with it; fails with a {@link BackplaneException}
   */
  @Override
  public CompletionStage<Void> publish(Publication publication) {
    counters.published.increment();
    BackplaneException failure;
    try {
      String subject = settings.subjects.of(publication.topic());
      byte[] payload = envelope.seal(publication);
      BrokerSession now = session;
      if (now != null) {
        return now.publish(subject, payload);
      }
      failure = BackplaneException.notPublished(absence, null);
    } catch (IllegalArgumentException e) {
      failure = BackplaneException.notPublished(e.getMessage(), e);
    }
    counters.notPublished.increment();
    return CompletableFuture.failedFuture(failure);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A topic that has no subject, as it is too long, is logged: it stays one of this server only.
   */
  @Override
  public void wanted(String topic) {
    lock.lock();
    try {
      String subject = settings.subjects.of(topic);
      if (wanted.putIfAbsent(topic, subject) == null && session != null) {
        session.subscribe(subject);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      // The latter when the connection is closing: the next one subscribes.
      LOG.log(Level.ERROR, "a topic is not subscribed to: " + BrokerSession.said(e), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void unwanted(String topic) {
    lock.lock();
    try {
      String subject = wanted.remove(topic);
      if (subject != null && session != null) {
        session.unsubscribe(subject);
      }
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "the connection ends, and with it the subscription", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Done when the broker knows of every topic that is wanted so far, and so publications of others
   * arrive from then on; fails if there is no connection, or it is lost.
   */
  public CompletionStage<Void> settled() {
    BrokerSession now = session;
    return now == null
        ? CompletableFuture.failedFuture(BackplaneException.notPublished(absence, null))
        : now.settled();
  }

  /** How it stands now. */
  public NatsBackplaneStatistics statistics() {
    lock.lock();
    try {
      BrokerSession now = session;
      boolean stands = now != null && now.stands();
      long unknown = counters.unknown.sum();
      return new NatsBackplaneStatistics(
          stands,
          stands ? now.server() : null,
          counters.connections.sum(),
          wanted.size(),
          counters.published.sum(),
          counters.confirmed.sum(),
          counters.notPublished.sum() + unknown,
          unknown,
          counters.arrived.sum(),
          counters.dropped.sum() + (now == null ? 0 : now.dropped()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses publications from now on, waits until the broker has confirmed those before, and ends
   * the connection. Waits for a few of its {@link NatsBackplaneBuilder#timeout time-outs} at most;
   * what is not confirmed by then fails. Idempotent.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      absence = CLOSED;
      if (session != null) {
        session.end(settings.timeout.toNanos());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() != keeper) {
      try {
        Duration longest = settings.timeout.multipliedBy(4);
        TimeUnit.NANOSECONDS.timedJoin(keeper, longest.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
