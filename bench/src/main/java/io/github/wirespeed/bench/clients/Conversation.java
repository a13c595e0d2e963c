package io.github.wirespeed.bench.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Answers the commands of {@code bench/foreign/PROTOCOL.md}, a line with a line, whatever the
 * library is. One thread: the one that measures.
 */
final class Conversation {
  private static final int MAX_COUNT = 1 << 20;
  private static final int MAX_MILLIS = 3_600_000;

  private final Library library;
  private final PrintWriter out;
  private final Times times = new Times();
  private Library.Connection connection; // null while none is open

  /** A command that is none: said, and the connection is as good as before. */
  private static final class WrongCommandException extends Exception {
    private static final long serialVersionUID = 1;

    WrongCommandException(String what) {
      super(what);
    }
  }

  Conversation(Library library, PrintWriter out) {
    this.library = library;
    this.out = out;
  }

  /** Says that it is ready, and answers until the input ends. */
  @SuppressWarnings("CatchingUnchecked") // a class that is not there is an Error
  void run(BufferedReader in) throws IOException {
    try {
      say("ready " + library.version());
    } catch (Exception | LinkageError e) {
      say("failed " + e);
      return;
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      say(answer(line));
    }
    giveUp();
  }

  private void say(String line) {
    out.println(line.replace('\r', ' ').replace('\n', ' ')); // one line, whatever a library says
    out.flush();
  }

  @SuppressWarnings("CatchingUnchecked") // likewise
  private String answer(String line) {
    try {
      return answer(line.strip().split(" +", -1));
    } catch (WrongCommandException e) {
      return "failed " + e.getMessage();
    } catch (Exception | LinkageError e) {
      giveUp();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      return "failed " + why(e);
    }
  }

  /** Our own exceptions say enough; of others the kind is half of what they say. */
  private static String why(Throwable e) {
    return e.getClass() == IOException.class && e.getMessage() != null
        ? e.getMessage()
        : e.toString();
  }

  private String answer(String[] words) throws Exception {
    switch (words[0]) {
      case "open" -> {
        expect(words, "URL CA");
        return open(words[1], words[2]);
      }
      case "check" -> {
        expect(words, "SIZE SEED");
        byte[] payload =
            Plan.payload(number(words, 1, "SIZE", 0, Library.MAX_MESSAGE), seed(words));
        return "ok " + driver().check(payload);
      }
      case "rr" -> {
        expect(words, "SIZE MILLIS FILE");
        return measure(words, 1, false, number(words, 2, "MILLIS", 0, MAX_MILLIS), words[3]);
      }
      case "pipelined" -> {
        expect(words, "SIZE COUNT MILLIS FILE");
        int count = number(words, 2, "COUNT", 1, MAX_COUNT);
        return measure(words, count, false, number(words, 3, "MILLIS", 0, MAX_MILLIS), words[4]);
      }
      case "stream" -> {
        expect(words, "SIZE WINDOW MILLIS FILE");
        int window = number(words, 2, "WINDOW", 1, MAX_COUNT);
        return measure(words, window, true, number(words, 3, "MILLIS", 0, MAX_MILLIS), words[4]);
      }
      case "close" -> {
        expect(words, "");
        driver();
        Library.Connection closing = connection;
        connection = null;
        closing.close();
        return "ok";
      }
      default -> throw new WrongCommandException("no command '" + words[0] + "'");
    }
  }

  private String open(String url, String ca) throws Exception {
    giveUp();
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new WrongCommandException("URL: '" + url + "' is none");
    }
    boolean secure = "wss".equals(uri.getScheme());
    if (!secure && !"ws".equals(uri.getScheme())) {
      throw new WrongCommandException("URL: '" + url + "' is neither ws: nor wss:");
    } else if (secure == ca.equals("-")) {
      throw new WrongCommandException("CA: '" + ca + "' does not go with " + url);
    }
    connection = library.open(uri, secure ? Trust.of(Path.of(ca)) : null);
    return "ok";
  }

  private String measure(String[] words, int unit, boolean stream, int millis, String file)
      throws Exception {
    int size = number(words, 1, "SIZE", 0, Library.MAX_MESSAGE);
    times.clear();
    Driver.Outcome outcome =
        driver().run(new Plan(size, unit, stream, TimeUnit.MILLISECONDS.toNanos(millis), times));
    if (!stream && !file.equals("-")) {
      times.write(Path.of(file));
    }
    return "ok " + outcome.messages() + " " + outcome.nanos();
  }

  private Driver driver() throws WrongCommandException {
    if (connection == null) {
      throw new WrongCommandException("no connection is open");
    }
    return connection.driver();
  }

  private void giveUp() {
    Library.Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException | RuntimeException e) {
        // It failed already, and why is said already.
      }
    }
  }

  private static void expect(String[] words, String arguments) throws WrongCommandException {
    int expected = arguments.isEmpty() ? 0 : arguments.split(" ", -1).length;
    if (words.length - 1 != expected) {
      throw new WrongCommandException(
          words[0] + " takes " + expected + " words" + (expected == 0 ? "" : ": " + arguments));
    }
  }

  private static int seed(String[] words) throws WrongCommandException {
    return number(words, 2, "SEED", Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static int number(String[] words, int at, String name, int least, int most)
      throws WrongCommandException {
    int number;
    try {
      number = Integer.parseInt(words[at]);
    } catch (NumberFormatException e) {
      throw new WrongCommandException(name + ": '" + words[at] + "' is not a number");
    }
    if (number < least || number > most) {
      throw new WrongCommandException(name + ": " + number + " is not in " + least + " to " + most);
    }
    return number;
  }
}
