package io.github.wirespeed.bench.clients;

/**
 * A workload that is to be run.
 *
 * @param unit messages that go out together: 1 for request-response, a batch, or the window of a
 *     stream
 * @param stream whether each message that comes back is followed by another, else the whole unit is
 * @param nanos how long no new unit is begun after the first; a stream asks for the time once per
 *     unit too
 * @param times gets the time of each unit, unless it is a stream
 */
record Plan(int size, int unit, boolean stream, long nanos, Times times) {
  /** The bytes of a message. */
  static byte[] payload(int size, int seed) {
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (i * 31 + seed);
    }
    return payload;
  }
}
