package io.github.wirespeed.nats;

import static io.github.wirespeed.nats.NatsBackplane.LOG;

import io.github.wirespeed.server.BackplaneException;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.MessageHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection to a broker, from its opening to its loss; there is no second one in it. So what
 * was not sent when it was lost is never sent, and a confirmation is always one of its own.
 *
 * <p>Any thread publishes and subscribes. The keeper's thread {@link #serve serves} it: it asks the
 * broker for a PONG, which comes when everything before it has been dealt with, and confirms what
 * was handed over before it asked.
 */
final class BrokerSession {
  private static final String DENIAL = "Permissions Violation for Publish to \"";
  private static final long PENDING_LOOK_MILLIS = 2; // jnats tells nobody when a queue is empty

  private final Counters counters;
  private final MessageHandler arrivals;
  private final long timeoutNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Unconfirmed unconfirmed; // under the lock
  private Throwable lost; // under the lock; null while it stands
  private boolean ending; // under the lock
  private long endingNanos; // under the lock; when it ends though not all is confirmed

  private final ReentrantLock delivery = new ReentrantLock(); // held while a message is handed on
  private boolean retired; // under the lock delivery

  private Connection connection; // written before it is opened
  private Dispatcher dispatcher; // likewise
  private ExecutorService callbacks; // likewise; one thread of jnats's
  private volatile boolean opened;
  private volatile Exception lastFailure; // of jnats's, which throws them where nobody sees it
  private long errorsHeard; // the keeper's thread only
  private final ConcurrentHashMap<String, Integer> denials =
      new ConcurrentHashMap<>(); // by subject

  private BrokerSession(NatsBackplaneBuilder settings, Counters counters, MessageHandler arrivals) {
    this.counters = counters;
    this.arrivals = arrivals;
    this.timeoutNanos = settings.timeout.toNanos();
    this.unconfirmed = new Unconfirmed(settings.maxUnconfirmed, settings.maxUnconfirmedBytes);
  }

  /**
   * Opens one; waits.
   *
   * @throws IOException if no server lets it in
   */
  static BrokerSession open(
      NatsBackplaneBuilder settings, Counters counters, MessageHandler arrivals)
      throws IOException, InterruptedException {
    BrokerSession session = new BrokerSession(settings, counters, arrivals);
    Options options = settings.options((connection, event) -> session.look(), session.new Errors());
    try {
      session.connection = Nats.connect(options);
    } catch (IOException e) {
      throw new IOException(
          "no connection to a NATS server of "
              + options.getServers()
              + ": "
              + session.reason(e).getMessage(),
          e);
    }
    session.dispatcher = session.connection.createDispatcher(session::arrived);
    session.dispatcher.setPendingLimits(settings.maxPending, settings.maxPendingBytes);
    session.callbacks = options.getCallbackExecutor();
    session.opened = true;
    session.look();
    counters.connections.increment();
    return session;
  }

  /** What jnats ran into, if it said so, else what it threw: that names no reason. */
  private Exception reason(Exception thrown) {
    Exception last = lastFailure;
    return last == null || thrown instanceof io.nats.client.AuthenticationException ? thrown : last;
  }

  /** Where it is connected to. */
  String server() {
    return connection.getConnectedUrl();
  }

  /** Whether publications can be handed to it. */
  boolean stands() {
    return opened && connection.getStatus() == Status.CONNECTED;
  }

  /** How many publications came that could not wait. */
  long dropped() {
    return dispatcher.getDroppedCount();
  }

  /** Looks whether it is lost. Called by jnats at every change, and it never connects again. */
  private void look() {
    if (opened && !stands()) {
      lose(reason(new IOException("the broker's connection is " + connection.getStatus())));
    }
  }

