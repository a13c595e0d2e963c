package io.github.wirespeed.bench.process;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that answers lines with lines, and ends with its standard input. For one thread. */
public final class Child implements Closeable {
  /** The same for all: one core makes the JVM choose the serial collector anyway. */
  public static final List<String> OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");

  private static final int UNSAFE_WARNS = 23;
  private static final String END = "";

  private final Process process;
  private final PrintWriter in;
  private final LinkedBlockingQueue<String> out = new LinkedBlockingQueue<>();

  private Child(List<String> command, ProcessBuilder.Redirect errors) throws IOException {
    process = new ProcessBuilder(command).redirectError(errors).start();
    in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8));
    Thread reader = new Thread(this::read, "bench-child-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a JVM, as this one is, with the same class path.
   *
   * @param prefix in front of the command, such as taskset; may be empty
   */
  public static Child jvm(List<String> prefix, Class<?> main, String... arguments)
      throws IOException {
    return jvm(prefix, OPTIONS, main, arguments);
  }

  /**
   * The same with options of its own.
   *
   * @param options of the JVM, instead of {@link #OPTIONS}
   */
  public static Child jvm(
      List<String> prefix, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(jvmCommand(OPTIONS, main.getName(), arguments));
    return new Child(command, ProcessBuilder.Redirect.INHERIT);
  }

  /**
   * The command of such a JVM, for {@link #program}.
   *
   * @param options of its memory, instead of {@link #OPTIONS}
   * @param main the name of the class
   */
  public static List<String> jvmCommand(List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= UNSAFE_WARNS) {
      command.add("--sun-misc-unsafe-memory-access=allow"); // Netty's
    }
    command.add("-Dorg.jboss.logging.provider=slf4j"); // Undertow's log goes where the others' do
    command.addAll(extra());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Starts any program.
   *
   * @param command with what is in front of it
   * @param errors where its standard error goes
   */
  public static Child program(List<String> command, ProcessBuilder.Redirect errors)
      throws IOException {
    return new Child(command, errors);
  }

  /** Its process's number. */
  public long pid() {
    return process.pid();
  }

  /** Options for the children alone, for a profiler: {@code -Dbench.child.options}. */
  private static List<String> extra() {
    String options = System.getProperty("bench.child.options", "");
    return options.isBlank() ? List.of() : List.of(options.strip().split(" +", -1));
  }

  private void read() {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.add(line.isEmpty() ? " " : line);
      }
    } catch (IOException e) {
      // It was destroyed.
    }
    out.add(END);
  }

  /**
   * The next line that it prints.
   *
   * @throws IOException if it ends, or prints nothing for so long
   */
  public String line(Duration timeout) throws IOException {
    try {
      String line = out.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new IOException("no answer in " + timeout.toSeconds() + " s");
      } else if (line.equals(END)) {
        out.add(END);
        throw new IOException("the process ended");
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Says a line; what it answers, as {@link #line}. */
  public String ask(String command, Duration timeout) throws IOException {
    say(command);
    return line(timeout);
  }

  /** Says a line. */
  public void say(String line) {
    in.println(line);
    in.flush();
  }

  /** Ends it, and waits until it has ended. */
  @Override
  public void close() {
    in.close();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
