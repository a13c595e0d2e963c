package io.github.wirespeed.server;

/**
 * How a topic stands, and what it has done so far, on this server. A snapshot, whose numbers may be
 * of slightly different moments. Each publication that was published is, for each subscriber of
 * that moment, delivered, dropped, still under way, or gone with a subscriber that left.
 *
 * @param subscribers now
 * @param underWay publications whose stages are not done
 * @param published accepted, from here and from other servers
 * @param rejected refused with {@link TopicFullException}, or from other servers and let go of, as
 *     too many were under way
 * @param delivered given to a connection: one publication to 1,000 subscribers counts 1,000
 * @param dropped by the policies of slow subscribers, conflated ones included
 */
public record TopicStatistics(
    int subscribers, int underWay, long published, long rejected, long delivered, long dropped) {}
