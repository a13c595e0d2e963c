package io.github.wirespeed.bench.load;

import java.io.IOException;

/** A server did what it must not, or nothing at all; the message says what. */
final class LoadException extends IOException {
  private static final long serialVersionUID = 1;

  LoadException(String what) {
    super(what);
  }
}
