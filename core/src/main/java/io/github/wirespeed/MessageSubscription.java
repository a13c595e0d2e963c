package io.github.wirespeed;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A subscriber's place among the takers of a connection: it waits there while it has demand. What
 * it is given is passed on in order by one thread at a time, wherever it was read.
 */
final class MessageSubscription implements Flow.Subscription, Taker {
  private final AsyncWebSocket webSocket;
  private final Flow.Subscriber<? super Message> subscriber;

  private final AtomicLong demand = new AtomicLong();
  // Whether it is among the takers: set by who adds it, taken back by who takes it out.
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final Queue<Message> given = new ConcurrentLinkedQueue<>();
  // Calls of pass() that are due: who makes it 1 passes on until it is 0 again.
  private final AtomicInteger due = new AtomicInteger();
  private volatile boolean cancelled;
  private volatile Throwable end; // all that is to come is in the queue
  private Taker link; // the mailbox's

  private MessageSubscription(
      AsyncWebSocket webSocket, Flow.Subscriber<? super Message> subscriber) {
    this.webSocket = webSocket;
    this.subscriber = subscriber;
  }

  /** Subscribes; a subscriber that comes while there is one is refused. */
  static void subscribe(AsyncWebSocket webSocket, Flow.Subscriber<? super Message> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    MessageSubscription subscription = new MessageSubscription(webSocket, subscriber);
    boolean first = webSocket.subscribe(subscription);
    subscriber.onSubscribe(subscription);
    if (!first) {
      subscription.cancelled = true;
      subscriber.onError(new IllegalStateException("there is a subscriber already"));
    }
  }

  @Override
  public void request(long n) {
    if (cancelled) {
      return;
    }
    if (n <= 0) {
      // Reactive Streams 3.9.
      ended(new IllegalArgumentException("a demand of " + n + " is not positive"));
      return;
    }
    demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    await();
  }

  @Override
  public void cancel() {
    cancelled = true;
    webSocket.unsubscribe(this);
  }

  private void await() {
    if (demand.get() > 0 && waiting.compareAndSet(false, true)) {
      webSocket.inbound().take(this);
      webSocket.relied();
    }
  }

  /** The connection is over: says so now, unless messages are left that nobody asked for yet. */
  void connectionOver(Throwable why) {
    if (webSocket.inbound().exhausted()) {
      ended(why);
    }
  }

  @Override
  public boolean claim() {
    waiting.set(false);
    return !cancelled;
  }

  @Override
  public boolean gone() {
    return cancelled;
  }

  @Override
  public void take(Message message) {
    // It waits for another when this one is passed on: what was taken is out of others' reach, and
    // would be lost with a cancel.
    demand.decrementAndGet();
    given.add(message);
    passOn();
    if (webSocket.inbound().exhausted()) {
      ended(webSocket.endedWith());
    }
  }

  @Override
  public void ended(Throwable why) {
    if (end == null) {
      end = why;
      passOn();
    }
  }

  private void passOn() {
    if (due.getAndIncrement() == 0) {
      webSocket.dispatch(this::pass);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is, it ends this connection and no other
  private void pass() {
    int seen;
    do {
      seen = due.get();
      try {
        for (Message m = given.poll(); m != null; m = given.poll()) {
          subscriber.onNext(m); // one that was cancelled meanwhile as well: it had asked for it
          if (!cancelled) {
            await();
          }
        }
        Throwable why = end;
        if (why != null && given.isEmpty() && !cancelled) {
          cancelled = true;
          webSocket.unsubscribe(this);
          if (why instanceof ConnectionClosedException closed && closed.isNormal()) {
            subscriber.onComplete();
          } else {
            subscriber.onError(why);
          }
        }
      } catch (Throwable t) {
        cancelled = true;
        webSocket.crash(t);
      }
    } while (due.addAndGet(-seen) != 0);
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
