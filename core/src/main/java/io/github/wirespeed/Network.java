package io.github.wirespeed;

import io.github.wirespeed.client.Names;
import io.github.wirespeed.client.Reach;
import io.github.wirespeed.client.SocketSettings;
import java.nio.file.Path;
import java.time.Duration;

/** How names are looked up and sockets are connected. Immutable: every method gives a copy. */
public final class Network {
  private static final Network DEFAULTS = new Network();

  private Network() {}

  /** The platform's names, {@code TCP_NODELAY} on, addresses tried 250 ms apart. */
  public static Network defaults() {
    return DEFAULTS;
  }

  Names names() {
    return Names.PLATFORM;
  }

  SocketSettings sockets() {
    return SocketSettings.DEFAULTS;
  }

  Duration attemptDelay() {
    return Reach.DIRECT.attemptDelay();
  }

  /** Null where there is none. */
  Path unixSocket() {
    return null;
  }
}
