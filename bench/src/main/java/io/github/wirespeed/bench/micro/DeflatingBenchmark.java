package io.github.wirespeed.bench.micro;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A message that stands alone, without takeover, into the frame's buffer and back out of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeflatingBenchmark {
  private static final int LEVEL = 6;

  /** Bytes of the plain message. */
  @Param({"1024", "16384"})
  public int size;

  private byte[] message;
  private byte[] compressed;
  private byte[] array;
  private ByteBuffer received;
  private ByteBuffer buffer;
  private Deflater deflater;
  private Inflater inflater;

  /** Makes a message, and its compressed form. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    StringBuilder json = new StringBuilder("[");
    while (json.length() < size) {
      json.append("{\"price\":").append(random.nextInt(5_000_000)).append(",\"side\":\"buy\"},");
    }
    message = json.substring(0, size).getBytes(StandardCharsets.US_ASCII);
    array = new byte[2 * size];
    buffer = ByteBuffer.allocateDirect(2 * size);
    deflater = new Deflater(LEVEL, true);
    inflater = new Inflater(true);
    deflateIntoBuffer();
    compressed = new byte[buffer.flip().remaining()];
    buffer.get(compressed);
    received = ByteBuffer.allocateDirect(compressed.length).put(compressed).flip();
  }

  /** Lets go of native memory. */
  @TearDown
  public void end() {
    deflater.end();
    inflater.end();
  }

  /** A: straight into the buffer that is written, in one call, with a deflater that is kept. */
  @Benchmark
  public int deflateIntoBuffer() {
    deflater.reset();
    return intoBuffer(deflater);
  }

  /** B: through an array. */
  @Benchmark
  public int deflateThroughArray() {
    deflater.reset();
    deflater.setInput(message);
    int n = deflater.deflate(array, 0, array.length, Deflater.SYNC_FLUSH);
    buffer.clear().put(array, 0, n);
    return n;
  }

  /** B: the input first, the flush in a call of its own. */
  @Benchmark
  public int deflateThenFlush() {
    deflater.reset();
    deflater.setInput(message);
    int n = deflater.deflate(buffer.clear(), Deflater.NO_FLUSH);
    return n + deflater.deflate(buffer, Deflater.SYNC_FLUSH);
  }

  /** B: a deflater for each message. */
  @Benchmark
  public int deflateWithNew() {
    Deflater fresh = new Deflater(LEVEL, true);
    try {
      return intoBuffer(fresh);
    } finally {
      fresh.end();
    }
  }

  private int intoBuffer(Deflater with) {
    with.setInput(message);
    return with.deflate(buffer.clear(), Deflater.SYNC_FLUSH);
  }

  /** A: straight into the buffer that gathers the message, with an inflater that is kept. */
  @Benchmark
  public int inflateIntoBuffer() throws DataFormatException {
    inflater.reset();
    return fromReceived(inflater);
  }

  /** B: through arrays on both sides. */
  @Benchmark
  public int inflateThroughArrays() throws DataFormatException {
    inflater.reset();
    byte[] copy = new byte[received.clear().remaining()];
    received.get(copy);
    inflater.setInput(copy);
    int n = inflater.inflate(array);
    buffer.clear().put(array, 0, n);
    return checked(n);
  }

  /** B: an inflater for each message. */
  @Benchmark
  public int inflateWithNew() throws DataFormatException {
    Inflater fresh = new Inflater(true);
    try {
      return fromReceived(fresh);
    } finally {
      fresh.end();
    }
  }

  private int fromReceived(Inflater with) throws DataFormatException {
    with.setInput(received.clear());
    return checked(with.inflate(buffer.clear()));
  }

  private int checked(int n) {
    if (n != message.length) {
      throw new IllegalStateException("inflated to " + n + " bytes");
    }
    return n;
  }
}
