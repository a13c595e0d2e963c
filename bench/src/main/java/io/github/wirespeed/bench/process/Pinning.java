package io.github.wirespeed.bench.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which cores client and server run on, through Linux's {@code taskset}: without it the scheduler
 * moves them about, and a round measures whether it did. Closing it gives this process its cores
 * back.
 */
public final class Pinning implements Closeable {
  private final List<Integer> cores;
  private final String before;

  private Pinning(List<Integer> cores, String before) {
    this.cores = cores;
    this.before = before;
  }

  /** Looks what there is; pins nothing yet. */
  public static Pinning find() {
    String list = taskset("-cp", Long.toString(ProcessHandle.current().pid()));
    int colon = list == null ? -1 : list.lastIndexOf(':');
    String allowed = colon < 0 ? "" : list.substring(colon + 1).trim();
    return new Pinning(cores(allowed), allowed);
  }

  /** The cores of a list such as "0-3,8". */
  static List<Integer> cores(String list) {
    List<Integer> cores = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      int dash = part.indexOf('-');
      try {
        int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
        for (int core = first; core <= last; core++) {
          cores.add(core);
        }
      } catch (NumberFormatException e) {
        return List.of();
      }
    }
    return cores;
  }

  /** Whether client and server can each have a core. */
  public boolean apart() {
    return cores.size() >= 2;
  }

  private int clientCore() {
    return cores.get(0);
  }

  private int serverCore() {
    return cores.get(1);
  }

  /** Puts this process on the client's core, all threads and those to come. */
  public void pinClient() {
    if (apart()) {
      taskset("-acp", Integer.toString(clientCore()), Long.toString(ProcessHandle.current().pid()));
    }
  }

  /** What to put before the server's command: the other core. */
  public List<String> serverApart() {
    return apart() ? List.of("taskset", "-c", Integer.toString(serverCore())) : List.of();
  }

  /** What to put before the command of a process on both cores, of the client and the server. */
  public List<String> both() {
    return apart() ? List.of("taskset", "-c", clientCore() + "," + serverCore()) : List.of();
  }

  /** What to put before the server's command: the client's core. */
  public List<String> serverTogether() {
    return apart() ? List.of("taskset", "-c", Integer.toString(clientCore())) : List.of();
  }

  /** For people. */
  public String describe() {
    return apart()
        ? "client with its loops on core " + clientCore() + ", server on core " + serverCore()
        : "not pinned (" + (cores.isEmpty() ? "no taskset" : "one core") + ")";
  }

  @Override
  public void close() {
    if (apart()) {
      taskset("-acp", before, Long.toString(ProcessHandle.current().pid()));
    }
  }

  /** Runs it; what it printed, or null if it is not there or failed. */
  private static String taskset(String... arguments) {
    List<String> command = new ArrayList<>(List.of("taskset"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? out : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
