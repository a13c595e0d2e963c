package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.peers.ServerHost;
import io.github.wirespeed.bench.peers.Service;
import io.github.wirespeed.bench.process.Child;
import io.github.wirespeed.bench.process.CpuTime;
import io.github.wirespeed.bench.process.Pinning;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The process of a server that echoes. */
final class EchoHost implements Closeable {
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration QUESTION = Duration.ofSeconds(5);

  private final Child child;
  private final String url;
  private final String ca;

  private EchoHost(Child child, String url, String ca) {
    this.child = child;
    this.url = url;
    this.ca = ca;
  }

  /**
   * Starts it where its venue has it.
   *
   * @param directory for the certificate
   */
  static EchoHost start(Place.Venue venue, Pinning pinning, Path directory) throws IOException {
    Path ca = RaceFiles.certificate(directory, venue.server());
    List<String> arguments = new ArrayList<>(List.of(venue.server().name(), Service.ECHO.name()));
    if (venue.tls()) {
      arguments.add(ca.toString());
    }
    List<String> cores =
        switch (venue.cores()) {
          case APART -> pinning.serverApart();
          case SHARED -> pinning.serverTogether();
          case UNPINNED -> List.of();
        };
    Child child = Child.jvm(cores, ServerHost.class, arguments.toArray(String[]::new));
    String line = "";
    try {
      line = child.line(START);
    } catch (IOException e) {
      throw new ServerException(e.getMessage());
    } finally {
      if (!line.startsWith("port ")) {
        child.close();
      }
    }
    if (!line.startsWith("port ")) {
      throw new ServerException(line.startsWith("failed ") ? line.substring(7) : line);
    }
    String port = line.substring(5);
    // Some libraries look for names only when they compare the certificate with the URL.
    return venue.tls()
        ? new EchoHost(child, "wss://localhost:" + port + "/", ca.toString())
        : new EchoHost(child, "ws://127.0.0.1:" + port + "/", "-");
  }

  String url() {
    return url;
  }

  /** The file with the certificate to trust, or "-". */
  String ca() {
    return ca;
  }

  long cpuNanos() {
    return CpuTime.ofProcess(child.pid());
  }

  boolean alive() {
    try {
      return child.ask("cpu", QUESTION).startsWith("cpu ");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
