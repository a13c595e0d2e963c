package io.github.wirespeed;

/**
 * What went over a connection until some moment.
 *
 * @param ageNanos since the opening handshake
 * @param bytesReceived payload, uncompressed; likewise {@code bytesSent}
 * @param lastRoundTripNanos from the last ping that was answered to its pong; {@link #UNKNOWN} if
 *     there was none
 */
record Traffic(
    long ageNanos,
    long messagesReceived,
    long bytesReceived,
    long messagesSent,
    long bytesSent,
    long lastRoundTripNanos) {
  static final long UNKNOWN = -1;
}
