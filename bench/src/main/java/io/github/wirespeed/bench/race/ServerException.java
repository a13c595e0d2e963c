package io.github.wirespeed.bench.race;

import java.io.IOException;

/** A server that does not start. */
final class ServerException extends IOException {
  private static final long serialVersionUID = 1;

  ServerException(String message) {
    super(message);
  }
}
