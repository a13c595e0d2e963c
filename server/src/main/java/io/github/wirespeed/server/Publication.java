package io.github.wirespeed.server;

import io.github.wirespeed.Message;
import java.util.Objects;

/**
 * What is published to a topic. Immutable.
 *
 * @param topic its name
 * @param key what a slow consumer conflates by: of two that wait, the newer takes the place of the
 *     older one with the same key; null for none
 * @param message for every subscriber
 */
public record Publication(String topic, String key, Message message) {
  /** Refuses one without a topic or a message. */
  public Publication {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(message, "message");
  }
}
