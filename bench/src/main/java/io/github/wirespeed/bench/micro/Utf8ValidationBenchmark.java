package io.github.wirespeed.bench.micro;

import io.github.wirespeed.protocol.Utf8Validator;
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

/** A text message that has arrived, checked where it lies. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Utf8ValidationBenchmark {
  /** Bytes of text, at least. */
  @Param({"256", "8192"})
  public int size;

  /** What is repeated: prices, a sentence with an accent, Chinese. */
  @Param({
    "{\"s\":\"ABC-XYZ\",\"bid\":1.2345,\"ask\":1.2346},",
    "Das K\u00E4nguru sprang \u00FCber den Bach. ",
    "\u7ECF\u6D4E\u5B66\u5BB6\u8BA4\u4E3A"
  })
  public String text;

  private final Utf8Validator validator = new Utf8Validator();
  private final SteppingUtf8Validator stepping = new SteppingUtf8Validator();
  private ByteBuffer buffer;
  private int length;
  private boolean valid;

  /** Fills the buffer. */
  @Setup
  public void fill() {
    byte[] bytes = text.repeat(1 + size / text.length()).getBytes(StandardCharsets.UTF_8);
    length = bytes.length - bytes.length % text.getBytes(StandardCharsets.UTF_8).length;
    while (length - text.getBytes(StandardCharsets.UTF_8).length >= size) {
      length -= text.getBytes(StandardCharsets.UTF_8).length;
    }
    buffer = ByteBuffer.allocateDirect(length).put(0, bytes, 0, length);
  }

  private void check() {
    validator.reset();
    valid = validator.validate(buffer, 0, length) < 0 && validator.complete();
  }

  private void checkStepping() {
    valid = stepping.valid(buffer, 0, length);
  }

  /** A: shipped, a long method that is not inlined. */
  @Benchmark
  public boolean longMethod() {
    check();
    return valid;
  }

  /** A, at the end of a chain of calls. */
  @Benchmark
  public boolean longMethodDeep() {
    CallChain.down(this::check);
    return valid;
  }

  /** B: small methods that are. */
  @Benchmark
  public boolean smallMethods() {
    checkStepping();
    return valid;
  }

  /** B, at the end of a chain of calls. */
  @Benchmark
  public boolean smallMethodsDeep() {
    CallChain.down(this::checkStepping);
    return valid;
  }
}
