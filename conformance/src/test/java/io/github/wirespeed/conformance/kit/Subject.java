package io.github.wirespeed.conformance.kit;

import io.github.wirespeed.protocol.Role;
import java.io.Closeable;

/** A side of ours that lines are tried on. */
interface Subject extends Closeable {
  /** As the table of verdicts names it. */
  String name();

  /** Which side it is. */
  Role role();

  /**
   * Sends a line between the messages {@code before} and {@code after}, and checks what comes of
   * it.
   *
   * @throws AssertionError if that is not what the line asks for
   */
  Outcome run(Line line, Delivery.Plan plan) throws Exception;
}
