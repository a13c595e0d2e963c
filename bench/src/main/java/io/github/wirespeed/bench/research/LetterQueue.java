package io.github.wirespeed.bench.research;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.github.wirespeed.loop.Mailbox;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscLinkedQueue;

/** Where letters of many senders wait for one reader. */
public interface LetterQueue {
  /** What fits into those that are bounded. */
  int CAPACITY = 64;

  /** The name of the one that is shipped. */
  String SHIPPED = "mailbox";

  /** Leaves one; false if there is no room. */
  boolean leave(Letter letter);

  /** Takes one, or null. */
  Letter take();

  /** A letter. Only the mailbox uses its link. */
  final class Letter implements Mailbox.Letter<Letter> {
    private Letter link;

    /** Unlinked. */
    public Letter() {}

    @Override
    public Letter linked() {
      return link;
    }

    @Override
    public void link(Letter other) {
      link = other;
    }
  }

  /**
   * A new one.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  static LetterQueue named(String name) {
    return switch (name) {
      case SHIPPED -> new Ours();
      case "ArrayBlockingQueue" -> new OfQueue(new ArrayBlockingQueue<>(CAPACITY));
      case "LinkedBlockingQueue" -> new OfQueue(new LinkedBlockingQueue<>(CAPACITY));
      case "ConcurrentLinkedQueue" -> new OfQueue(new ConcurrentLinkedQueue<>());
      case "JCTools MpscArrayQueue" -> new OfQueue(new MpscArrayQueue<>(CAPACITY));
      case "JCTools MpscLinkedQueue" -> new OfQueue(new MpscLinkedQueue<>());
      case "Disruptor" -> new Ring();
      default -> throw new IllegalArgumentException("no queue '" + name + "'");
    };
  }

  /** The mailbox of the loops and actors. */
  final class Ours implements LetterQueue {
    private final Mailbox<Letter> mailbox = new Mailbox<>();

    @Override
    public boolean leave(Letter letter) {
      return mailbox.push(letter);
    }

    @Override
    public Letter take() {
      return mailbox.poll();
    }
  }

  /** Any queue of java.util's form. */
  final class OfQueue implements LetterQueue {
    private final Queue<Letter> queue;

    OfQueue(Queue<Letter> queue) {
      this.queue = queue;
    }

    @Override
    public boolean leave(Letter letter) {
      return queue.offer(letter);
    }

    @Override
    public Letter take() {
      return queue.poll();
    }
  }

  /** A ring of the Disruptor's for many producers, polled: an actor has no thread to wait in it. */
  final class Ring implements LetterQueue {
    private final RingBuffer<Slot> ring = RingBuffer.createMultiProducer(Slot::new, CAPACITY);
    private final EventPoller<Slot> poller = ring.newPoller();

    // What a poll brought: it gives all that is there. Reader only.
    private final Queue<Letter> polled = new ArrayDeque<>(CAPACITY);

    private static final class Slot {
      private Letter letter;
    }

    Ring() {
      ring.addGatingSequences(poller.getSequence());
    }

    @Override
    public boolean leave(Letter letter) {
      return ring.tryPublishEvent((slot, sequence, l) -> slot.letter = l, letter);
    }

    @Override
    public Letter take() {
      if (polled.isEmpty()) {
        poll();
      }
      return polled.poll();
    }

    private void poll() {
      try {
        poller.poll(
            (slot, sequence, last) -> {
              polled.add(slot.letter);
              slot.letter = null;
              return true;
            });
      } catch (Exception e) {
        throw new IllegalStateException(e); // the handler throws none
      }
    }
  }
}
