package io.github.wirespeed.conformance.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wirespeed.client.ProxyHop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A proxy that is a program, on a free port of 127.0.0.1. */
final class ProxyProgram implements AutoCloseable {
  private static final long HANG_SECONDS = 30;
  private static final int PORTS_TRIED = 5;

  private final Process process;
  private final ProxyHop hop;

  /** Makes the command line for a port; it may write files that the program reads. */
  private interface Command {
    List<String> at(int port) throws IOException;
  }

  private ProxyProgram(Process process, ProxyHop hop) {
    this.process = process;
    this.hop = hop;
  }

  /**
   * Tinyproxy, which speaks HTTP.
   *
   * @param user "name password" of the only one that is served; null to serve everybody
   */
  static ProxyProgram tinyproxy(Path directory, String user) throws Exception {
    Path filter = Files.writeString(directory.resolve("filter"), "refused\\.test\n");
    return start(
        "tinyproxy",
        ProxyHop.Kind.HTTP,
        directory,
        port -> {
          // Without a line ConnectPort it connects to any port.
          String config =
              "Port %d\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nLogFile \"%s\"\nFilter \"%s\"\n"
                  .formatted(port, directory.resolve("log"), filter);
          Path file = directory.resolve("tinyproxy.conf");
          Files.writeString(file, user == null ? config : config + "BasicAuth " + user + "\n");
          return List.of("-d", "-c", file.toString());
        });
  }

  /** Microsocks, which speaks SOCKS5. */
  static ProxyProgram microsocks(Path directory, String... options) throws Exception {
    return start(
        "microsocks",
        ProxyHop.Kind.SOCKS5,
        directory,
        port -> {
          List<String> command =
              new ArrayList<>(List.of("-i", "127.0.0.1", "-p", Integer.toString(port)));
          command.addAll(List.of(options));
          return command;
        });
  }

  /**
   * Dante, which speaks SOCKS5, and SOCKS4 without names.
   *
   * @param blocked a port that its rules do not allow
   */
  static ProxyProgram dante(Path directory, ProxyHop.Kind kind, int blocked) throws Exception {
    return start(
        "danted",
        kind,
        directory,
        port -> {
          Path file = directory.resolve("danted.conf");
          Files.writeString(
              file,
              String.join(
                  "\n",
                  "logoutput: " + directory.resolve("log"),
                  "internal: 127.0.0.1 port = " + port,
                  "external: 127.0.0.1",
                  "clientmethod: none",
                  "socksmethod: none",
                  "client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }",
                  "socks block { from: 0.0.0.0/0 to: 0.0.0.0/0 port = " + blocked + " }",
                  "socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }",
                  ""));
          return List.of("-f", file.toString(), "-p", directory.resolve("pid").toString());
        });
  }

  private static ProxyProgram start(
      String name, ProxyHop.Kind kind, Path directory, Command arguments) throws Exception {
    Path program = installed(name);
    assumeTrue(
        program != null, name + " left out: not installed (conformance/peers/install installs it)");
    Path output = directory.resolve(name + ".out");
    for (int tried = 0; tried < PORTS_TRIED; tried++) {
      int port = freePort();
      ProcessBuilder builder = new ProcessBuilder(program.toString());
      builder.command().addAll(arguments.at(port));
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      if (listens(process, port)) {
        return new ProxyProgram(process, ProxyHop.of(kind, "127.0.0.1", port));
      }
      end(process);
    }
    throw new AssertionError(name + " does not start: " + Files.readString(output));
  }

  private static Path installed(String name) {
    for (String directory : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")) {
      Path program = Path.of(directory, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }

  /** Another program may take it before ours does, which then ends. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(Process process, int port) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANG_SECONDS);
    while (process.isAlive() && System.nanoTime() - deadline < 0) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected() && process.isAlive();
      } catch (IOException e) {
        Thread.sleep(20); // it does not listen yet
      }
    }
    return false;
  }

  /** The way to it, without a user. */
  ProxyHop hop() {
    return hop;
  }

  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      process.onExit().orTimeout(HANG_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
