package io.github.wirespeed.cli;

import java.io.IOException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A terminal: what arrives is printed above the line that is being typed. */
final class TerminalScreen implements Screen {
  private final Terminal terminal;
  private final LineReader reader;

  TerminalScreen() throws IOException {
    terminal = TerminalBuilder.builder().system(true).build();
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            // A line is sent as it was typed, "!" and "\" included.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
  }

  @Override
  public String readLine() {
    try {
      return reader.readLine("> ");
    } catch (EndOfFileException | UserInterruptException e) {
      return null;
    }
  }

  @Override
  public void received(String line) {
    reader.printAbove(line);
  }

  @Override
  public void note(String line) {
    reader.printAbove(line);
  }

  @Override
  public boolean interactive() {
    return true;
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
