package io.github.wirespeed.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** Does what a typed line says. Input thread only. */
final class Typed {
  private static final String HELP =
      """
      a line        is sent as text
      //line        is sent as text that starts with one slash
      /ping         sends a ping and shows the time until its pong
      /close [CODE [REASON]]
                    closes, with 1000 if no code is given
      /help         shows this\
      """;

  private final Line line;
  private final Screen screen;

  Typed(Line line, Screen screen) {
    this.line = line;
    this.screen = screen;
  }

  /** Handles one line; false when the conversation is over. */
  boolean line(String text) throws IOException {
    if (!text.startsWith("/")) {
      return send(text);
    }
    if (text.startsWith("//")) {
      return send(text.substring(1));
    }
    String[] words = text.strip().split("\\s+", 3);
    switch (words[0]) {
      case "/ping" -> {
        return ping();
      }
      case "/close" -> {
        return close(words.length > 1 ? words[1] : "1000", words.length > 2 ? words[2] : "");
      }
      case "/help" -> HELP.lines().forEach(screen::note);
      default ->
          screen.note("unknown command " + Shown.plain(words[0]) + ": /help shows those there are");
    }
    return true;
  }

  private boolean ping() throws IOException {
    try {
      Duration took = line.ping();
      screen.note(String.format(Locale.ROOT, "pong after %.3f ms", took.toNanos() / 1e6));
    } catch (IllegalStateException e) {
      screen.note("no ping: " + e.getMessage());
    }
    return true;
  }

  private boolean send(String text) throws IOException {
    try {
      line.send(text);
    } catch (IllegalArgumentException | IllegalStateException e) {
      screen.note("not sent: " + e.getMessage());
    }
    return true;
  }

  private boolean close(String code, String reason) {
    try {
      line.close(Integer.parseInt(code), reason);
      return false;
    } catch (NumberFormatException e) {
      screen.note("not closed: '" + Shown.plain(code) + "' is not a close code");
    } catch (IllegalArgumentException e) {
      screen.note("not closed: " + e.getMessage());
    }
    return true;
  }
}