  /** From now on publications are refused; those that are not confirmed have failed. */
  void lose(Throwable why) {
    List<Unconfirmed.Sent> failed;
    Throwable first;
    lock.lock();
    try {
      if (lost == null) {
        lost = why;
      }
      first = lost;
      failed = unconfirmed.take(unconfirmed.size());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Unconfirmed.Sent sent : failed) {
      sent.fail(
          BackplaneException.unknown(
              "the connection to the broker was lost before it confirmed: " + said(first), first),
          counters);
    }
  }

  /** What it was lost by; for logs. */
  String why() {
    lock.lock();
    try {
      return lost == null ? "it ends" : said(lost);
    } finally {
      lock.unlock();
    }
  }

  /** Hands a publication over. Waits for nobody: jnats's queue has no limit, but ours has. */
  CompletableFuture<Void> publish(String subject, byte[] payload) {
    Unconfirmed.Sent sent = Unconfirmed.Sent.of(subject, payload.length);
    BackplaneException failure = null;
    long largest = connection.getMaxPayload();
    if (largest > 0 && payload.length > largest) {
      failure = tooLarge(payload.length, largest);
    } else {
      lock.lock();
      try {
        String why = refusal(payload.length);
        if (why != null) {
          failure = BackplaneException.notPublished(why, lost);
        } else if (uninterrupted(() -> connection.publish(subject, payload))) {
          unconfirmed.add(sent);
          changed.signal();
        } else {
          failure = BackplaneException.unknown("the thread was interrupted meanwhile", null);
        }
      } catch (IllegalStateException | IllegalArgumentException e) {
        failure = BackplaneException.notPublished(said(e), e);
      } finally {
        lock.unlock();
      }
    }
    if (failure != null) {
      sent.fail(failure, counters);
    }
    return sent.done();
  }

  private String refusal(int size) {
    if (lost != null || !stands()) {
      return "the connection to the broker was lost" + (lost == null ? "" : ": " + said(lost));
    }
    return ending ? "the backplane is closed" : unconfirmed.full(size);
  }

  private static BackplaneException tooLarge(int size, long largest) {
    return BackplaneException.notPublished(
        "with its key and header it has "
            + size
            + " bytes, and the broker takes at most "
            + largest
            + " (max_payload)",
        null);
  }

  /** Done when the broker knows of everything that was handed over so far. */
  CompletableFuture<Void> settled() {
    Unconfirmed.Sent mark = Unconfirmed.Sent.of(null, 0);
    lock.lock();
    try {
      if (lost == null && !ending) {
        unconfirmed.add(mark);
        changed.signal();
        return mark.done();
      }
    } finally {
      lock.unlock();
    }
    mark.fail(BackplaneException.notPublished("there is no connection any more", null), counters);
    return mark.done();
  }

  void subscribe(String subject) {
    while (!uninterrupted(() -> dispatcher.subscribe(subject))) {
      dispatcher.unsubscribe(subject); // whether the broker was told is not known
    }
  }

  void unsubscribe(String subject) {
    uninterrupted(() -> dispatcher.unsubscribe(subject));
  }

  /**
   * Runs it with the thread's interrupt status cleared, and restores that: what an interrupted
   * thread hands to jnats is thrown away, and nobody is told.
   *
   * @return false if the thread was interrupted meanwhile, and so what it did is not known
   */
  private static boolean uninterrupted(Runnable handsOver) {
    boolean before = Thread.interrupted();
    boolean meanwhile = false;
    try {
      handsOver.run();
    } finally {
      meanwhile = Thread.interrupted();
      if (before || meanwhile) {
        Thread.currentThread().interrupt();
      }
    }
    return !meanwhile;
  }

