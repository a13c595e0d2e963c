package io.github.wirespeed.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The tool with its output caught. */
final class Tool {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  /** Waits until something was shown. */
  void await(StringWriter where, String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!where.toString().contains(text)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "not shown in time: " + text + "\nout: " + start(out) + "\nerr: " + start(err));
      }
      Thread.sleep(2);
    }
  }

  private static String start(StringWriter shown) {
    return shown.getBuffer().substring(0, Math.min(shown.getBuffer().length(), 2_000));
  }

  int run(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  /** Runs it with standard input from a pipe that ends. */
  int pipe(String input, String... args) {
    return pipe(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), args);
  }

  /** Runs it with standard input from a pipe. */
  int pipe(InputStream input, String... args) {
    InputStream before = System.in;
    System.setIn(input);
    try {
      return run(args);
    } finally {
      System.setIn(before);
    }
  }
}
