package io.github.wirespeed.nats;

/**
 * How a {@link NatsBackplane} stands, and what it has done since it was made. A snapshot: each
 * number is right, but not all of one moment.
 *
 * @param connected whether there is a connection to a broker; else publications fail
 * @param server what it is connected to; null if it is not
 * @param connections how many there have been, this one counted
 * @param topics how many have subscribers here
 * @param published publications that were handed to it
 * @param confirmed of these, how many the broker has
 * @param failed of these, how many failed; the others wait for the broker's word
 * @param unknown of those that failed, how many the other servers may have got all the same
 * @param arrived publications of other servers that were handed to this one
 * @param dropped publications of other servers that this one did not get: more came than may wait
 *     here, or they could not be read
 */
public record NatsBackplaneStatistics(
    boolean connected,
    String server,
    long connections,
    int topics,
    long published,
    long confirmed,
    long failed,
    long unknown,
    long arrived,
    long dropped) {}