  /** Refuses publications from now on; {@link #serve} returns when those before are confirmed. */
  void end(long withinNanos) {
    lock.lock();
    try {
      ending = true;
      endingNanos = System.nanoTime() + withinNanos;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Confirms what is published, until it is lost or ends. The keeper's thread only. */
  void serve() {
    int covered = toConfirm();
    while (covered > 0) {
      try {
        // Completes only by the PONG to a PING that was queued behind all of them: flush() also
        // returns when it could not ask.
        connection.RTT();
        hearErrors();
      } catch (IOException | RuntimeException e) {
        lose(new IOException("the broker did not answer: " + said(e), e));
        return;
      }
      List<Unconfirmed.Sent> batch;
      lock.lock();
      try {
        batch = unconfirmed.take(lost == null ? covered : 0);
      } finally {
        lock.unlock();
      }
      batch.forEach(this::confirm);
      covered = toConfirm();
    }
  }

  /** Waits until something is not confirmed; 0 when there is nothing more to be done. */
  private int toConfirm() {
    lock.lock();
    try {
      while (lost == null && unconfirmed.isEmpty() && !ending) {
        changed.awaitUninterruptibly();
      }
      boolean late = ending && System.nanoTime() - endingNanos >= 0;
      return lost != null || late ? 0 : unconfirmed.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A broker that does not let us publish something says so before the PONG, and goes on. jnats has
   * its words told by one thread: that must have got to the end of them.
   */
  private void hearErrors() {
    long errors = connection.getStatistics().getErrs();
    if (errors != errorsHeard) {
      errorsHeard = errors;
      awaitCallbacks();
    }
  }

  private void confirm(Unconfirmed.Sent sent) {
    if (sent.subject() != null && denied(sent.subject())) {
      sent.fail(
          BackplaneException.notPublished(
              "the broker does not let it publish to " + sent.subject(), null),
          counters);
    } else {
      sent.confirm(counters);
    }
  }

  private boolean denied(String subject) {
    if (denials.get(subject) == null) {
      return false;
    }
    denials.computeIfPresent(subject, (same, count) -> count == 1 ? null : count - 1);
    return true;
  }

  private void awaitCallbacks() {
    try {
      callbacks.submit(() -> {}).get(timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      throw new IllegalStateException("jnats does not tell what the broker said", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void arrived(io.nats.client.Message message) throws InterruptedException {
    delivery.lock();
    try {
      if (retired) {
        counters.dropped.increment();
      } else {
        arrivals.onMessage(message);
      }
    } finally {
      delivery.unlock();
    }
  }

  /**
   * The end: hands on what had arrived, for so long at most, and closes the connection. jnats
   * interrupts its threads then, which must not happen to one that is sending to our clients: the
   * JDK closes the channel that an interrupted thread writes to. The keeper's thread only.
   */
  void retire(long withinNanos) {
    lose(new IOException("the backplane was closed"));
    long deadline = System.nanoTime() + withinNanos;
    boolean quiet = false;
    try {
      while (dispatcher.getPendingMessageCount() > 0 && System.nanoTime() - deadline < 0) {
        Thread.sleep(PENDING_LOOK_MILLIS);
      }
      quiet = delivery.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (quiet) {
        retired = true;
        delivery.unlock();
      }
      long left = dispatcher.getPendingMessageCount();
      counters.dropped.add(left + dispatcher.getDroppedCount());
      if (left > 0 || !quiet) {
        LOG.log(
            Level.WARNING,
            "{0} publications of other servers were dropped as the server did not take them",
            left);
      }
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String said(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
  }

  /** What jnats runs into. On its threads. */
  private final class Errors implements ErrorListener {
    @Override
    public void errorOccurred(Connection from, String error) {
      LOG.log(Level.ERROR, "the broker says: {0}", error);
      if (error.startsWith(DENIAL) && error.endsWith("\"")) {
        denials.merge(error.substring(DENIAL.length(), error.length() - 1), 1, Integer::sum);
      }
    }

    @Override
    public void exceptionOccurred(Connection from, Exception failure) {
      lastFailure = failure;
      LOG.log(Level.DEBUG, "the connection to the broker failed", failure);
    }

    @Override
    public void slowConsumerDetected(Connection from, Consumer consumer) {
      LOG.log(
          Level.WARNING,
          "publications of other servers come faster than this one takes them: they are dropped"
              + " behind {0} that wait ({1} bytes)",
          consumer.getPendingMessageCount(),
          consumer.getPendingByteCount());
    }
  }
}
