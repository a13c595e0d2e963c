package io.github.wirespeed.server;

import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.protocol.HttpLimits;
import java.util.concurrent.Executor;

/**
 * What all connections of a server are told. Immutable.
 *
 * @param options of routes that have none of their own
 * @param hook null for none
 * @param blockingThreads where blocking handlers run; null for threads of the server's
 * @param handshakeNanos how long a client may take until its opening request is answered
 * @param maxConnections in all; {@code maxPerAddress} those of one address
 */
record ServerSettings(
    Routes routes,
    WebSocketOptions options,
    HttpLimits handshakeLimits,
    Origins origins,
    UpgradeHook hook,
    Executor blockingThreads,
    long handshakeNanos,
    int maxConnections,
    int maxPerAddress) {}
