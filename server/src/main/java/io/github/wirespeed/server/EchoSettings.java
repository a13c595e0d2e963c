package io.github.wirespeed.server;

import io.github.wirespeed.Compression;
import io.github.wirespeed.protocol.HttpLimits;
import io.github.wirespeed.protocol.Limits;

/**
 * What each connection of an echo server is told.
 *
 * @param compression null for none
 * @param handshakeNanos how long a client may take until its opening request is there
 */
record EchoSettings(
    Limits limits, HttpLimits handshakeLimits, Compression compression, long handshakeNanos) {}
