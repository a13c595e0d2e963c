package io.github.wirespeed.bench.growth;

import io.github.wirespeed.bench.peers.Contender;
import io.github.wirespeed.bench.peers.ServerHost;
import io.github.wirespeed.bench.peers.Service;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.CpuTime;
import io.github.wirespeed.bench.process.Pinning;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The echo servers that many connections are opened to, each a process of its own: started when it
 * is needed, replaced when it failed. For one thread.
 */
final class Hosts implements Closeable {
  private static final Duration START = Duration.ofMinutes(1);

  private final Pinning pinning;
  private final Map<Contender, Host> hosts = new EnumMap<>(Contender.class);

  /** A server's process, and where it listens. */
  record Host(Child child, int port) {
    /** CPU time of the whole process so far; -1 if nobody knows. */
    long cpuNanos() {
      return CpuTime.ofProcess(child.pid());
    }
  }

  Hosts(Pinning pinning) {
    this.pinning = pinning;
  }

  Host host(Contender contender) throws IOException {
    Host host = hosts.get(contender);
    if (host == null) {
      host = start(contender);
      hosts.put(contender, host);
    }
    return host;
  }

  private Host start(Contender contender) throws IOException {
    Child child =
        Child.jvm(pinning.serverApart(), ServerHost.class, contender.name(), Service.ECHO.name());
    String line = null;
    try {
      line = child.line(START);
    } finally {
      if (line == null || !line.startsWith("port ")) {
        child.close();
      }
    }
    if (!line.startsWith("port ")) {
      throw new IOException("the server does not start: " + line);
    }
    return new Host(child, Integer.parseInt(line.substring(5)));
  }

  /** Something went wrong with it: the next one is new. */
  void discard(Contender contender) {
    Host host = hosts.remove(contender);
    if (host != null) {
      host.child().close();
    }
  }

  @Override
  public void close() {
    hosts.values().forEach(host -> host.child().close());
    hosts.clear();
  }
}
