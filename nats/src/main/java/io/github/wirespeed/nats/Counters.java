package io.github.wirespeed.nats;

import java.util.concurrent.atomic.LongAdder;

/** What a backplane has done, over all of its connections. Any thread. */
final class Counters {
  final LongAdder published = new LongAdder();
  final LongAdder confirmed = new LongAdder();
  final LongAdder notPublished = new LongAdder();
  final LongAdder unknown = new LongAdder();
  final LongAdder arrived = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder connections = new LongAdder();
}
