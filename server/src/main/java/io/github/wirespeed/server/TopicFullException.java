package io.github.wirespeed.server;

import java.io.IOException;

/**
 * A publication was refused, and nobody got it: too many of its topic are on their way already. Who
 * publishes without waiting for the stages has to expect it.
 */
public final class TopicFullException extends IOException {
  private static final long serialVersionUID = 1;

  TopicFullException(String message) {
    super(message);
  }
}
