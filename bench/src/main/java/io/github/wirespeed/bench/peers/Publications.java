package io.github.wirespeed.bench.peers;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a connection asks to be published: {@code publish COUNT SIZE EVERY_MICROS}. A thread of its
 * own does it, the same way for all libraries: each message has its number, the time, and bytes
 * that the load generator knows.
 *
 * @param everyMicros how often; 0 for as fast as the library takes them
 */
record Publications(int count, int size, int everyMicros) {
  private static final String COMMAND = "publish ";
  private static final int STAMP_BYTES = 16;

  /** Publishes a message to all subscribers. */
  interface Publisher {
    /**
     * Returns when the next may follow, without anything being dropped or piling up without bound.
     *
     * @param message not used again by who calls it
     */
    void publish(byte[] message) throws Exception;
  }

  static boolean isCommand(String text) {
    return text.startsWith(COMMAND);
  }

  static Publications of(String command) {
    String[] words = command.strip().split(" ", -1);
    return new Publications(
        Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
  }

  /** Begins, in a thread of its own. */
  void start(Publisher publisher) {
    Thread thread = new Thread(() -> run(publisher), "publisher");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Publisher publisher) {
    byte[] pattern = new byte[size];
    for (int i = STAMP_BYTES; i < size; i++) {
      pattern[i] = (byte) (31 * i + 7);
    }
    try {
      long due = System.nanoTime();
      for (long number = 0; number < count; number++) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        byte[] message = pattern.clone();
        ByteBuffer.wrap(message).putLong(number).putLong(System.nanoTime());
        publisher.publish(message);
        due = everyMicros == 0 ? due : due + TimeUnit.MICROSECONDS.toNanos(everyMicros);
      }
    } catch (Exception e) {
      System.err.println("publisher: " + e);
    }
  }
}
