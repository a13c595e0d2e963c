package io.github.wirespeed.server;

/**
 * How a server stands, and what it has done since it started. A snapshot.
 *
 * @param connections open now
 * @param opened since the start
 * @param refused requests that were answered with something else than 101
 */
public record ServerStatistics(int connections, long opened, long refused) {}
