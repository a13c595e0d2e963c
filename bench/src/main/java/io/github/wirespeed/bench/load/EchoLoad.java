package io.github.wirespeed.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a window of messages under way on every connection for a while. It never sleeps: what a
 * server gets to do must not depend on how soon this process wakes up.
 */
final class EchoLoad {
  private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final List<EchoLink> links = new ArrayList<>();
  private final ByteBuffer in;

  /**
   * What came of it.
   *
   * @param counted messages that came back in the time that counts, which lasted {@code nanos}
   * @param all messages that came back at all
   */
  record Done(long counted, long nanos, long all) {}

  /** Over connections on which nothing is under way; {@code in} to read into. */
  EchoLoad(List<SocketChannel> channels, Frames frames, int window, ByteBuffer in) {
    this.in = in;
    for (int i = 0; i < channels.size(); i++) {
      links.add(new EchoLink(i, channels.get(i), frames, window));
    }
  }

  /**
   * Runs, and waits for what is under way at the end.
   *
   * @param selector with nothing in it
   * @param warmNanos what comes back in this time before does not count
   */
  Done run(Selector selector, List<SocketChannel> channels, long warmNanos, long nanos)
      throws IOException {
    for (int i = 0; i < links.size(); i++) {
      EchoLink link = links.get(i);
      link.key(channels.get(i).register(selector, SelectionKey.OP_READ, link));
    }
    for (EchoLink link : links) {
      link.write();
    }
    long start = System.nanoTime();
    turnUntil(selector, start + warmNanos);
    final long before = messages();
    final long began = System.nanoTime();
    turnUntil(selector, began + nanos);
    final long counted = messages() - before;
    final long lasted = System.nanoTime() - began;
    links.forEach(EchoLink::stop);
    drain(selector);
    return new Done(counted, lasted, messages());
  }

  private long messages() {
    return links.stream().mapToLong(EchoLink::messages).sum();
  }

  private void turnUntil(Selector selector, long until) throws IOException {
    long last = System.nanoTime();
    for (long now = last; now - until < 0; now = System.nanoTime()) {
      if (turn(selector)) {
        last = now;
      } else if (now - last > HANGS_NANOS) {
        throw new LoadException("hangs: nothing came back for 10 s");
      }
    }
  }

  private void drain(Selector selector) throws IOException {
    long start = System.nanoTime();
    while (links.stream().anyMatch(link -> link.missing() > 0)) {
      turn(selector);
      if (System.nanoTime() - start > HANGS_NANOS) {
        throw new LoadException(
            "hangs: after 10 s "
                + links.stream().mapToLong(EchoLink::missing).sum()
                + " messages had not come back, on "
                + links.stream().filter(link -> link.missing() > 0).count()
                + " connections");
      }
    }
  }

  private boolean turn(Selector selector) throws IOException {
    if (selector.selectNow() == 0) {
      return false;
    }
    for (SelectionKey key : selector.selectedKeys()) {
      EchoLink link = (EchoLink) key.attachment();
      if (key.isReadable()) {
        link.read(in);
      }
      link.write();
    }
    selector.selectedKeys().clear();
    return true;
  }
}
