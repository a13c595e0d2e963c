package io.github.wirespeed.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.wirespeed.conformance.api.Api;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A JVM with little memory that runs an {@link AttackedProgram}. It ends at once when memory runs
 * out, and then so does the test.
 */
final class Attacked implements Closeable {
  private static final int HANG_MILLIS = 30_000;

  private final Process process;
  private final Socket control;
  private final BufferedReader in;
  private final int serverPort;

  /** What is in use, in bytes, after a collection. */
  record InUse(long heap, long direct) {}

  private Attacked(Process process, Socket control) throws IOException {
    this.process = process;
    this.control = control;
    control.setSoTimeout(HANG_MILLIS);
    this.in =
        new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
    this.serverPort = Integer.parseInt(expect("SERVER"));
  }

  /** Starts one. */
  static Attacked start(String heap, String direct) throws IOException {
    try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port.setSoTimeout(HANG_MILLIS);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx" + heap,
                  "-XX:MaxDirectMemorySize=" + direct,
                  "-XX:+UseSerialGC",
                  "-XX:+ExitOnOutOfMemoryError",
                  "-cp",
                  System.getProperty("java.class.path"),
                  AttackedProgram.class.getName(),
                  Integer.toString(port.getLocalPort()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return new Attacked(process, port.accept());
      } catch (Throwable t) {
        process.destroyForcibly();
        throw t;
      }
    }
  }

  /** A connection to its server, on which nothing was sent. */
  Socket toServer() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), serverPort);
  }

  /** Makes it open a connection, without waiting: {@code OPEN}, or {@code REFUSED}. */
  void connect(Api api, String uri) throws IOException {
    tell("connect " + api + " " + uri);
  }

  /** Makes its client send until the connection ends: {@code STOPPED}. */
  void send() throws IOException {
    tell("send");
  }

  private void tell(String line) throws IOException {
    control.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Waits for the next line, which must begin with this word, and gives the others. */
  String expect(String word) throws IOException {
    String line = next();
    assertThat(line).as("what the attacked JVM says; null if it died").startsWith(word);
    return line.substring(word.length()).trim();
  }

  /** Waits for the next line; null if it died. */
  String next() throws IOException {
    return in.readLine();
  }

  /** What it uses now. */
  InUse inUse() throws IOException {
    tell("memory");
    String[] numbers = expect("MEMORY").split(" ");
    return new InUse(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
  }

  /** Waits until it uses at most so much more than before: direct memory is freed late. */
  void assertGrowthAtMost(long heap, long direct, InUse before) throws Exception {
    InUse now = inUse();
    long start = System.nanoTime();
    while ((now.heap - before.heap > heap || now.direct - before.direct > direct)
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
      Thread.sleep(20);
      now = inUse();
    }
    assertThat(now.heap - before.heap).as("growth of the heap").isLessThanOrEqualTo(heap);
    assertThat(now.direct - before.direct).as("growth outside").isLessThanOrEqualTo(direct);
  }

  @Override
  public void close() throws IOException {
    control.close();
    process.destroy();
  }
}
