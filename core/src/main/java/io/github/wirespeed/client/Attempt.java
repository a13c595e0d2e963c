package io.github.wirespeed.client;

import io.github.wirespeed.transport.Deadline;
import io.github.wirespeed.transport.TcpConnecting;
import io.github.wirespeed.transport.TcpTransport;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One attempt to open a connection, in steps that never wait: a connection, by a {@link Dial}, and
 * then the legs from there to the server's answer. Its driver, {@link Opening} or {@link
 * LoopOpening}, does the waiting:
 *
 * <pre>
 *   attempt.start(route);
 *   while (attempt.result() == null) {
 *     switch (attempt.step()) {
 *       AGAIN: nothing;
 *       TASK: run attempt.task();
 *       READABLE, WRITABLE: wait for it, until attempt.deadline():
 *           of any of attempt.connecting() while there are any, else of attempt.link();
 *     }
 *     if (it is too late) { attempt.timeOut(); }
 *   }
 * </pre>
 *
 * <p>What {@link #step} and {@link #timeOut} throw ends the attempt; the driver then closes it.
 * Used by one thread at a time.
 */
final class Attempt implements Closeable {
  private final Request wanted;
  private final long deadline; // of System.nanoTime(), for all of it
  private final UpgradeLeg upgrade;

  private Dial<TcpConnecting, TcpTransport> dial; // null until start()
  private List<Leg> legs;
  private int leg;
  private Leg.Need need = Leg.Need.AGAIN;
  private Link link; // null until connected
  private Opening.Result result;

  /**
   * Checks everything; nothing is sent.
   *
   * @param deadline of {@code System.nanoTime()}, for all of it
   * @throws IllegalArgumentException if the URI, a header or a subprotocol is wrong
   */
  Attempt(Request wanted, long deadline) {
    this.wanted = wanted;
    this.deadline = deadline;
    this.upgrade = new UpgradeLeg(wanted);
  }

  /** Says where to connect to. */
  void start(Route route) {
    legs = new ArrayList<>(Way.of(wanted, route.proxy()));
    legs.add(upgrade);
    Reach reach = wanted.reach();
    dial =
        new Dial<>(
            new TcpConnector(reach.sockets()),
            route.name(),
            route.addresses(),
            Deadline.nanos(reach.attemptDelay()),
            deadline);
  }

  /**
   * Goes one step on, without waiting.
   *
   * @return what the next step needs, if there is no {@link #result}
   * @throws IOException if no address could be connected to, or the connection failed
   */
  Leg.Need step() throws IOException {
    if (link == null) {
      TcpTransport tcp = dial.step(System.nanoTime());
      need = tcp == null ? Leg.Need.WRITABLE : Leg.Need.AGAIN;
      link = tcp == null ? null : new Link(tcp);
      return need;
    }
    need = legs.get(leg).step(link);
    if (need == Leg.Need.DONE) {
      leg++;
      need = Leg.Need.AGAIN;
      if (leg == legs.size()) {
        conclude();
      }
    }
    return need;
  }

  /**
   * Says that the deadline has passed, and that {@link #step} found nothing to do since. There is a
   * {@link #result} then.
   *
   * @throws SocketTimeoutException if that ends the attempt: the message says what was late
   * @throws IOException if something had failed before: an address, or a proxy whose refusal is not
   *     complete
   */
  void timeOut() throws IOException {
    if (dial == null) {
      throw new SocketTimeoutException(
          "no time left to connect to %s:%d: where that is has not been found out"
              .formatted(wanted.uri().host(), wanted.uri().port()));
    } else if (link == null) {
      dial.timeOut(System.nanoTime());
    }
    Leg current = legs.get(leg);
    if (current != upgrade || !upgrade.endsInTime()) {
      throw current.timedOut();
    }
    conclude();
  }

  /** What came of it; null while it goes on. */
  Opening.Result result() {
    return result;
  }

  /** What the next step needs: what the last one returned. */
  Leg.Need need() {
    return need;
  }

  /** What has to be run where {@link Leg.Need#TASK} is needed. */
  Runnable task() {
    return legs.get(leg).task();
  }

  /** Whether the time for all of it is over. */
  boolean isLate() {
    return deadline - System.nanoTime() <= 0;
  }

  /** When the next step is due whatever is waited for, of {@code System.nanoTime()}; it moves. */
  long deadline() {
    return dial == null || link != null ? deadline : dial.nextAt();
  }

  /** The connections on their way, one of which is waited for; empty once there is one. */
  Collection<TcpConnecting> connecting() {
    return dial.connecting();
  }

  /** The connection that was made; null before. */
  Link link() {
    return link;
  }

  /** Closes what is open, except the connection of an {@link Opening.Upgraded}. Idempotent. */
  @Override
  public void close() {
    if (dial != null) {
      dial.close();
    }
    if (link != null && !(result instanceof Opening.Upgraded)) {
      link.transport().close();
    }
  }

  private void conclude() {
    result = upgrade.result(link);
    close();
  }
}
