package io.github.wirespeed.bench.race;

import io.github.wirespeed.bench.process.Pinning;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The server of a venue, replaced if it ends. For one thread. */
final class Course implements Closeable {
  private final Place.Venue venue;
  private final Pinning pinning;
  private final Path directory;
  private EchoHost host;
  private String down; // why there is none any more

  Course(Place.Venue venue, Pinning pinning, Path directory) throws IOException {
    this.venue = venue;
    this.pinning = pinning;
    this.directory = directory;
    this.host = EchoHost.start(venue, pinning, directory);
  }

  EchoHost host() {
    return host;
  }

  /** Called when a client failed: perhaps it was not the client. */
  void look() {
    if (host.alive()) {
      return;
    }
    host.close();
    try {
      host = EchoHost.start(venue, pinning, directory);
    } catch (IOException e) {
      down = e.getMessage();
    }
  }

  /** Null while it serves; else why it does not start any more. */
  String down() {
    return down;
  }

  @Override
  public void close() {
    host.close();
  }
}
