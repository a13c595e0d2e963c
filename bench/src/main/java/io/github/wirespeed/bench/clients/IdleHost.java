package io.github.wirespeed.bench.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The process of a client whose connections are idle. It prints {@code ready}, and answers one kind
 * of line: {@code idle URL CA CONNECTIONS KEEPALIVE} opens so many connections, each of which is
 * sent a ping every so many milliseconds, or none with 0, and answers {@code ok HEAP DIRECT
 * THREADS}: by how much all of them together made each grow, the first two in bytes; or {@code
 * failed} and why. It ends with its standard input.
 */
public final class IdleHost {
  /** Classes, code and caches are not a connection's: some come and go before it is counted. */
  private static final int WARM_UP = 64;

  private static final int COLLECTIONS = 6;

  /** Until what was used to open them is given back. */
  private static final long SETTLING_MILLIS = 500;

  private record Memory(long heap, long direct) {}

  private IdleHost() {}

  /**
   * The process.
   *
   * @param args the name of a {@link JvmClient}
   */
  @SuppressWarnings("CatchingUnchecked") // a class that is not there is an Error
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // whatever a library prints is no answer
    answers.println("ready");
    answers.flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        answer = idle(IdleClient.of(JvmClient.valueOf(args[0])), line.split(" ", -1));
      } catch (Exception | LinkageError e) {
        answer = "failed " + e.toString().replace('\n', ' ');
      }
      answers.println(answer);
      answers.flush();
    }
    System.exit(0);
  }

  /** Answers a line. */
  static String idle(IdleClient client, String[] words) throws Exception {
    if (words.length != 5 || !words[0].equals("idle")) {
      return "failed only 'idle URL CA CONNECTIONS KEEPALIVE' is answered";
    }
    URI uri = URI.create(words[1]);
    Trust trust = words[2].equals("-") ? null : Trust.of(Path.of(words[2]));
    int connections = Integer.parseInt(words[3]);
    Duration keepalive = words[4].equals("0") ? null : Duration.ofMillis(Long.parseLong(words[4]));
    client.open(uri, trust, keepalive, WARM_UP);
    client.close();
    TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
    final Memory before = memory(client);
    final int threads = threads();
    client.open(uri, trust, keepalive, connections);
    TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
    Memory after = memory(client);
    int more = threads() - threads;
    client.close();
    return "ok " + (after.heap - before.heap) + " " + (after.direct - before.direct) + " " + more;
  }

  /** What is in use after what is garbage is gone. */
  private static Memory memory(IdleClient client) throws InterruptedException {
    long heap = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50);
      heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    long direct = client.uncountedDirectBytes();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
    }
    return new Memory(heap, direct);
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
