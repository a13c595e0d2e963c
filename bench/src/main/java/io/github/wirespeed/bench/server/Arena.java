package io.github.wirespeed.bench.server;

import io.github.wirespeed.bench.load.LoadGenerator;
import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.peers.ServerHost;
import io.github.wirespeed.bench.peers.Service;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.Pinning;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The load generator and the servers of one service: started when they are needed, replaced when
 * they failed. For one thread.
 */
final class Arena implements Closeable {
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration QUESTION = Duration.ofSeconds(30);

  /** Longer than anything that the load generator gives up after by itself. */
  private static final Duration LOAD = Duration.ofMinutes(2);

  private final Service service;
  private final Pinning pinning;
  private final Map<Contender, Host> hosts = new EnumMap<>(Contender.class);
  private final Set<Contender> out = EnumSet.noneOf(Contender.class);
  private final List<String> notes = new ArrayList<>();
  private Child generator;

  Arena(Service service, Pinning pinning) {
    this.service = service;
    this.pinning = pinning;
  }

  /** A server's process. */
  final class Host {
    private final Contender contender;
    private final Child child;
    private final String port;

    private Host(Contender contender) throws IOException {
      this.contender = contender;
      this.child =
          Child.jvm(pinning.serverApart(), ServerHost.class, contender.name(), service.name());
      String line = null;
      try {
        line = child.line(START);
      } finally {
        if (line == null || !line.startsWith("port ")) {
          child.close();
        }
      }
      if (!line.startsWith("port ")) {
        throw new IOException(line.startsWith("failed ") ? line.substring(7) : line);
      }
      this.port = line.substring(5);
    }

    /** CPU time of the whole process so far. */
    long cpuNanos() throws IOException {
      return Long.parseLong(child.ask("cpu", QUESTION).split(" ", -1)[1]);
    }

    /** Heap and direct memory in use, in bytes. */
    long[] memory() throws IOException {
      String[] words = child.ask("memory", QUESTION).split(" ", -1);
      return new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])};
    }

    /**
     * Has the load generator do something with this server.
     *
     * @param command without the port
     * @return the figures that it answers
     * @throws IOException saying what the server did wrong; then it is to be {@link #discard}ed
     */
    long[] load(String command, Object... arguments) throws IOException {
      StringBuilder line = new StringBuilder(command).append(' ').append(port);
      line.append(contender == Contender.FLOOR ? " raw" : " ws");
      for (Object argument : arguments) {
        line.append(' ').append(argument);
      }
      String answer;
      try {
        answer = generator().ask(line.toString(), LOAD);
      } catch (IOException e) {
        generator.close();
        generator = null;
        throw new IOException("load generator: " + e.getMessage(), e);
      }
      if (!answer.startsWith("ok")) {
        throw new IOException(answer.startsWith("failed ") ? answer.substring(7) : answer);
      }
      String[] words = answer.strip().split(" ", -1);
      long[] figures = new long[words.length - 1];
      for (int i = 0; i < figures.length; i++) {
        figures[i] = Long.parseLong(words[i + 1]);
      }
      return figures;
    }
  }

  private Child generator() throws IOException {
    if (generator == null) {
      generator = Child.jvm(pinning.serverTogether(), LoadGenerator.class);
      generator.line(START);
    }
    return generator;
  }

  /** The server, started if need be; null if it cannot be. */
  Host host(Contender contender) {
    Host host = hosts.get(contender);
    if (host == null && !out.contains(contender)) {
      try {
        host = new Host(contender);
        hosts.put(contender, host);
      } catch (IOException e) {
        leaveOut(contender, "it does not start: " + e.getMessage());
      }
    }
    return host;
  }

  /** It is not measured any more. */
  void leaveOut(Contender contender, String why) {
    discard(contender);
    out.add(contender);
    notes.add(
        contender.label()
            + " is left out of "
            + service.name().toLowerCase(Locale.ROOT)
            + ": "
            + why);
  }

  /** Ends a server; the next that asks for it gets a new one. */
  void discard(Contender contender) {
    Host host = hosts.remove(contender);
    if (host != null) {
      host.child.close();
      if (generator != null) {
        try {
          generator.ask("close " + host.port, LOAD);
        } catch (IOException e) {
          generator.close();
          generator = null;
        }
      }
    }
  }

  /** Which were left out and why, a line each. */
  List<String> notes() {
    return notes;
  }

  @Override
  public void close() {
    hosts.values().forEach(host -> host.child.close());
    hosts.clear();
    if (generator != null) {
      generator.close();
      generator = null;
    }
  }
}
