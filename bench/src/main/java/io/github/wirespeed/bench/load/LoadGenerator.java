package io.github.wirespeed.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The process. It is told what to do line by line, and answers each with one line: {@code ok} and
 * figures, or {@code failed} and what was wrong, after which the connections to that port are
 * closed. It ends with its standard input.
 *
 * <pre>
 *   open PORT raw|ws CONNECTIONS
 *   echo PORT raw|ws CONNECTIONS PAYLOAD WINDOW WARM_MILLIS MILLIS   -&gt; ok COUNTED NANOS ALL
 *   fanout PORT raw|ws SUBSCRIBERS PUBLICATIONS SIZE EVERY_MICROS    -&gt; ok DELIVERIES NANOS P50 P99
 *   close PORT
 * </pre>
 *
 * <p>Connections stay open for the next line about the same port.
 */
public final class LoadGenerator {
  private final Map<Integer, List<SocketChannel>> open = new HashMap<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);

  LoadGenerator() {}

  /** The process; no arguments. */
  public static void main(String[] args) throws IOException {
    LoadGenerator generator = new LoadGenerator();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(generator.answer(line));
      System.out.flush();
    }
    System.exit(0);
  }

  /** Does what a line says. */
  String answer(String line) throws IOException {
    String[] words = line.split(" ", -1);
    int port = Integer.parseInt(words[1]);
    try {
      return "ok " + done(words, port);
    } catch (IOException e) {
      close(port);
      return "failed " + (e instanceof LoadException ? e.getMessage() : e.toString());
    }
  }

  private String done(String[] words, int port) throws IOException {
    switch (words[0]) {
      case "open" -> {
        opened(port, words[2].equals("raw"), number(words[3]));
        return "";
      }
      case "echo" -> {
        return echo(words, port);
      }
      case "fanout" -> {
        return fanout(words, port);
      }
      case "close" -> {
        close(port);
        return "";
      }
      default -> throw new IllegalArgumentException("no command " + words[0]);
    }
  }

  private String echo(String[] words, int port) throws IOException {
    boolean raw = words[2].equals("raw");
    int window = number(words[5]);
    List<SocketChannel> channels = opened(port, raw, number(words[3]));
    Frames frames = Frames.of(number(words[4]), window, raw);
    try (Selector selector = Selector.open()) {
      EchoLoad.Done done =
          new EchoLoad(channels, frames, window, in)
              .run(
                  selector,
                  channels,
                  TimeUnit.MILLISECONDS.toNanos(number(words[6])),
                  TimeUnit.MILLISECONDS.toNanos(number(words[7])));
      forget(selector);
      return done.counted() + " " + done.nanos() + " " + done.all();
    }
  }

  private String fanout(String[] words, int port) throws IOException {
    boolean raw = words[2].equals("raw");
    boolean first = !open.containsKey(port);
    List<SocketChannel> channels = opened(port, raw, number(words[3]) + 1);
    FanoutLoad load = new FanoutLoad(channels, raw, in);
    if (first) {
      load.subscribe();
    }
    try (Selector selector = Selector.open()) {
      FanoutLoad.Done done =
          load.run(selector, number(words[4]), number(words[5]), number(words[6]));
      forget(selector);
      return done.deliveries() + " " + done.nanos() + " " + done.p50Nanos() + " " + done.p99Nanos();
    }
  }

  /** Exactly so many connections to a port, those that are there first. */
  private List<SocketChannel> opened(int port, boolean raw, int connections) throws IOException {
    List<SocketChannel> channels = open.computeIfAbsent(port, p -> new ArrayList<>());
    if (channels.size() < connections) {
      channels.addAll(Opening.open(port, raw, connections - channels.size()));
    }
    return channels.subList(0, connections);
  }

  private void close(int port) throws IOException {
    List<SocketChannel> channels = open.remove(port);
    if (channels != null) {
      Opening.close(channels);
    }
  }

  /** So that the channels can be registered elsewhere next time. */
  private static void forget(Selector selector) throws IOException {
    selector.keys().forEach(SelectionKey::cancel);
    selector.selectNow();
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }
}
