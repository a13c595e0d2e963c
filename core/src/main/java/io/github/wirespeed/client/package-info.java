/**
 * Reaching a server: names, TCP, proxies, TLS, the opening handshake, redirects, up to the 101; on
 * a thread that waits, or on an event loop. Knows no frames and nothing of the API above it: it
 * returns what came of the attempt.
 */
package io.github.wirespeed.client;
