package io.github.wirespeed.bench.clients;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Runs the workloads over one connection. */
interface Driver {
  /** What came back in how long. */
  record Outcome(long messages, long nanos) {}

  /** Sends a message and receives one; the CRC-32 of what came back. */
  long check(byte[] payload) throws Exception;

  /** Runs a workload until its time has passed. */
  Outcome run(Plan plan) throws Exception;

  /** A message that is not as long as what was sent. */
  static void checkSize(int size, int expected) throws IOException {
    if (size != expected) {
      throw wrongSize(size, expected);
    }
  }

  /** Says so. */
  static IOException wrongSize(int size, int expected) {
    return new IOException("a message of " + size + " bytes came back for one of " + expected);
  }

  /** Of all that remains in it. */
  static long crc(ByteBuffer payload) {
    CRC32 crc = new CRC32();
    crc.update(payload);
    return crc.getValue();
  }
}
