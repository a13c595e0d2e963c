/**
 * Threads, selectors, timers and waiting: the event loop and the ways to pass the time until there
 * is something to do. Knows neither WebSocket nor TLS.
 *
 * <p>A loop and all that is registered with it belong to the one thread that runs it.
 */
package io.github.wirespeed.loop;
