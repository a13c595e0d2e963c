package io.github.wirespeed;

import io.github.wirespeed.protocol.MessageDeflater;
import io.github.wirespeed.protocol.MessageInflater;
import io.github.wirespeed.protocol.PerMessageDeflate;
import io.github.wirespeed.protocol.Role;

/**
 * What a connection has of its own where compression was agreed on: each half is the reader's, or
 * the writer's, to use and to close.
 *
 * @param shared how messages are compressed that it gets along with others
 */
record Deflation(MessageInflater inflater, MessageDeflater deflater, SharedDeflate shared) {
  /**
   * What was agreed on, for a side.
   *
   * @param agreed null for none
   * @return null for none
   */
  static Deflation of(PerMessageDeflate agreed, Compression compression, Role role) {
    return agreed == null
        ? null
        : new Deflation(
            compression.inflater(agreed, role),
            compression.deflater(agreed, role),
            compression.shared(agreed, role));
  }
}
