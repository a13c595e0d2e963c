package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.WaitStrategy;
import java.io.IOException;

/** Who owns the socket and the protocol, and how others get at them. */
enum Architecture {
  /** The actor. */
  ACTOR(
      "actor",
      true,
      "shipped: AsyncWebSocket",
      "Hands over by compare-and-set, so that an idle connection is its caller's for one turn. It"
          + " keeps thread-safety, full duplex and back-pressure (a mailbox and an inbox with"
          + " bounds), and wakes another thread only for what a caller leaves behind. What it gives"
          + " up is simplicity, and an owned copy of each message that is received: a future's"
          + " value may be read at any time."),
  /** The blocking client. */
  CALLERS_THREAD(
      "caller's thread",
      true,
      "shipped as well: WebSocket, two locks and no thread",
      "A lock for sending and a turn for receiving, so the directions never wait for each other."
          + " What it gives up: nothing is read while nobody receives, so a ping waits for the next"
          + " call (a keepalive lends it a thread), and a caller waits in every call."),
  /** One lock. */
  DIRECT_MUTEX(
      "direct mutex",
      true,
      "one lock around socket and protocol; callers do the I/O",
      "Any thread may send, and nobody is woken. It gives up full duplex: a send that the network"
          + " does not take keeps the lock, nobody reads meanwhile, and with a peer that does the"
          + " same both stop for ever. A slow reader over there stops the reader here."
          + " Back-pressure is that wait. Who waits for a message takes and leaves the lock at"
          + " every look."),
  /** A lock for the state, a queue for the messages. */
  LOCKED_QUEUE(
      "RwLock + queue",
      true,
      "send leaves a copy in a queue under a shared lock; a writer thread drains it",
      "Any thread may send, and a slow reader stops the writer only, until the queue is full: then"
          + " senders wait, and closing waits behind them for the lock. It gives up a wake-up of"
          + " the writer for each message that comes alone, a copy of each that is sent, and a"
          + " thread for each connection; whether a send arrived is not known."),
  /** One thread. */
  SINGLE_THREAD(
      "lockless single thread",
      false,
      "one thread owns all of it and is the only caller",
      "Nothing is between the caller and the socket, which is all there is to win. It gives up"
          + " thread-safety: a second thread is refused. Nothing is read while the owner does"
          + " something else, pings wait with it, and a send that the network does not take stops"
          + " the reading, so two such peers can stop for ever."),
  /** Two threads. */
  SPLIT_HALVES(
      "split halves",
      true,
      "a reader thread and a writer thread, each with a half; callers know two queues",
      "Full duplex, thread-safe, and pings are answered while nobody receives, until the queue of"
          + " arrivals is full: then they are not, and a slow caller stops the reader. It gives up"
          + " two wake-ups for each round trip, a copy of each message both ways, and two threads"
          + " for each connection.");

  private final String label;
  private final boolean manySenders;
  private final String note;
  private final String givesUp;

  Architecture(String label, boolean manySenders, String note, String givesUp) {
    this.label = label;
    this.manySenders = manySenders;
    this.note = note;
    this.givesUp = givesUp;
  }

  /** As it is shown. */
  String label() {
    return label;
  }

  /** Whether any number of threads may send. */
  boolean manySenders() {
    return manySenders;
  }

  /** What it is, in a line. */
  String note() {
    return note;
  }

  /** What it keeps, and what it gives up. */
  String givesUp() {
    return givesUp;
  }

  /** Connects one, for the calling thread. */
  ArchitectureClient open(String uri, WaitStrategy wait) throws IOException {
    return switch (this) {
      case ACTOR -> Actor.open(uri, wait);
      case CALLERS_THREAD -> new CallersThread(uri, wait);
      case DIRECT_MUTEX -> new DirectMutex(Opened.open(uri, wait));
      case LOCKED_QUEUE -> new LockedQueue(Opened.open(uri, wait));
      case SINGLE_THREAD -> new SingleThread(Opened.open(uri, wait));
      case SPLIT_HALVES -> new SplitHalves(Opened.open(uri, wait));
    };
  }
}
