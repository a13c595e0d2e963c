package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.Compilers;
import io.github.wirespeed.bench.process.CpuTime;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.HdrHistogram.Histogram;

/** The process of a contestant. Whatever it does wrong is a {@link RacerException}. */
final class Racer implements Closeable {
  private static final int SHOWN = 120;

  private final Child child;
  private final Path log;
  private final long logged; // bytes, by those before it
  private final Duration patience;
  private final List<Long> pids = new ArrayList<>();
  private final Set<String> warm = new HashSet<>();
  private String version;
  private Compilers compilers;
  private String url = ""; // of what it is connected with

  /**
   * What a round came to.
   *
   * @param times null of a stream
   */
  record Result(long messages, long nanos, Histogram times) {}

  private Racer(Child child, Path log, long logged, Duration patience) {
    this.child = child;
    this.log = log;
    this.logged = logged;
    this.patience = patience;
  }

  /**
   * Starts it.
   *
   * @param prefix what pins it
   * @param log where its standard error goes
   * @throws RacerException that is not broken if it says that it cannot run here
   */
  static Racer start(Contestant contestant, List<String> prefix, Path log, Duration patience)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(contestant.command());
    long logged = Files.exists(log) ? Files.size(log) : 0;
    Child child;
    try {
      child = Child.program(command, ProcessBuilder.Redirect.appendTo(log.toFile()));
    } catch (IOException e) {
      throw new RacerException(e.getMessage(), false);
    }
    Racer racer = new Racer(child, log, logged, patience);
    boolean ready = false;
    try {
      racer.ready();
      ready = true;
      return racer;
    } finally {
      if (!ready) {
        racer.close();
      }
    }
  }

  private void ready() throws RacerException {
    String line;
    try {
      line = child.line(patience);
    } catch (IOException e) {
      throw broken(e);
    }
    if (line.startsWith("failed")) {
      throw new RacerException(line.substring("failed".length()).strip(), false);
    } else if (!line.startsWith("ready")) {
      throw nonsense(line);
    }
    version = line.substring("ready".length()).strip();
    pids.add(child.pid());
    // A script that did not become its program.
    ProcessHandle.of(child.pid())
        .ifPresent(process -> process.descendants().forEach(below -> pids.add(below.pid())));
    compilers = Compilers.of(pids);
  }

  String version() {
    return version;
  }

  /** CPU time that it has taken so far; negative if nobody knows. */
  long cpuNanos() {
    long sum = 0;
    for (long pid : pids) {
      long one = CpuTime.ofProcess(pid);
      if (one < 0) {
        return -1;
      }
      sum += one;
    }
    return sum;
  }

  /** Those of a JVM; of other programs there are none. */
  Compilers compilers() {
    return compilers;
  }

  /** Connects, if it is not connected with it already: then false. */
  boolean open(EchoHost server) throws RacerException {
    if (url.equals(server.url())) {
      return false;
    }
    disconnect();
    ok(ask("open " + server.url() + " " + server.ca(), 0));
    url = server.url();
    return true;
  }

  /** Has it close its connection, if it has one. */
  void disconnect() throws RacerException {
    if (!url.isEmpty()) {
      url = "";
      ask("close", 0); // it may just close, and what it says of that is nothing
    }
  }

  /** Forgets its connection; a broken one is replaced with the next {@link #open}. */
  void disconnected() {
    url = "";
  }

  /** Whether the bytes of one message come back. */
  void check(int payload, int seed) throws RacerException {
    String[] words = ok(ask("check " + payload + " " + seed, 0));
    byte[] bytes = new byte[payload];
    for (int i = 0; i < payload; i++) {
      bytes[i] = (byte) (i * 31 + seed);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (words.length != 2) {
      throw nonsense(String.join(" ", words));
    } else if (number(words[1]) != crc.getValue()) {
      throw new RacerException(
          "wrong bytes came back: their CRC-32 is " + words[1] + ", not " + crc.getValue(), false);
    }
  }

  /** Whether it has done this workload before. */
  boolean isWarm(Place place) {
    return warm.contains(RacePlan.warmUp(place));
  }

  /** A round of which nothing is kept. */
  void warmUp(Place place, int millis) throws RacerException {
    ok(ask(place.workload().command(place.payload(), millis, "-"), millis));
    warm.add(RacePlan.warmUp(place));
  }

  /** A round. */
  Result run(Place place, int millis, Path times) throws IOException {
    Files.deleteIfExists(times);
    long start = System.nanoTime();
    String[] words =
        ok(ask(place.workload().command(place.payload(), millis, times.toString()), millis));
    long most = System.nanoTime() - start;
    if (words.length != 3) {
      throw nonsense(String.join(" ", words));
    }
    long messages = number(words[1]);
    long nanos = number(words[2]);
    if (messages < 1) {
      throw new RacerException("no message came back", false);
    } else if (nanos < 1 || nanos > most) {
      throw new RacerException(
          "nonsense: it says " + nanos + " ns, and took " + most + " with all around it", true);
    }
    int each = place.workload().underWay(place.payload());
    long count = place.workload().times(place.payload(), messages);
    return new Result(messages, nanos, count == 0 ? null : read(times, count, each));
  }

  private static Histogram read(Path file, long count, int each) throws IOException {
    if (!Files.exists(file)) {
      throw new RacerException("nonsense: no file of times", true);
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() != count * Long.BYTES) {
      throw new RacerException(
          "nonsense: " + bytes.remaining() / Long.BYTES + " times instead of " + count, true);
    }
    Histogram times = new Histogram(3);
    while (bytes.hasRemaining()) {
      long time = bytes.getLong();
      if (time < 0 || time > Duration.ofDays(1).toNanos()) {
        throw new RacerException("nonsense: a time of " + time + " ns", true);
      }
      times.recordValue(time / each);
    }
    return times;
  }

  private String ask(String command, int millis) throws RacerException {
    try {
      return child.ask(command, patience.plusMillis(millis));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static String[] ok(String answer) throws RacerException {
    if (answer.startsWith("failed")) {
      throw new RacerException(shown(answer.substring("failed".length()).strip()), false);
    } else if (!answer.equals("ok") && !answer.startsWith("ok ")) {
      throw nonsense(answer);
    }
    return answer.strip().split(" +", -1);
  }

  private static long number(String word) throws RacerException {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw nonsense(word);
    }
  }

  private static RacerException nonsense(String answer) {
    return new RacerException("nonsense: '" + shown(answer) + "'", true);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** With the last that it said on its standard error, if it ended. */
  private RacerException broken(IOException e) {
    String last = "";
    if (e.getMessage().contains("ended")) {
      try {
        byte[] all = Files.readAllBytes(log);
        int from = (int) Math.min(all.length, logged);
        String text = new String(all, from, all.length - from, StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
          boolean frame = line.isBlank() || line.startsWith("\t") || line.startsWith(" ");
          last = frame ? last : line;
        }
      } catch (IOException unread) {
        // Then nothing is known of it.
      }
    }
    String what = e.getMessage();
    return new RacerException(last.isEmpty() ? what : what + " (" + shown(last) + ")", true);
  }

  @Override
  public void close() {
    child.close();
  }
}
