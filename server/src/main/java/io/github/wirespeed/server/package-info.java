/**
 * The server, in its first form: an embedded echo server on one event loop, correct in every frame.
 * Message logic is that of {@code io.github.wirespeed.protocol}, the same as the client's.
 */
package io.github.wirespeed.server;
