package io.github.wirespeed.bench.architectures;

import io.github.wirespeed.WaitStrategy;
import io.github.wirespeed.protocol.Opcode;
import io.github.wirespeed.protocol.ReadHalf;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Messages as they come, with what the peer is owed in between. One thread. */
final class Receiving {
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ReadSide reads;
  private final Step step;
  private final Owing owing;
  private final WaitingPlace arrival;
  private final WaitingPlace.Look look = this::look;
  private final WaitingPlace.Park park = this::park;
  private int event;
  private long deadline; // once it is closing
  private boolean closing;

  /** {@link ReadSide#step}, in whatever it takes to do that here. */
  interface Step {
    int step() throws IOException;
  }

  /** Sends a pong or a Close, or has it sent. */
  interface Owing {
    void owe(Opcode opcode, ByteBuffer payload) throws IOException;
  }

  Receiving(ReadSide reads, Step step, Owing owing, WaitStrategy wait) {
    this.reads = reads;
    this.step = step;
    this.owing = owing;
    this.arrival = new WaitingPlace(wait);
  }

  /**
   * Waits for the next message.
   *
   * @throws EOFException after the peer's Close, which is answered then
   */
  ByteBuffer receive() throws IOException {
    while (true) {
      arrival.until(look, park);
      ReadHalf half = reads.half();
      switch (event) {
        case ReadHalf.MESSAGE -> {
          return half.payload();
        }
        case ReadHalf.PING -> owing.owe(half.owed(), half.owedPayload());
        case ReadHalf.CLOSE, ReadHalf.FAILED -> {
          owing.owe(half.owed(), half.owedPayload());
          throw new EOFException("the connection is closed: " + half.closeStatus());
        }
        case ReadHalf.ENDED -> throw new EOFException("the connection ended");
        default -> {}
      }
    }
  }

  private boolean look() throws IOException {
    event = step.step();
    return event != ReadHalf.NEED_BYTES;
  }

  private void park() throws IOException {
    reads.await(closing ? left() : Long.MAX_VALUE);
  }

  private long left() throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("the peer does not end the connection");
    }
    return left;
  }

  /** After our Close: waits for the peer's, and then for the end of TCP, which is the server's. */
  void finish() throws IOException {
    deadline = System.nanoTime() + CLOSE_NANOS;
    closing = true;
    try {
      while (true) {
        receive(); // what was on its way
      }
    } catch (EOFException e) {
      ByteBuffer scratch = ByteBuffer.allocate(1024);
      while (!reads.ended(scratch)) {
        reads.await(left());
      }
    }
  }
}
