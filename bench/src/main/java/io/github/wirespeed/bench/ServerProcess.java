package io.github.wirespeed.bench;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.loop.EventLoop;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link BenchServer} in a process of its own. */
final class ServerProcess implements Closeable {
  private final Process process;
  private final Endpoint endpoint;

  private ServerProcess(Process process, Endpoint endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param prefix in front of the command, such as taskset; may be empty
   */
  static ServerProcess start(WaitStrategy wait, List<String> prefix) throws IOException {
    return start(wait, EventLoop.HOT_CHANNELS, false, prefix);
  }

  /** Starts one whose loop reads so many channels without asking the selector. */
  static ServerProcess start(WaitStrategy wait, int hotChannels, List<String> prefix)
      throws IOException {
    return start(wait, hotChannels, false, prefix);
  }

  /** Starts one, with or without TLS. */
  static ServerProcess start(WaitStrategy wait, boolean tls, List<String> prefix)
      throws IOException {
    return start(wait, EventLoop.HOT_CHANNELS, tls, prefix);
  }

  private static ServerProcess start(
      WaitStrategy wait, int hotChannels, boolean tls, List<String> prefix) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BenchServer.class.getName());
    command.add(wait.toString());
    command.add(Integer.toString(hotChannels));
    command.add(Boolean.toString(tls));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    boolean started = false;
    try {
      // Not closed: nothing else is printed, and the process is ended through its input.
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      if (line == null || !line.startsWith("ports ")) {
        throw new IOException("the bench server did not start: " + line);
      }
      String[] ports = line.split(" ", -1);
      ServerProcess server =
          new ServerProcess(
              process,
              Endpoint.ofPorts(
                  Integer.parseInt(ports[1]),
                  Integer.parseInt(ports[2]),
                  Integer.parseInt(ports[3]),
                  wait,
                  tls ? BareTlsTrust.of(ports[4]) : null));
      started = true;
      return server;
    } finally {
      if (!started) {
        process.destroy();
      }
    }
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** The number of its process. */
  long pid() {
    return process.pid();
  }

  /** Ends the process and waits until it has ended. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
