package io.github.wirespeed.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** No terminal: messages, and nothing else, go to the output, the rest to the error output. */
final class PipeScreen implements Screen {
  private final BufferedReader in;
  private final PrintWriter out;
  private final PrintWriter err;

  PipeScreen(InputStream in, PrintWriter out, PrintWriter err) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
    this.err = err;
  }

  @Override
  public String readLine() throws IOException {
    return in.readLine();
  }

  @Override
  public void received(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void note(String line) {
    err.println(line);
    err.flush();
  }

  @Override
  public boolean interactive() {
    return false;
  }

  @Override
  public void close() {
    // The streams are the process's.
  }
}
