package io.github.wirespeed.bench.micro;

import io.github.wirespeed.protocol.Masker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A client's payload from the caller's array into the buffer that is written, masked. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MaskingBenchmark {
  private static final int KEY = 0x37FA213D;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Bytes of payload. */
  @Param({"256", "8192", "262144"})
  public int size;

  private ByteBuffer source;
  private ByteBuffer target;
  private byte[] sourceArray;
  private byte[] targetArray;
  private byte[] pattern;

  /** Fills the buffers. */
  @Setup
  public void fill() {
    sourceArray = new byte[size];
    for (int i = 0; i < size; i++) {
      sourceArray[i] = (byte) i;
    }
    source = ByteBuffer.wrap(sourceArray);
    target = ByteBuffer.allocateDirect(size);
    targetArray = new byte[size];
    pattern = new byte[size];
    for (int i = 0; i < size; i++) {
      pattern[i] = (byte) (KEY >>> (24 - 8 * (i & 3)));
    }
  }

  private void shipped() {
    target.put(0, source, 0, size);
    Masker.mask(target, 0, size, KEY, 0);
  }

  private void inlined() {
    long step = Long.reverseBytes((KEY & 0xFFFF_FFFFL) << 32 | (KEY & 0xFFFF_FFFFL));
    target.put(0, source, 0, size);
    target.order(ByteOrder.nativeOrder());
    int last = (size & Integer.MAX_VALUE) - 8;
    for (int i = 0; i <= last; i += 8) {
      target.putLong(i, target.getLong(i) ^ step);
    }
  }

  /** A: copy, then mask in place, in a loop over the buffer that the JIT turns into vector code. */
  @Benchmark
  public void copyThenMask() {
    shipped();
  }

  /** A, at the end of a chain of calls. */
  @Benchmark
  public void copyThenMaskDeep() {
    CallChain.down(this::shipped);
  }

  /** B: the same loop in a method that the JIT inlines. */
  @Benchmark
  public void copyThenInlined() {
    inlined();
  }

  /** B, at the end of a chain of calls. */
  @Benchmark
  public void copyThenInlinedDeep() {
    CallChain.down(this::inlined);
  }

  /** B: the same loop, unrolled by hand. */
  @Benchmark
  public void copyThenUnrolled() {
    long step = Long.reverseBytes((KEY & 0xFFFF_FFFFL) << 32 | (KEY & 0xFFFF_FFFFL));
    target.put(0, source, 0, size);
    target.order(ByteOrder.nativeOrder());
    int last = (size & Integer.MAX_VALUE) - 64;
    for (int i = 0; i <= last; i += 64) {
      target.putLong(i, target.getLong(i) ^ step);
      target.putLong(i + 8, target.getLong(i + 8) ^ step);
      target.putLong(i + 16, target.getLong(i + 16) ^ step);
      target.putLong(i + 24, target.getLong(i + 24) ^ step);
      target.putLong(i + 32, target.getLong(i + 32) ^ step);
      target.putLong(i + 40, target.getLong(i + 40) ^ step);
      target.putLong(i + 48, target.getLong(i + 48) ^ step);
      target.putLong(i + 56, target.getLong(i + 56) ^ step);
    }
  }

  /** B: one pass, eight bytes a step through a view VarHandle. */
  @Benchmark
  public void copyMasked() {
    long step = Long.reverseBytes((KEY & 0xFFFF_FFFFL) << 32 | (KEY & 0xFFFF_FFFFL));
    for (int i = 0; i <= size - 8; i += 8) {
      LONGS.set(target, i, (long) LONGS.get(source, i) ^ step);
    }
  }

  /** B: one pass, a byte a step, as the RFC writes it. */
  @Benchmark
  public void byteByByte() {
    for (int i = 0; i < size; i++) {
      target.put(i, (byte) (source.get(i) ^ (KEY >>> (24 - 8 * (i & 3)))));
    }
  }

  /**
   * B: arrays and a repeated key, a loop that the JIT turns into vector code; then the copy out.
   */
  @Benchmark
  public void vectorisedThenCopy() {
    for (int i = 0; i < size; i++) {
      targetArray[i] = (byte) (sourceArray[i] ^ pattern[i]);
    }
    target.put(0, targetArray, 0, size);
  }
}
