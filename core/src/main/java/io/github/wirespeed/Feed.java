package io.github.wirespeed;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The messages of one connection after the other. Each connection keeps its own until they are
 * asked for; a single {@link Pump} takes from the first of them, so that the order is theirs, and
 * moves to the next when nothing is left. Any thread, but for {@link Audience}.
 */
final class Feed extends StrandHost implements Audience {
  private final boolean failsAtGap;
  private volatile Runnable drained = () -> {}; // set before the first connection
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock, all below.
  private final ArrayDeque<Source> sources = new ArrayDeque<>();
  private final ArrayDeque<ReceiveStage> waiting = new ArrayDeque<>();
  private Pump pump; // the one that waits in the first source; null if nobody waits
  private Message kept; // taken for a receive that was cancelled meanwhile
  private NotConnectedException end; // behind the sources; null while there may be more

  /** Where a receive comes to: a connection, or a gap. The other one is null. */
  private record Source(AsyncWebSocket connection, Gap gap) {}

  /** Without a connection yet. */
  Feed(Strand strand, Executor executor, boolean failsAtGap) {
    super(strand, executor);
    this.failsAtGap = failsAtGap;
  }

  @Override
  public void whenDrained(Runnable told) {
    drained = told;
  }

  /** The next message. */
  Stage<Message> receive() {
    ReceiveStage stage = new ReceiveStage(this);
    lock.lock();
    try {
      if (kept != null && waiting.isEmpty()) {
        Message message = kept;
        kept = null;
        return new ReadyStage<>(message);
      }
      waiting.add(stage);
    } finally {
      lock.unlock();
    }
    advance();
    return stage;
  }

  /** Does what can be done for those who wait, until there is nothing more; outside the lock. */
  private void advance() {
    while (true) {
      Runnable next;
      lock.lock();
      try {
        next = next();
      } finally {
        lock.unlock();
      }
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  /** What is to be done now; null for nothing. Under the lock. */
  private Runnable next() {
    dropCancelled();
    if (waiting.isEmpty() || pump != null) {
      return null;
    }
    Source source = sources.peek();
    if (kept == null && source != null && source.connection != null) {
      Pump made = new Pump(source.connection);
      pump = made;
      return made::start;
    }
    if (kept == null && source == null && end == null) {
      return null;
    }
    ReceiveStage first = waiting.poll();
    if (!first.claim()) {
      return () -> {};
    }
    if (kept != null) {
      Message message = kept;
      kept = null;
      return () -> first.complete(message);
    }
    sources.poll();
    Throwable why = source == null ? end : new GapException(source.gap);
    return () -> first.fail(why);
  }

  private void dropCancelled() {
    while (!waiting.isEmpty() && waiting.peek().settled()) {
      waiting.poll();
    }
  }

  @Override
  public void cancelled() {
    lock.lock();
    try {
      waiting.removeIf(PendingStage::settled);
    } finally {
      lock.unlock();
    }
  }

  /** Who waits may read the first connection itself. */
  @Override
  public void work(PendingStage<?> stage, long deadline) {
    AsyncWebSocket first = first();
    if (first != null && stage.comesByReading()) {
      first.inbound().host(stage, deadline);
    }
  }

  @Override
  public void relied() {
    AsyncWebSocket first = first();
    if (first != null) {
      first.relied();
    }
  }

  private AsyncWebSocket first() {
    lock.lock();
    try {
      Source source = sources.peek();
      return source == null ? null : source.connection;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void opened(Gap gap, Connection connection) {
    lock.lock();
    try {
      if (gap != null && failsAtGap) {
        Source last = sources.peekLast();
        Gap before = last == null ? null : last.gap;
        if (before != null) {
          sources.pollLast();
        }
        sources.add(new Source(null, before == null ? gap : before.and(gap)));
      }
      sources.add(new Source((AsyncWebSocket) connection, null));
    } finally {
      lock.unlock();
    }
    advance();
  }

  @Override
  public void over(Connection connection) {
    if (((AsyncWebSocket) connection).inbound().exhausted()) {
      remove(connection);
      advance();
    }
  }

  @SuppressWarnings("ReferenceEquality") // that very connection
  private void remove(Connection connection) {
    lock.lock();
    try {
      sources.removeIf(source -> source.connection == connection);
      if (pump != null && pump.from == connection) {
        pump = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int backlog() {
    lock.lock();
    try {
      return (int) sources.stream().filter(source -> source.connection != null).count();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ended(NotConnectedException how) {
    lock.lock();
    try {
      end = how;
      if (how.closedHere()) {
        sources.clear(); // nobody receives after a close
        kept = null;
        pump = null;
      }
    } finally {
      lock.unlock();
    }
    advance();
  }

  /** Waits in a connection for one message. */
  private final class Pump implements Taker {
    private final AsyncWebSocket from;
    private Taker link; // the mailbox's

    Pump(AsyncWebSocket from) {
      this.from = from;
    }

    void start() {
      from.outbound().flush();
      from.inbound().take(this);
    }

    @Override
    public boolean claim() {
      return true; // what it is given is kept, even if nobody waits for it any more
    }

    @Override
    public boolean gone() {
      return false;
    }

    @Override
    public void take(Message message) {
      ReceiveStage to = null;
      lock.lock();
      try {
        if (pump != this) {
          return; // closed meanwhile
        }
        pump = null;
        while (to == null && !waiting.isEmpty()) {
          ReceiveStage one = waiting.poll();
          to = one.claim() ? one : null;
        }
        if (to == null) {
          kept = message;
        }
      } finally {
        lock.unlock();
      }
      if (to != null) {
        to.complete(message);
      }
      advance();
    }

    @Override
    public void ended(Throwable why) {
      remove(from);
      drained.run();
      advance();
    }

    @Override
    public Taker linked() {
      return link;
    }

    @Override
    public void link(Taker other) {
      link = other;
    }
  }
}
