package io.github.wirespeed.bench.micro;

import io.github.wirespeed.client.KeyStream;
import io.github.wirespeed.protocol.MaskingKeys;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A masking key for one frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MaskingKeysBenchmark {
  private final MaskingKeys keyStream = new MaskingKeys(KeyStream.SHARED);
  private final SecureRandom platform = new SecureRandom();
  private final MaskingKeys blocks = new MaskingKeys(platform);

  /** A: a block at a time from AES in counter mode. */
  @Benchmark
  public int keyStream() {
    return keyStream.next();
  }

  /** B: a block at a time from the platform's SecureRandom. */
  @Benchmark
  public int platformBlocks() {
    return blocks.next();
  }

  /** B: a call of the platform's SecureRandom per key. */
  @Benchmark
  public int platformEach() {
    return platform.nextInt();
  }
}
