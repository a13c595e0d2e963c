package io.github.wirespeed.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program nats-server, on a free port of 127.0.0.1, which it keeps when it comes back. */
final class Broker implements AutoCloseable {
  private static final long HANG_SECONDS = 30;
  private static final int PORTS_TRIED = 5;

  private final Path directory;
  private final Path program;
  private final String config;
  private int port;
  private Process process;

  private Broker(Path directory, Path program, String config) {
    this.directory = directory;
    this.program = program;
    this.config = config;
  }

  /** Starts one with its defaults. */
  static Broker start(Path directory) throws Exception {
    return start(directory, "");
  }

  /**
   * Starts one.
   *
   * @param config lines of its configuration file, without address and port
   */
  static Broker start(Path directory, String config) throws Exception {
    Path program = installed();
    assumeTrue(
        program != null,
        "nats-server left out: not installed (conformance/peers/install installs it)");
    Broker broker = new Broker(directory, program, config);
    for (int tried = 0; tried < PORTS_TRIED; tried++) {
      broker.port = freePort();
      if (broker.begin()) {
        return broker;
      }
    }
    throw new AssertionError("it does not start: " + broker.output());
  }

  private static Path installed() {
    for (String place : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")) {
      Path program = Path.of(place, "nats-server");
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }

  /** Another program may take it before ours does, which then ends. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean begin() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("nats.conf"), "host: 127.0.0.1\nport: " + port + "\n" + config);
    process =
        new ProcessBuilder(program.toString(), "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nats.out").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANG_SECONDS);
    while (process.isAlive() && System.nanoTime() - deadline < 0) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected() && process.isAlive();
      } catch (IOException e) {
        Thread.sleep(20); // it does not listen yet
      }
    }
    process.destroyForcibly();
    return false;
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("nats.out"));
  }

  String uri() {
    return "nats://127.0.0.1:" + port;
  }

  /** Kills it: connections are reset. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(HANG_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Starts it again where it was. */
  void comeBack() throws Exception {
    assertThat(begin()).as("it came back: %s", output()).isTrue();
  }

  /** Stops it as it is: connections stay, and nothing comes. */
  void freeze() throws Exception {
    signal("STOP");
    NatsBackplaneTest.until(this::stopped); // a signal is sent before it has arrived
  }

  /** Whether each of its threads is stopped, where the system tells. */
  private boolean stopped() {
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(threads)) {
      return true;
    }
    try (Stream<Path> all = Files.list(threads)) {
      for (Path thread : all.toList()) {
        if (!Files.readString(thread.resolve("stat")).contains(") T ")) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // one of them has ended meanwhile
    }
  }

  /** It goes on. */
  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Override
  public void close() {
    kill();
  }
}
