package io.github.wirespeed.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small JVM that runs a program of these tests. It ends when this one does. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;

  private Child(Process process) {
    this.process = process;
    this.said = process.inputReader(UTF_8);
  }

  /** Starts one. */
  static Child start(Class<?> program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** Waits for its next line, which must begin with this word, and gives the rest. */
  String expect(String word) throws IOException {
    String line = said.readLine();
    assertThat(line).as("what the child says; null if it died").startsWith(word);
    return line.substring(word.length()).trim();
  }

  /** Sends it an empty line. */
  void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** What a program does last, if nobody kills it: waits for the end of the JVM that started it. */
  static void untilParentEnds() throws IOException {
    while (new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine() != null) {
      // Nobody says anything.
    }
  }

  /** Waits until it ended by itself. */
  int exitCode() throws Exception {
    assertThat(process.waitFor(60, SECONDS)).as("it ended").isTrue();
    return process.exitValue();
  }

  /** Kills it, as kill -9 does. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(60, SECONDS).join();
  }

  @Override
  public void close() {
    kill();
  }
}
