package io.github.wirespeed.bench.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** A client's process without the process: a thread that is said lines and answers them. */
final class Talk implements Closeable {
  private static final int PIPE = 1 << 12;

  private final PrintWriter in;
  private final BufferedReader out;
  private final Thread thread;

  Talk(String... args) throws IOException {
    PipedReader commands = new PipedReader(PIPE);
    PipedReader answers = new PipedReader(PIPE);
    in = new PrintWriter(new PipedWriter(commands), true);
    out = new BufferedReader(answers);
    PrintWriter answering = new PrintWriter(new PipedWriter(answers));
    thread =
        new Thread(
            () -> {
              try (answering) {
                ClientHost.talk(args, new BufferedReader(commands), answering);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            "talk-" + args[0]);
    thread.setDaemon(true);
    thread.start();
  }

  /** The next line; null when there are no more. */
  String line() throws IOException {
    return out.readLine();
  }

  String ask(String command) throws IOException {
    in.println(command);
    return line();
  }

  /** Asks something that must go well; the words behind the ok. */
  String[] done(String command) throws IOException {
    String answer = ask(command);
    assertThat(answer).as(command).matches("ok( .*)?");
    return answer.substring(2).strip().split(" ", -1);
  }

  /** Ends the input, and waits until the thread has ended. */
  @Override
  public void close() throws IOException {
    in.close();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(thread.isAlive()).isFalse();
  }
}
