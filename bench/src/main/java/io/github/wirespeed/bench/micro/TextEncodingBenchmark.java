package io.github.wirespeed.bench.micro;

import io.github.wirespeed.client.KeyStream;
import io.github.wirespeed.protocol.MaskingKeys;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.Role;
import io.github.wirespeed.protocol.WriteHalf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

/** A string into a masked text frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TextEncodingBenchmark {
  /** Characters of text. */
  @Param({"256", "8192"})
  public int size;

  /** Which characters. */
  @Param({"ascii", "cjk"})
  public String script;

  private final WriteHalf writes =
      new WriteHalf(
          Role.CLIENT, new MaskingKeys(KeyStream.SHARED), 256 << 10, ByteBuffer::allocateDirect);
  private String text;

  /** Makes the text. */
  @Setup
  public void fill() {
    text = (script.equals("ascii") ? "x" : "\u4E16").repeat(size);
  }

  /** A: through two small arrays and the JDK's encoder, into the buffer that is written. */
  @Benchmark
  public int encodedInPlace() {
    int next = writes.text(text, 0);
    gone();
    return next;
  }

  /** B: {@code getBytes} and a copy. */
  @Benchmark
  public boolean getBytes() {
    boolean complete =
        writes.data(Opcode.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true);
    gone();
    return complete;
  }

  private void gone() {
    ByteBuffer pending = writes.pending();
    pending.position(pending.limit());
    writes.written();
  }
}
